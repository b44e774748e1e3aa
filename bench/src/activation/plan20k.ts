import { fileURLToPath } from 'node:url';
import { compared, figure, median } from '../rows.ts';
import { askChild } from '../run/child.ts';
import type { Run } from '../run/run.ts';
import type { BenchOptions, Row } from '../types.ts';

const program = fileURLToPath(new URL('./plan-child.ts', import.meta.url));

/** V8 would let short-lived objects fill 100 MB before it looks at them, and be no faster. */
const youngGeneration = '--max-semi-space-size=16';

/** What the child that plans a whole network says of it. */
export type Planned = {
  readonly services: number;
  readonly devices: number;
  readonly changes: number;
  readonly createS: number;
  /** Of that on a processor: less than `createS` where others were at work. */
  readonly cpuS: number;
  readonly changeS: number;
  /** The most memory beyond what the program had before it began. */
  readonly mb: number;
};

/** Plan and difference of a whole network, rendered, planned device by device and compared, in a process of its own. */
export async function plan20k(run: Run, { quick }: BenchOptions): Promise<Row[]> {
  const size = quick ? { services: 2_000, devices: 50 } : { services: 20_000, devices: 500 };
  const rounds: Planned[] = [];
  for (let round = 1; round <= 3; round++) {
    const planned = await askChild<Planned>(run, program, size, [youngGeneration]);
    rounds.push(planned);
    run.say(
      `${planned.services} services on ${planned.devices} devices: ${planned.changes} changes in ${planned.createS.toFixed(2)} s, another rate in ${planned.changeS.toFixed(2)} s, ${planned.mb.toFixed(0)} MB`,
    );
  }
  const of = (read: (planned: Planned) => number): number => median(rounds.map(read));
  return [
    compared(
      'plan20k.s',
      of((planned) => planned.createS),
      's',
      'promised at most',
      2,
    ),
    compared(
      'plan20k.mb',
      of((planned) => planned.mb),
      'MB',
      'promised at most',
      150,
    ),
    figure(
      'plan20k.cpuS',
      of((planned) => planned.cpuS),
      's on a processor',
    ),
    figure(
      'plan20k.changes',
      of((planned) => planned.changes),
      'places',
    ),
    figure(
      'plan20kRate.s',
      of((planned) => planned.changeS),
      's',
    ),
  ];
}
