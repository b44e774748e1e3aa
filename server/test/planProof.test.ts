import type { PlanTemplate, ReferenceDataSet } from '@turnup/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, internetOrder, loadDemo, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { amendAll, Faults, type ProofGround, provePlan, tasksOf } from './planProof.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

/** The demo's templates for a proof: automated work takes no booked days, and `hard` says whether hard points hold. */
function templates(hard: boolean): ReferenceDataSet {
  const set = demoDataSets().find(({ kind }) => kind === 'planTemplate');
  const records = (set?.records ?? []) as unknown as PlanTemplate[];
  return {
    kind: 'planTemplate',
    records: records.map((template) => ({
      ...template,
      activities: template.activities.map(({ pointOfNoReturn, ...activity }) => ({
        ...activity,
        ...(activity.owner.kind === 'system' ? { duration: { workingDays: 0 } } : {}),
        ...(pointOfNoReturn === undefined || (pointOfNoReturn.kind === 'hard' && !hard)
          ? {}
          : { pointOfNoReturn }),
      })),
    })),
  } as unknown as ReferenceDataSet;
}

/** More ports of 10 Gbit/s on the first card of a node. */
function morePorts(node: string, use: object) {
  return Array.from({ length: 24 }, (_, index) => ({
    node,
    name: `xe-0/3/${index}`,
    card: `${node}-CARD-1`,
    rateKbps: 10_000_000,
    optic: '10GBASE-LR',
    // Dearer than those of the demo: taken when those are gone.
    costMinor: 500_000,
    ...use,
  }));
}

