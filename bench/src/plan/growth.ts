import { median, times } from '../rows.ts';
import { askChild } from '../run/child.ts';
import { openFor, type Server } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { BenchOptions, Row } from '../types.ts';
import { countBuffers } from './buffers.ts';
import { conditions, rounds } from './conditions.ts';
import { loadFinishedOrders } from './load.ts';
import type { Window } from './window.ts';

/**
 * What a database full of finished orders costs the next ones: time per order in interleaved windows on a database that
 * began empty and a full one, then the buffers that a tick touches in each.
 */
export async function growth(run: Run, server: Server, file: string, options: BenchOptions): Promise<Row[]> {
  const orders = options.quick ? 20_000 : 1_000_000;
  const urls = {
    empty: await server.createMigrated('growth_empty'),
    full: await server.createMigrated('growth_full'),
  };
  run.say(`loading ${orders.toLocaleString('en-GB')} finished orders`);
  await loadFinishedOrders(urls.full, server.folder, orders);
  const windows = { empty: [] as number[], full: [] as number[] };
  for (let round = 1; round <= rounds(options); round++) {
    for (const size of ['empty', 'full'] as const) {
      const order = { ...conditions(options), url: urls[size], postmaster: server.pid };
      const window = await askChild<Window>(run, file, { ...order, handlers: 'noop' });
      windows[size].push(1_000 / window.ordersPerS);
      run.say(`round ${round} ${size.padEnd(5)} ${Math.round(window.ordersPerS)} orders/s`);
    }
  }
  const buffers = {
    empty: await countBuffers(openFor(run, urls.empty, 1)),
    full: await countBuffers(openFor(run, urls.full, 1)),
  };
  return [
    times('growth.ratio', median(windows.full), median(windows.empty), 'empty database'),
    times('growth.buffers', buffers.full, buffers.empty, 'empty database'),
  ];
}
