import { beforeAll, describe, expect, it } from 'vitest';
import { CarrierLab } from '../src/activation/testing/carrier.ts';
import { CarrierTraffic } from '../src/activation/testing/carrier-traffic.ts';
import { carrierSystem, type OrderedSite, orderOf, stock } from './carrierOperator.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';

const lab = await CarrierLab.start();
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** Each fault with what Turnup makes of it. The lines run over the north at first, and over the other side after each. */
const faults = [
  {
    name: 'a link is cut',
    fault: { kind: 'linkDown', node: 'NID-1', port: 'nni1' },
    mend: { kind: 'linkUp', node: 'NID-1', port: 'nni1' },
    failed: 'NID-1--AGG-N',
    reason: /NID-1\/nni1: the port is down/,
  },
  {
    name: 'a link drops in silence',
    fault: { kind: 'drop', node: 'AGG-S', port: 'nni2', percent: 100 },
    mend: { kind: 'drop', node: 'AGG-S', port: 'nni2', percent: 0 },
    failed: 'NID-2--AGG-S',
    reason: /BFD does not hear the other end/,
  },
  {
    name: 'a device is killed',
    fault: { kind: 'kill', node: 'AGG-N' },
    mend: { kind: 'start', node: 'AGG-N' },
    failed: 'AGG-N',
    reason: /does not answer, and nothing comes over NID-1--AGG-N, NID-2--AGG-N/,
  },
] as const;

