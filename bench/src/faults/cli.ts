import { randomInt } from 'node:crypto';
import { withRun } from '../run/run.ts';
import { readWords, UsageError } from '../words.ts';
import { faultRuns } from './faults.ts';
import { outcomeText } from './invariants.ts';

// npm run faults -- NAME [--seed S]: status 1 when an invariant does not hold.

async function main(): Promise<boolean> {
  const { name, seed = randomInt(2 ** 32) } = readWords(process.argv.slice(2), faultRuns);
  const fault = faultRuns.find((each) => each.name === name);
  if (fault === undefined) throw new UsageError(`there is no '${name}'`);
  process.stdout.write(`${name}, seed ${seed}: ${fault.about}\n`);
  const invariants = await withRun(fault.limitMinutes * 60_000, (run) => fault.run(run, seed));
  process.stdout.write(`${outcomeText(invariants)}\n`);
  const failed = invariants.filter((invariant) => !invariant.holds).length;
  process.stdout.write(
    failed === 0
      ? `${invariants.length} invariants hold\n`
      : `${failed} of ${invariants.length} invariants FAIL; again with: npm run faults -- ${name} --seed ${seed}\n`,
  );
  return failed === 0 && invariants.length > 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`faults: ${usage ? error.message : (error as Error).stack}\n`);
  process.exitCode = usage ? 2 : 1;
}
// What was started has been ended; nothing that lingers may keep the terminal.
process.exit();
