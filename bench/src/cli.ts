import { join } from 'node:path';
import { benches } from './benches.ts';
import { reportText, writeReport } from './report.ts';
import { commitOf, load, machineNow } from './run/machine.ts';
import { withRun } from './run/run.ts';
import { readWords, UsageError } from './words.ts';

// npm run bench -- NAME [--json FILE] [--quick]

async function main(): Promise<void> {
  const { name, json, quick } = readWords(process.argv.slice(2), benches);
  const bench = benches.find((each) => each.name === name);
  if (bench === undefined) throw new UsageError(`there is no '${name}'`);
  const report = await withRun(bench.limitMinutes * 60_000, async (run) => {
    const machine = machineNow(run.folder);
    const rows = await bench.run(run, { quick });
    const commit = commitOf(join(import.meta.dirname, '../..'));
    return { name, commit, machine: { ...machine, loadAfter: load() }, rows };
  });
  process.stdout.write(`${reportText(report)}\n`);
  if (json !== undefined) writeReport(json, report);
}

try {
  await main();
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`bench: ${usage ? error.message : (error as Error).stack}\n`);
  process.exitCode = usage ? 2 : 1;
}
// What was started has been ended; nothing that lingers may keep the terminal.
process.exit();