describe('every plan template of the demo can be taken back from anywhere', () => {
  let ground: ProofGround;
  let system: TestSystem;

  beforeAll(async () => {
    const faults = new Faults();
    system = await testSystem({ instrument: faults.instrument });
    await loadDemo(system);
    // The demo has three ports for hand-overs of a partner, and a dozen for customers; the proofs need one for each task.
    const ports = [
      ...morePorts('PE-EDI', { use: 'partner', partner: 'CALEDONET' }),
      ...['PE-MAN', 'PE-NCL', 'PE-BRS'].flatMap((node) => morePorts(node, { use: 'customer' })),
    ];
    const more = { kind: 'port', records: ports };
    const { status, body } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', more);
    expect(status, JSON.stringify(body)).toBe(200);
    const fleet = await demoFleet(system, ports);
    const people = new People(system, fleet);
    await people.hire();
    ground = { system, fleet, people, faults };
  }, 60_000);

  const load = async (hard: boolean): Promise<void> => {
    const { status, body } = await system.call(
      'administrator',
      'POST',
      '/turnup/v1/referenceData',
      templates(hard),
    );
    expect(status, JSON.stringify(body)).toBe(200);
  };
  const post = async (body: object): Promise<string> => {
    const answer = await system.call('orderStaff', 'POST', orders, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id;
  };
  const cancelled = async (id: string): Promise<void> => {
    await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
      serviceOrder: { id },
      acceptCharges: true,
    });
    await ground.people.until('cancellation', async () =>
      (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body.state === 'cancelled'
        ? true
        : undefined,
    );
  };
  /** The keys of the tasks of an order's plan; the order is cancelled at once. */
  const keysOf = async (body: object): Promise<string[]> => {
    const id = await post(body);
    const keys = (await tasksOf(system, id)).map((task) => task.key);
    await cancelled(id);
    return keys;
  };
  const delivered = async (bodies: readonly object[]): Promise<string[]> => {
    const ids = await Promise.all(bodies.map(post));
    return await ground.people.until('delivery', async () => {
      const found = await Promise.all(
        ids.map(async (id) => (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body),
      );
      return found.every((order) => order.state === 'completed')
        ? found.map((order) => order.serviceOrderItem[0].service.id)
        : undefined;
    });
  };
  const internet = (index: number) => ({ ...internetOrder('ALDER-MAN', 'ALDER'), externalId: `P-${index}` });
  const vpn = () => vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN');

  it('STANDARD', async () => {
    await load(false);
    const keys = await keysOf(internet(-1));
    const started = performance.now();
    const proof = await provePlan(ground, { keys, subjects: keys, order: (_, index) => internet(index) });
    expect(proof).toEqual({ takenBack: keys, refused: [] });
    expect(keys.length).toBeGreaterThan(8);
    process.stdout.write(`STANDARD ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 120_000);

  it('STANDARD, amended to another rate when the equipment was to be shipped', async () => {
    const amended = {
      once: 'ship',
      body: {
        acceptCharges: true,
        serviceOrderItem: [
          {
            id: '1',
            service: {
              serviceCharacteristic: [
                {
                  name: 'sites',
                  value: [{ site: 'ALDER-MAN', bandwidthKbps: 700_000, access: 'single', cpe: 'managed' }],
                },
              ],
            },
          },
        ],
      },
    };
    const first = await post(internet(-2));
    await amendAll(ground, [first], [], amended);
    const tasks = await tasksOf(system, first);
    // What still runs of the new version, by the keys that it has there.
    const keys = tasks
      .filter(({ key, state }) => !key.includes('~') && !['completed', 'skipped'].includes(state))
      .map(({ key }) => key)
      .concat('1/ALLOC/parameters:allocate');
    expect(tasks.some(({ key }) => key.includes('~1'))).toBe(true);
    await cancelled(first);
    const some = [...new Set(keys)];
    const proof = await provePlan(ground, {
      keys: some,
      subjects: some,
      order: (_, index) => internet(300 + index),
      amended,
    });
    expect(proof).toEqual({ takenBack: some, refused: [] });
    expect(some.length).toBeGreaterThan(6);
  }, 240_000);

  it('SPECIAL, with a partner’s tail', async () => {
    const keys = await keysOf(vpn());
    expect(keys).toEqual(expect.arrayContaining(['1/PARTNER_FOC_ABZ/partner:order']));
    const started = performance.now();
    for (let from = 0; from < keys.length; from += 10) {
      const some = keys.slice(from, from + 10);
      const proof = await provePlan(ground, { keys: some, subjects: some, order: vpn });
      expect(proof).toEqual({ takenBack: some, refused: [] });
    }
    process.stdout.write(`SPECIAL ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 180_000);

  it('RECOVER, up to where it gives back what may be somebody else’s tomorrow', async () => {
    await load(true);
    const started = performance.now();
    const deletion = (id: string) => ({
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
    });
    const [first = ''] = await delivered([internet(100)]);
    const keys = await keysOf(deletion(first));
    const others = await delivered(keys.slice(1).map((_, index) => internet(101 + index)));
    const subjects = [first, ...others];
    const back = [
      '1/DEACTIVATE/service:deactivate',
      '1/CPE_CLEAR/cpe:remove',
      '1/NET_REMOVE/network:remove',
      '1/COLLECT_MAN/work:collect',
    ];
    const beyond = ['1/RELEASE/parameters:deallocate', '1/END/service:terminate', '1/END/recovery:close'];
    expect([...keys].sort()).toEqual([...back, ...beyond].sort());
    expect(await provePlan(ground, { keys: back, subjects, order: deletion })).toEqual({
      takenBack: back,
      refused: [],
    });
    expect(
      await provePlan(ground, { keys: beyond, subjects: subjects.slice(back.length), order: deletion }),
    ).toEqual({ takenBack: [], refused: beyond });
    process.stdout.write(`RECOVER ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 180_000);

  it('RATE, up to where the change is in use', async () => {
    await load(true);
    const started = performance.now();
    const faster = (id: string) => ({
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'modify',
          service: {
            id,
            serviceCharacteristic: [
              {
                name: 'sites',
                value: [{ site: 'ALDER-MAN', bandwidthKbps: 60_000, access: 'single', cpe: 'managed' }],
              },
            ],
          },
        },
      ],
    });
    const [first = ''] = await delivered([internet(200)]);
    const keys = await keysOf(faster(first));
    const back = ['1/ADJUST/parameters:adjust', '1/CONFIG/network:reconfigure', '1/TEST/service:test'];
    const beyond = ['1/UPDATE/service:change', '1/UPDATE/order:close'];
    expect([...keys].sort()).toEqual([...back, ...beyond].sort());
    const others = await delivered(keys.slice(1).map((_, index) => internet(201 + index)));
    const subjects = [first, ...others];
    expect(await provePlan(ground, { keys: back, subjects, order: faster })).toEqual({
      takenBack: back,
      refused: [],
    });
    expect(
      await provePlan(ground, { keys: beyond, subjects: subjects.slice(back.length), order: faster }),
    ).toEqual({ takenBack: [], refused: beyond });
    process.stdout.write(`RATE ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 180_000);

  it('SITES, a site that joins and one that leaves, up to where the change is in use', async () => {
    await load(true);
    const started = performance.now();
    const customer = { relatedParty: [{ id: 'ALDER', role: 'customer' }] };
    const sites = (codes: readonly string[]) =>
      codes.map((site, index) => ({
        site,
        bandwidthKbps: 50_000,
        access: 'single',
        cpe: 'managed',
        lanPrefixes: [`10.${60 + index}.0.0/24`],
      }));
    // Without a date: the standard interval, in which it is delivered too.
    const made = () => {
      const { requestedCompletionDate: _, ...body } = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', {
        bandwidthKbps: 50_000,
      });
      return body;
    };
    const moved = (id: string) => ({
      ...customer,
      serviceOrderItem: [
        {
          id: '1',
          action: 'modify',
          service: {
            id,
            serviceCharacteristic: [{ name: 'sites', value: moving }],
          },
        },
      ],
    });
    const body = made();
    const standing = body.serviceOrderItem[0]?.service.serviceCharacteristic[1]?.value as { site: string }[];
    const moving = [standing[0], { ...sites(['ALDER-BRS'])[0] }];
    const [first = ''] = await delivered([body]);
    // The links were promised from the end of that interval on.
    await ground.people.day(60);
    const keys = await keysOf(moved(first));
    const beyond = keys.slice(keys.indexOf('1/UPDATE/service:change'));
    const back = keys.filter((key) => !beyond.includes(key));
    expect(back).toEqual(expect.arrayContaining(['1/EXTEND/service:extend', '1/CLEAR_NCL/site:clear']));
    // Taken back, a service is as it was, and the next proof can use it.
    for (const key of back)
      expect(await provePlan(ground, { keys: [key], subjects: [first], order: moved })).toEqual({
        takenBack: [key],
        refused: [],
      });
    const subjects = [first, ...(await delivered(beyond.slice(1).map(made)))];
    expect(await provePlan(ground, { keys: beyond, subjects, order: moved })).toEqual({
      takenBack: [],
      refused: beyond,
    });
    process.stdout.write(`SITES ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 240_000);

  it('covers every template that the demo has', () => {
    const set = demoDataSets().find(({ kind }) => kind === 'planTemplate');
    expect(set?.records.map((template) => (template as unknown as PlanTemplate).code).sort()).toEqual([
      'RATE',
      'RECOVER',
      'SITES',
      'SPECIAL',
      'STANDARD',
    ]);
  });
});
