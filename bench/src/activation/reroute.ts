import { fileURLToPath } from 'node:url';
import { standardCarrier } from '../../../lab/src/carrier/topology.ts';
import {
  type Activation,
  applyServiceChange,
  closeDrivers,
  renderBridgedEline,
  watchTrunks,
} from '../../../server/src/activation/index.ts';
import { unwrap } from '../../../server/src/foundation/result.ts';
import { newId } from '../../../server/src/platform/ids.ts';
import { activationOn, tenant } from '../network/activation.ts';
import { BenchCarrier } from '../network/carrier.ts';
import { compared, figure, median } from '../rows.ts';
import { openFor, startServer } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { BenchOptions, Row } from '../types.ts';

const traffic = fileURLToPath(new URL('../../../lab/src/carrier/traffic.ts', import.meta.url));
const sides = {
  north: ['NID-1 nni1', 'AGG-N nni1', 'AGG-N nni2', 'NID-2 nni1'],
  south: ['NID-1 nni2', 'AGG-S nni1', 'AGG-S nni2', 'NID-2 nni2'],
} as const;
type Side = keyof typeof sides;

/** A link cut under traffic, told by BFD, and its E-Line moved to the other side of a ring of real bridges. */
export async function reroute(run: Run, { quick }: BenchOptions): Promise<Row[]> {
  const carrier = await BenchCarrier.start(run);
  if (carrier === undefined) return [];
  const server = await startServer(run);
  const database = openFor(run, await server.createMigrated('reroute'), 4);
  await carrier.loadAccess(database);
  const activation = activationOn(database);
  run.defer(() => closeDrivers(activation.drivers));
  const gapsS: number[] = [];
  await place(activation, 'north');
  for (let cut = 1; cut <= (quick ? 2 : 10); cut++) {
    run.signal.throwIfAborted();
    const gapMs = await cutOnce(carrier, activation);
    gapsS.push(gapMs / 1_000);
    run.say(`cut ${cut}: traffic back after ${gapMs} ms`);
    await place(activation, 'north');
  }
  await carrier.stop();
  return [
    compared('reroute.medianS', median(gapsS), 's', 'promised at most', 0.5),
    compared('reroute.worstS', Math.max(...gapsS), 's', 'promised at most', 1),
    figure('reroute.cuts', gapsS.length, 'cuts'),
    figure('reroute.bfdMs', standardCarrier.bfdIntervalMs, 'ms between BFD packets'),
  ];
}

/** Puts the line on a side, and takes it off the other. */
async function place(activation: Activation, side: Side): Promise<void> {
  const other = side === 'north' ? 'AGG-S' : 'AGG-N';
  const contributions = [...lineOn(side), { device: other, leaves: [] }];
  const change = { tenant, transactionId: newId(), serviceId: 'line', contributions };
  const { state } = await applyServiceChange(activation, change);
  if (state !== 'completed') throw new Error(`the line on the ${side} is ${state}`);
}

function lineOn(side: Side) {
  return unwrap(
    renderBridgedEline({
      serviceId: 'line',
      sVlan: 100,
      mtu: 1500,
      rateKbps: 20_000,
      ends: [
        { site: 'west', node: 'NID-1', port: 'uni1', vlan: 0 },
        { site: 'east', node: 'NID-2', port: 'uni1', vlan: 0 },
      ],
      trunks: sides[side].map((end) => {
        const [node = '', port = ''] = end.split(' ');
        return { node, port };
      }),
    }),
  );
}

/** One cut under 10 Mbit/s of traffic; answers the longest silence at the far host in milliseconds. */
async function cutOnce(carrier: BenchCarrier, activation: Activation): Promise<number> {
  const target = carrier.devices.find(({ device }) => device === 'NID-1');
  if (target === undefined) throw new Error('there is no NID-1');
  const link = { node: 'NID-1', port: 'nni1' };
  let cut = false;
  const { promise: moved, resolve, reject } = Promise.withResolvers<void>();
  const watch = await watchTrunks(
    { tenant, ...target },
    { connectMs: 5_000, requestMs: 5_000 },
    ({ port, forwarding }) => {
      if (!cut || forwarding || port !== link.port) return;
      cut = false;
      place(activation, 'south').then(resolve, reject);
    },
    reject,
  );
  const words = ['--port', '5001', '--seconds'];
  const received = carrier.run('host-a2', [process.execPath, traffic, 'receive', ...words, '6']);
  await later(1_000);
  const send = [process.execPath, traffic, 'send', '--to', '10.0.0.2', '--kbps', '10000', ...words, '4'];
  const sent = carrier.run('host-a1', send);
  await later(1_500);
  cut = true;
  await carrier.fault({ kind: 'linkDown', ...link });
  await moved;
  const { gapMs } = JSON.parse((await received).split('\n')[1] ?? '') as { gapMs: number };
  await sent;
  watch.stop();
  await carrier.fault({ kind: 'linkUp', ...link });
  await forwardingAgain(target);
  return gapMs;
}

/** Waits until BFD says that the mended link forwards again. */
async function forwardingAgain(target: BenchCarrier['devices'][number]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const watch = await watchTrunks(
    { tenant, ...target },
    { connectMs: 5_000, requestMs: 5_000 },
    ({ port, forwarding }) => {
      if (port === 'nni1' && forwarding) resolve();
    },
    reject,
  );
  await promise;
  watch.stop();
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
