import { runWindow } from '../../src/plan/window.ts';
import { init } from './e_sb.mjs';
import { connectTo } from './lib.mjs';

await runWindow(({ url, loops, batch }) => {
  connectTo(url);
  return init('chain', { loops, lim: batch });
});