describe.skipIf(lab === undefined)('what fails on real bridges', { timeout: 300_000 }, () => {
  const carrier = lab as CarrierLab;
  const traffic = new CarrierTraffic(carrier);
  let system: TestSystem;
  let people: People;
  const lines = new Map<string, string>();

  beforeAll(async () => {
    ({ system, people } = await carrierSystem(carrier));
    const value = { everyMs: 400, failAfterLooks: 5, clearAfterLooks: 5 };
    await load('policy', { code: 'networkSurveillance', text: 'the ring', value });
    // A machine that does other things beside measures long delays; what counts here is that packets pass.
    for (const specification of await noc('/turnup/v1/referenceData/testSpecification'))
      await load('testSpecification', {
        ...specification,
        measures: specification.measures.filter(({ metric }: Row) => metric !== 'roundTripUs'),
      });
    for (const customer of ['A', 'B'] as const) {
      const sites = ['WEST', 'EAST'].map(
        (end): OrderedSite => ({ site: `${customer}-${end}`, bandwidthKbps: 20_000, cpe: 'wiresOnly' }),
      );
      const body = orderOf(`CUST-${customer}`, 'E-LINE', 'pointToPoint', sites);
      const order = await completed(body);
      lines.set(customer, order.serviceOrderItem[0].service.id);
    }
    // The links were promised from the requested day on.
    await people.day(200);
    await traffic.reached('host-a1', '10.0.0.2');
    await traffic.reached('host-b1', '10.0.0.2');
    return () => carrier.stop();
  }, 240_000);

  async function load(kind: string, record: object): Promise<void> {
    const body = { kind, records: [record] };
    const { status, body: answer } = await system.call(
      'administrator',
      'POST',
      '/turnup/v1/referenceData',
      body,
    );
    expect(status, JSON.stringify(answer)).toBe(200);
  }

  async function completed(body: object): Promise<Row> {
    const posted = await system.call('orderStaff', 'POST', orders, body);
    expect(posted.status, JSON.stringify(posted.body)).toBe(201);
    return await people.until(`${posted.body.id} to be completed`, async () => {
      const { body: read } = await system.call('orderStaff', 'GET', `${orders}/${posted.body.id}`);
      if (read.state === 'held') throw new Error(JSON.stringify(read.serviceOrderItem[0].errorMessage));
      return read.state === 'completed' ? read : undefined;
    });
  }

  const noc = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const between = () => traffic.dumps(['AGG-N', 'AGG-S']);
  const testsOf = (id: string): Promise<Row[]> =>
    noc(`/tmf-api/serviceTestManagement/v4/serviceTest?relatedService=${id}`);
  const conditions = (): Promise<Row[]> => noc('/turnup/v1/networkCondition');
  /** Reads until a condition holds: surveillance goes by real time. */
  const soon = async <Value>(what: string, read: () => Promise<Value | undefined>): Promise<Value> => {
    for (const end = performance.now() + 60_000; performance.now() < end; ) {
      const value = await read();
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`waited in vain for ${what}: ${JSON.stringify(await conditions())}`);
  };
  /** The newest condition of a name. */
  const conditionOf = async (name: string): Promise<Row> =>
    (await conditions()).find((condition) => condition.name === name);
  /** The restoration that a failure leads to, once it is completed. */
  const restored = (name: string): Promise<Row> =>
    soon(`what stands on ${name} to be restored`, async () => {
      const condition = await conditionOf(name);
      if (condition?.state !== 'failed' || condition.orders.length === 0) return undefined;
      const order = await noc(`${orders}/${condition.orders.at(-1)}`);
      if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem));
      return order.state === 'completed' ? order : undefined;
    });

  it.each(faults)(
    '$name: surveillance orders the restoration, both lines go the other way, are tested, and the ticket is answered',
    async ({ fault, mend, failed, reason }) => {
      const stood = await between();
      const tested = new Map<string, number>();
      for (const id of lines.values()) tested.set(id, (await testsOf(id)).length);
      const { done, gapMs } = await traffic.during('host-a1', 'host-a2', '10.0.0.2', 5_000, async () => {
        await carrier.fault(fault);
        return await restored(failed);
      });
      console.log(`${failed} failed; the packets of A stopped for ${gapMs} ms`);
      expect(gapMs).toBeGreaterThan(20);
      expect(gapMs).toBeLessThan(18_000);
      await traffic.reached('host-b1', '10.0.0.2');

      const condition = await conditionOf(failed);
      expect(condition).toMatchObject({ orders: [done.id], obstacle: null });
      expect(condition.reason).toMatch(reason);
      expect(done.externalReference).toMatchObject([
        { id: condition.id, externalReferenceType: 'troubleTicket' },
      ]);
      const answers = await noc(`/turnup/v1/serviceOrder/${done.id}/restoration`);
      expect(answers.map(({ service, result }: Row) => [service, result])).toEqual(
        [...lines.values()].map((id) => [id, 'restored']),
      );
      // Each was measured end to end after it had moved, and its history says over what it ran before.
      for (const id of lines.values()) {
        const tests = await testsOf(id);
        expect([tests.length, tests[0].verdict]).toEqual([(tested.get(id) ?? 0) + 1, 'passed']);
        const history = await noc(`/turnup/v1/service/${id}/history`);
        expect(history.at(-1).body.characteristics.restoration).toMatchObject({ result: 'restored' });
      }

      // One that flaps is the same failure until it is steady.
      await carrier.fault(mend);
      await soon('a good look', async () => ((await conditionOf(failed)).goodLooks > 0 ? true : undefined));
      await carrier.fault(fault);
      await soon('a bad look', async () => ((await conditionOf(failed)).goodLooks === 0 ? true : undefined));
      await carrier.fault(mend);
      await soon('all to be whole again', async () =>
        (await conditions()).every(({ state }) => state === 'cleared') ? true : undefined,
      );
      expect(await noc('/turnup/v1/failedObject')).toEqual([]);
      expect(await conditionOf(failed)).toMatchObject({ id: condition.id, orders: [done.id] });
      await soon('what was left behind to be taken off', async () =>
        (await noc('/turnup/v1/deviceQueue')).length === 0 ? true : undefined,
      );
      // On the bridges between the ends both ways stood before, and stand.
      expect(await between()).toEqual(stood);
    },
  );

  it('a switch by request goes to the standby way, which was configured before, and is recorded and told', async () => {
    const line = lines.get('A') ?? '';
    const ways = async (): Promise<Record<string, string[]>> => {
      const { ways: found } = await noc(`/turnup/v1/service/${line}/graph`);
      return Object.fromEntries(found.map(({ role, links }: Row) => [role, links]));
    };
    const [before, was] = [await between(), await ways()];
    expect(Object.keys(was).sort()).toEqual(['primary', 'standby']);
    const asked = { id: line, serviceCharacteristic: [{ name: 'protectionSwitch', value: 'standby' }] };
    const { done: order, gapMs } = await traffic.during('host-a1', 'host-a2', '10.0.0.2', 5_000, () =>
      completed({
        relatedParty: [{ id: 'CUST-A', role: 'customer' }],
        serviceOrderItem: [{ id: '1', action: 'modify', service: asked }],
      }),
    );
    console.log(`switched by request; the packets of A stopped for ${gapMs} ms`);
    expect(gapMs).toBeLessThan(2_500);
    // Only where the ways part anything was configured: on the way that stood by, all stood already.
    expect(await between()).toEqual(before);
    expect(await ways()).toEqual({ primary: was['standby'], standby: was['primary'] });
    const events = await noc('/turnup/v1/event?eventType=ServiceProtectionSwitchEvent&limit=10');
    expect(JSON.stringify(events)).toContain(order.id);
  });

  it('what announced work explains is no failure', async () => {
    const { now } = (await system.call('simulation', 'GET', '/turnup/v1/simulation/clock')).body;
    const objects = ['NID-1--AGG-N'];
    const work = { objects, reason: 'splicing', startsAt: now, minutes: 60, urgent: true };
    const announced = await system.call('noc', 'POST', '/turnup/v1/plannedOutage', work);
    expect(announced.status, JSON.stringify(announced.body)).toBe(201);
    await carrier.fault({ kind: 'linkDown', node: 'NID-1', port: 'nni1' });
    await soon('the work to be known', async () => {
      const { obstacle, orders: made } = (await conditionOf('NID-1--AGG-N')) ?? {};
      return made?.length === 0 && obstacle?.includes(announced.body.number) ? true : undefined;
    });
    await carrier.fault({ kind: 'linkUp', node: 'NID-1', port: 'nni1' });
    await soon('the link to be whole', async () =>
      (await conditionOf('NID-1--AGG-N')).state === 'cleared' ? true : undefined,
    );
  });

  it('a VPN is led around by the core itself within its BFD, and Turnup records which way it runs', async () => {
    await stock(system, 'CE-X1', 'CE-X2');
    const sites = ['WEST', 'EAST'].map(
      (end, index): OrderedSite => ({
        site: `X-${end}`,
        bandwidthKbps: 20_000,
        cpe: 'managed',
        lanPrefixes: [`192.168.${index + 1}.0/24`],
      }),
    );
    const { serviceOrderItem } = await completed({
      ...orderOf('CUST-X', 'L3VPN', 'anyToAny', sites),
      requestedCompletionDate: undefined,
    });
    await people.day(60);
    await traffic.reached('host-x1', '192.168.2.10');
    const { done, gapMs } = await traffic.during('host-x1', 'host-x2', '192.168.2.10', 5_000, async () => {
      await carrier.fault({ kind: 'drop', node: 'PE-1', port: 'core1', percent: 100 });
      await carrier.fault({ kind: 'drop', node: 'P-1', port: 'core1', percent: 100 });
      return await restored('PE-1--P-1');
    });
    console.log(`the core drops in silence; the packets of X stopped for ${gapMs} ms`);
    expect(gapMs).toBeLessThan(2_500);
    const answers = await noc(`/turnup/v1/serviceOrder/${done.id}/restoration`);
    expect(answers).toMatchObject([{ service: serviceOrderItem[0].service.id, result: 'restored' }]);
    for (const node of ['PE-1', 'P-1'])
      await carrier.fault({ kind: 'drop', node, port: 'core1', percent: 0 });
  });
});
