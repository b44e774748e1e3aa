// Stands for npm in the launcher's tests: NPM_FIXTURE says whether it installs or how it fails.
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

appendFileSync('npm.log', `${process.argv.slice(2).join(' ')}\n`);
const [deed, code = 'E1'] = process.env.NPM_FIXTURE.split(' ');
if (deed === 'incomplete' && process.argv[2] === 'ci') {
  process.stderr.write('npm error code EUSAGE\n');
  process.exit(1);
}
if (deed === 'fail') {
  process.stderr.write(
    `npm error code ${code}\nnpm error something ${code} happened\nnpm error A complete log …\n`,
  );
  process.exit(1);
}
if (process.argv[2] === 'ci') rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/left', { recursive: true });
writeFileSync('node_modules/left/package.json', '{}');
const { NPM_FIXTURE_NODE: node } = process.env;
symlinkSync(node, `node_modules/${basename(node)}`);
try {
  writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'));
} catch {
  writeFileSync('package-lock.json', '{}');
}
