import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compared, figure, median } from '../rows.ts';
import { answering, freePort, npmStart, withCommand } from '../run/npm-start.ts';
import { memoryMb, type ProcessStat } from '../run/proc.ts';
import type { Run } from '../run/run.ts';
import type { Bench, Row } from '../types.ts';

/** What one cold start with its walk, and the warm start after it, came to. */
type Sample = {
  readonly coldS: number;
  readonly walkedS: number;
  readonly walkS: number;
  readonly firstOrderS: number;
  readonly warmS: number;
  readonly stopS: number;
  readonly memoryMb: Readonly<Record<'server' | 'fleet' | 'postgres', number>>;
};

/** `npm start` of a clone that is installed: as a newcomer and as somebody who comes back sees it. */
export const startBench: Bench = {
  name: 'start',
  about: 'npm start of an installed clone: cold and warm start, the first order end to end, memory',
  limitMinutes: 15,
  async run(run, { quick }) {
    const samples: Sample[] = [];
    for (let round = 1; round <= (quick ? 1 : 3); round++) {
      const sample = await startTwice(run);
      samples.push(sample);
      run.say(
        `round ${round}: cold ${sample.coldS.toFixed(1)} s, walk ${sample.walkS.toFixed(1)} s, warm ${sample.warmS.toFixed(1)} s`,
      );
    }
    return rowsOf(samples);
  },
};

async function startTwice(run: Run): Promise<Sample> {
  const data = join(run.folder, 'data');
  rmSync(data, { recursive: true, force: true });
  const port = await freePort();
  const words = ['--data', data, '--port', String(port)];
  const from = performance.now();
  const cold = npmStart(run, words);
  await answering(run, port, 60_000);
  const coldS = since(from);
  const walk = await cold.said(/The service is active; the walk took ([\d.]+) s/, 180_000);
  await cold.said(/Turnup runs at/, 30_000);
  const walkedS = since(from);
  const memoryMb = memoryOf(cold.processes());
  const stopS = (await cold.stop()) / 1_000;
  const again = performance.now();
  const warm = npmStart(run, words);
  await warm.said(/Turnup runs at/, 60_000);
  const warmS = since(again);
  await warm.stop();
  const walkS = Number(walk[1]);
  return { coldS, walkedS, walkS, firstOrderS: walkS - deliveredAtS(cold.lines), warmS, stopS, memoryMb };
}

function since(from: number): number {
  return (performance.now() - from) / 1_000;
}

/** When the order was given for delivery, by the walk's own clock: its stages are told with their time. */
function deliveredAtS(lines: readonly string[]): number {
  for (const line of lines) {
    const match = /^\s*([\d.]+) s\s+Deliver/.exec(line);
    if (match !== null) return Number(match[1]);
  }
  throw new Error('the walk told no stage of delivery');
}

function memoryOf(processes: readonly ProcessStat[]): Sample['memoryMb'] {
  const of = (text: string): number => {
    const found = withCommand(processes, text);
    if (found.length === 0) throw new Error(`no process with ${text} in its command runs`);
    return found.reduce((sum, each) => sum + memoryMb(each.pid), 0);
  };
  return { server: of('server/src/main.ts'), fleet: of('fleet/main.ts'), postgres: of('postgres') };
}

function rowsOf(samples: readonly Sample[]): Row[] {
  const middle = (of: (sample: Sample) => number): number => median(samples.map(of));
  return [
    figure(
      'cold.answers',
      middle((sample) => sample.coldS),
      's',
    ),
    compared(
      'cold.walked',
      middle((sample) => sample.walkedS),
      's',
      'promised at most',
      20,
    ),
    figure(
      'walk',
      middle((sample) => sample.walkS),
      's',
    ),
    figure(
      'walk.firstOrder',
      middle((sample) => sample.firstOrderS),
      's',
    ),
    figure(
      'warm',
      middle((sample) => sample.warmS),
      's',
    ),
    figure(
      'stop',
      middle((sample) => sample.stopS),
      's',
    ),
    figure(
      'memory.server',
      middle((sample) => sample.memoryMb.server),
      'MB',
    ),
    figure(
      'memory.fleet',
      middle((sample) => sample.memoryMb.fleet),
      'MB',
    ),
    figure(
      'memory.postgres',
      middle((sample) => sample.memoryMb.postgres),
      'MB',
    ),
  ];
}
