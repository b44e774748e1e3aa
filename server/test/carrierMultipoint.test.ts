import { beforeAll, describe, expect, it } from 'vitest';
import { CarrierLab } from '../src/activation/testing/carrier.ts';
import { CarrierTraffic } from '../src/activation/testing/carrier-traffic.ts';
import { carrierSystem, endOf, type OrderedSite, orderOf } from './carrierOperator.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';

const lab = await CarrierLab.start();
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const tests = '/tmf-api/serviceTestManagement/v4/serviceTest';
const bridges = ['NID-1', 'NID-2', 'AGG-N', 'AGG-S'];
/** Each with the host behind it, and its address. Two are on either bridge. */
const sites = [
  ['C-SOUTH-1', 'host-c1', '10.0.0.1'],
  ['C-NORTH-1', 'host-c2', '10.0.0.2'],
  ['C-NORTH-2', 'host-c3', '10.0.0.3'],
  ['C-SOUTH-2', 'host-c4', '10.0.0.4'],
] as const;
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe.skipIf(lab === undefined)('multipoint services on real bridges', { timeout: 240_000 }, () => {
  const carrier = lab as CarrierLab;
  const traffic = new CarrierTraffic(carrier);
  let system: TestSystem;
  let people: People;

  beforeAll(async () => {
    ({ system, people } = await carrierSystem(carrier));
    return () => carrier.stop();
  }, 60_000);

  const dumps = () => Promise.all(bridges.map((node) => carrier.dump(node)));
  const completed = async (body: object): Promise<Row> => {
    const answer = await system.call('orderStaff', 'POST', orders, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return await people.until(`${answer.body.id} to be completed`, async () => {
      const { body: order } = await system.call('orderStaff', 'GET', `${orders}/${answer.body.id}`);
      if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
      return order.state === 'completed' ? order : undefined;
    });
  };
  const ordered = (bandwidthKbps: number): OrderedSite[] =>
    sites.map(([site]) => ({ site, bandwidthKbps, cpe: 'wiresOnly' }));
  const deliver = async (specification: string, topology: string, bandwidthKbps: number): Promise<string> => {
    const order = await completed(orderOf('CUST-C', specification, topology, ordered(bandwidthKbps)));
    return order.serviceOrderItem[0].service.id;
  };
  /** Which hosts answer which, as pairs. */
  const answering = async (): Promise<string[]> => {
    const pairs = sites.flatMap(([, from]) =>
      sites
        .filter(([, to]) => to !== from)
        .map(async ([, to, address]) => {
          return (await traffic.ping(from, address)) > 0 ? [`${from} ${to}`] : [];
        }),
    );
    return (await Promise.all(pairs)).flat().sort();
  };
  const delivers = async (rateKbps: number, [, from]: Row, [, to, address]: Row): Promise<void> => {
    const delivered = await traffic.deliveredKbps(from, to, address, rateKbps);
    expect(delivered).toBeGreaterThan(rateKbps * 0.9);
    expect(delivered).toBeLessThan(rateKbps * 1.1);
  };

  it('an E-LAN joins every site with every other at the ordered rate, and leaves nothing behind', async () => {
    const before = await dumps();
    expect(await traffic.ping('host-c1', '10.0.0.2')).toBe(0);
    const id = await deliver('E-LAN', 'anyToAny', 20_000);
    await Promise.all(sites.slice(1).map(([, , address]) => traffic.reached('host-c1', address)));
    expect(await answering()).toHaveLength(12);
    await delivers(20_000, sites[1], sites[3]);
    // Nobody else's port is in it.
    expect(await traffic.ping('host-a1', '10.0.0.2')).toBe(0);
    await completed(endOf('CUST-C', id));
    expect(await answering()).toEqual([]);
    expect(await dumps()).toEqual(before);
  });

  it('an E-Tree joins leaves with the root and with no leaf, on one bridge or two', async () => {
    const before = await dumps();
    const id = await deliver('E-TREE', 'hubAndSpoke', 20_000);
    await Promise.all(sites.slice(1).map(([, , address]) => traffic.reached('host-c1', address)));
    const withRoot = sites.slice(1).flatMap(([, host]) => [`host-c1 ${host}`, `${host} host-c1`]);
    expect(await answering()).toEqual(withRoot.sort());
    await delivers(20_000, sites[1], sites[0]);
    // The turn-up itself has looked at every pair of leaves.
    const { body } = await system.call('orderStaff', 'GET', `${tests}?relatedService=${id}`);
    const apart = body[0].measures.filter(({ caseId }: Row) => /^isolation:C-.*:C-/.test(caseId));
    expect(apart).toHaveLength(6);
    expect(apart.every(({ status, measured }: Row) => status === 'passed' && measured === 0)).toBe(true);
    await completed(endOf('CUST-C', id));
    expect(await answering()).toEqual([]);
    expect(await dumps()).toEqual(before);
  });
});
