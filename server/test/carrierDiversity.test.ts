import { beforeAll, describe, expect, it } from 'vitest';
import { CarrierLab } from '../src/activation/testing/carrier.ts';
import { CarrierTraffic } from '../src/activation/testing/carrier-traffic.ts';
import { carrierSystem, orderOf, stock } from './carrierOperator.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';

const lab = await CarrierLab.start();
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

const premises = (code: string, entries: readonly string[]): object => ({
  code,
  name: `Premises ${code}`,
  kind: 'customerPremises',
  party: 'CUST-V',
  address: 'Two streets',
  latitude: 51.5,
  longitude: -2.6,
  calendar: 'england',
  sharedRisks: [],
  entries,
  power: { freeSockets: 4, freeRackUnits: 4 },
});
const fibre = (node: string, place: string, entry: string): object => ({
  name: `FIBRE-${entry}`,
  kind: 'access',
  a: { node },
  b: { place, entry },
  lengthM: 1000,
  latencyUs: 5,
  capacityKbps: 1_000_000,
  mtu: 1500,
  sharedRisks: [],
  availability: 0.9999,
  status: 'inService',
  monthlyCostMinor: 1000,
});
const entries = ['V-WEST-1', 'V-WEST-2', 'V-EAST-1'];
/** A customer whose western site has two accesses, at either edge of the core. */
const customer: readonly (readonly [kind: string, records: readonly object[]])[] = [
  ['party', [{ code: 'CUST-V', name: 'Customer V', kind: 'customer' }]],
  [
    'team',
    [
      {
        code: 'CUST-V',
        name: 'Networks of customer V',
        calendar: 'england',
        skills: ['accept'],
        members: [{ account: 'customer.v', name: 'Networks of V', skills: ['accept'] }],
      },
    ],
  ],
  [
    'sharedRisk',
    entries.map((code) => ({ code, kind: 'entry', name: `Entry ${code}`, availability: 0.99999 })),
  ],
  ['place', [premises('V-WEST', ['V-WEST-1', 'V-WEST-2']), premises('V-EAST', ['V-EAST-1'])]],
  [
    'link',
    [
      fibre('PE-1', 'V-WEST', 'V-WEST-1'),
      fibre('PE-2', 'V-WEST', 'V-WEST-2'),
      fibre('PE-2', 'V-EAST', 'V-EAST-1'),
    ],
  ],
];

describe.skipIf(lab === undefined)('a site with two accesses on real routers', { timeout: 240_000 }, () => {
  const carrier = lab as CarrierLab;
  const traffic = new CarrierTraffic(carrier);
  let system: TestSystem;
  let people: People;

  beforeAll(async () => {
    ({ system, people } = await carrierSystem(carrier));
    for (const [kind, records] of customer) await load(kind, records);
    return () => carrier.stop();
  }, 60_000);

  const noc = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  async function load(kind: string, records: readonly object[]): Promise<void> {
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  }

  it('is turned up with its active leg cut: the gap is measured and kept, and all runs as before', async () => {
    const specifications = await noc('/turnup/v1/referenceData/testSpecification');
    const specification = specifications.find(({ code }: Row) => code === 'VPN-TURN-UP');
    const failover = [
      { metric: 'failover', comparator: 'atLeast' },
      { metric: 'interruptionMs', comparator: 'atMost', threshold: 15_000 },
    ];
    const measures = specification.measures.filter(({ metric }: Row) => metric !== 'roundTripUs');
    await load('testSpecification', [{ ...specification, measures: [...measures, ...failover] }]);
    const [model] = await noc('/turnup/v1/referenceData/cpeModel');
    await load('cpeModel', [{ ...model, wanPorts: 2 }]);
    await stock(system, 'CE-X1', 'CE-X2', 'CE-Y2');
    const site = { bandwidthKbps: 20_000, cpe: 'managed' } as const;
    const body = orderOf('CUST-V', 'L3VPN', 'anyToAny', [
      { ...site, site: 'V-WEST', access: 'dual', lanPrefixes: ['192.168.1.0/24'] },
      { ...site, site: 'V-EAST', lanPrefixes: ['192.168.2.0/24'] },
    ]);
    const posted = await system.call('orderStaff', 'POST', orders, body);
    expect(posted.status, JSON.stringify(posted.body)).toBe(201);
    const done = await people.until('the service to be delivered', async () => {
      const order = await noc(`${orders}/${posted.body.id}`);
      if (order.state === 'held' && order.serviceOrderItem[0].errorMessage.length > 0)
        throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
      return order.state === 'completed' ? order : undefined;
    });
    const { id } = done.serviceOrderItem[0].service;
    const [test] = await noc(`/tmf-api/serviceTestManagement/v4/serviceTest?relatedService=${id}`);
    expect(test.verdict).toBe('passed');
    const measured = Object.fromEntries(
      test.testMeasure.map(({ metricName, value }: Row) => [metricName, value?.value]),
    );
    console.log(`the active leg was cut; nothing was answered for ${measured.interruptionMs} ms`);
    expect(measured.failover).toBe(100);
    expect(measured.interruptionMs).toBeGreaterThan(0);
    // The leg was given back, and packets pass over it.
    await traffic.reached('host-x1', '192.168.2.10');
  });
});
