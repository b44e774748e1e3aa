import type { Reporter } from 'knip';

// Beside knip's own report: how many files it looked at, so that a check of nothing shows itself.
const count: Reporter = ({ counters }) => {
  console.log(`knip looked at ${counters.processed} files`);
};

export default count;
