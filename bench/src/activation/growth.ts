import { planChange } from '../../../server/src/activation/index.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { activationOn, tenant } from '../network/activation.ts';
import { compared, figure, median } from '../rows.ts';
import { openFor, startServer } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { BenchOptions, Row } from '../types.ts';
import { lineOf } from './lines.ts';
import { loadOwnership } from './store.ts';

/** What the plan of one change costs with one service on record, and with 20,000. */
export async function growth(run: Run, { quick }: BenchOptions): Promise<Row[]> {
  const services = quick ? 1_000 : 20_000;
  const devices = quick ? 50 : 500;
  const server = await startServer(run);
  const open = async (name: string): Promise<Database> => openFor(run, await server.createMigrated(name), 2);
  const [few, many] = [await open('growth_few'), await open('growth_many')];
  await loadOwnership(few, tenant, 1, devices);
  await loadOwnership(many, tenant, services, devices);
  const took = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < (quick ? 5 : 30); round++) {
    for (const [name, database] of [
      ['few', few],
      ['many', many],
    ] as const) {
      const activation = activationOn(database);
      const contributions = lineOf(0, devices, 20_000 + round);
      const from = performance.now();
      const change = { tenant, serviceId: 'line-0', contributions };
      const plan = await planChange(activation, change, 'records');
      took[name].push(performance.now() - from);
      if (plan.devices.length !== 2) throw new Error(`${plan.devices.length} devices differ`);
    }
  }
  run.say(
    `one change: ${median(took.few).toFixed(1)} ms with 1 service, ${median(took.many).toFixed(1)} ms with ${services}`,
  );
  return [
    figure('oneChange.ms', median(took.many), `ms with ${services} services`),
    compared(
      'oneChange.growth',
      median(took.many) / median(took.few),
      '× with 1 service',
      'promised about',
      1,
    ),
  ];
}
