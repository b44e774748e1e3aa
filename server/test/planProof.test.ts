import type { PlanTemplate, ReferenceDataSet } from '@turnup/contract';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoDataSets, internetOrder, loadDemo, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { forgottenService, withoutQuarantine } from './foundService.ts';
import { LiveServices } from './liveService.ts';
import { People } from './people.ts';
import { amendAll, Faults, type ProofGround, provePlan, tasksOf } from './planProof.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

/** Every plan template of the catalogue. */
const catalogue = demoDataSets().flatMap(({ kind, records }) =>
  kind === 'planTemplate' ? (records as unknown as PlanTemplate[]) : [],
);
/** Codes of templates whose proof was begun. */
const proven = new Set<string>();

/** The demo's templates for a proof: automated work takes no booked days, and `hard` says whether hard points hold. */
function templates(hard: boolean): ReferenceDataSet {
  return {
    kind: 'planTemplate',
    records: catalogue.map((template) => ({
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
function morePorts(node: string, use: object, slot = 3) {
  return Array.from({ length: 24 }, (_, index) => ({
    node,
    name: `xe-0/${slot}/${index}`,
    card: `${node}-CARD-1`,
    rateKbps: 10_000_000,
    optic: '10GBASE-LR',
    // Dearer than those of the demo: taken when those are gone.
    costMinor: 500_000,
    ...use,
  }));
}

/** Ports of 60 Mbit/s, cheaper than all others: what a higher rate must leave. */
const slowPorts = Array.from({ length: 16 }, (_, index) => ({
  node: 'PE-MAN',
  name: `fe-0/4/${index}`,
  card: 'PE-MAN-CARD-1',
  rateKbps: 60_000,
  optic: '1000BASE-LX',
  use: 'customer',
  costMinor: 1_000,
}));
/** The calendars of the demo, known for longer: the proofs together take years. */
function longerCalendars() {
  return demoDataSets().flatMap(({ kind, records }) =>
    kind === 'calendar'
      ? [{ kind, records: records.map((calendar) => ({ ...calendar, validUntil: '2060-01-01' })) }]
      : [],
  );
}
/** Room in the pool of public prefixes: what a proof gives back ages for longer than all proofs take. */
function morePrefixes() {
  return demoDataSets().flatMap(({ kind, records }) =>
    kind === 'pool'
      ? records
          .filter((record) => (record as { code?: string }).code === 'PUBLIC')
          .map((record) => ({ ...record, prefixes: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'] }))
      : [],
  );
}

/** More units of a model: each task of a proof needs one. */
function moreUnits(model: string) {
  return Array.from({ length: 24 }, (_, index) => ({
    serial: `${model}-MORE-${index + 1}`,
    model,
    depot: 'DAVENTRY',
  }));
}

describe('every plan template of the demo can be taken back from anywhere', () => {
  let ground: ProofGround;
  let system: TestSystem;

  const prepare = async (): Promise<void> => {
    const faults = new Faults();
    system = await testSystem({ instrument: faults.instrument });
    await loadDemo(system);
    // The demo has three ports for hand-overs of a partner, and a dozen for customers; the proofs need one for each task.
    const ports = [
      ...morePorts('PE-EDI', { use: 'partner', partner: 'CALEDONET' }),
      ...morePorts('PE-EDI', { use: 'partner', partner: 'GRANITE' }, 5),
      ...['PE-MAN', 'PE-NCL', 'PE-BRS'].flatMap((node) => morePorts(node, { use: 'customer' })),
    ];
    const units = ['CX-100', 'CX-1000P'].flatMap(moreUnits);
    for (const more of [
      ...longerCalendars(),
      { kind: 'pool', records: morePrefixes() },
      { kind: 'port', records: ports },
      { kind: 'cpeUnit', records: units },
    ]) {
      const { status, body } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', more);
      expect(status, JSON.stringify(body)).toBe(200);
    }
    const fleet = await demoFleet(system, [...ports, ...slowPorts]);
    const people = new People(system, fleet);
    await people.hire();
    ground = { system, fleet, people, faults };
  };
  beforeAll(prepare, 60_000);

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
      // An order that falls out does not go on by itself.
      const fallen = found.flatMap((order) => order.serviceOrderItem[0].errorMessage ?? []);
      if (fallen.length > 0) throw new Error(`an order to be delivered fell out: ${JSON.stringify(fallen)}`);
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
    proven.add('STANDARD');
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
    proven.add('SPECIAL');
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
    proven.add('RECOVER');
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
    proven.add('RATE');
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
    proven.add('SITES');
    process.stdout.write(`SITES ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 240_000);

  it('REHOME, a rate beyond the port, up to where the change is in use', async () => {
    await load(true);
    const loaded = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'port',
      records: slowPorts,
    });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    const started = performance.now();
    const sites = (bandwidthKbps: number) => [
      { site: 'ALDER-MAN', bandwidthKbps, access: 'single', cpe: 'managed' },
    ];
    const slow = (index: number) => {
      const { requestedCompletionDate: _, ...body } = internetOrder('ALDER-MAN', 'ALDER', {
        bandwidthKbps: 50_000,
      });
      return { ...body, externalId: `P-${index}` };
    };
    const faster = (id: string) => ({
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'modify',
          service: { id, serviceCharacteristic: [{ name: 'sites', value: sites(90_000) }] },
        },
      ],
    });
    const [first = ''] = await delivered([slow(800)]);
    const keys = await keysOf(faster(first));
    const beyond = keys.slice(keys.indexOf('1/UPDATE/service:change'));
    const back = keys.filter((key) => !beyond.includes(key));
    expect(back).toEqual([
      '1/EXTEND/service:extend',
      '1/EXTEND/parameters:adjust',
      '1/NOTICE/outage:announce',
      '1/PATCH_MAN/work:patch',
      '1/CONFIG/network:reconfigure',
      '1/TEST/service:test',
      '1/TEST/outage:close',
    ]);
    expect(beyond).toEqual(['1/UPDATE/service:change', '1/RELEASE/service:trim', '1/CLOSE/order:close']);
    const subjects = [first, ...(await delivered(keys.slice(1).map((_, index) => slow(801 + index))))];
    expect(await provePlan(ground, { keys: back, subjects, order: faster })).toEqual({
      takenBack: back,
      refused: [],
    });
    const rest = subjects.slice(back.length);
    expect(await provePlan(ground, { keys: beyond, subjects: rest, order: faster })).toEqual({
      takenBack: [],
      refused: beyond,
    });
    proven.add('REHOME');
    process.stdout.write(`REHOME ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }, 240_000);

  /**
   * Proves the plan of an order for a service that stands: up to its hard point of no return it is taken back from every
   * task, and the service used for the next; beyond it, it is refused and goes on to its end. The proof is of the template
   * by which the order was planned.
   */
  async function proveStanding(
    code: string,
    { made, order }: { readonly made: () => Promise<string>; readonly order: (id: string) => object },
  ): Promise<{ readonly back: readonly string[]; readonly beyond: readonly string[] }> {
    const template = catalogue.find((one) => one.code === code);
    const hard =
      template?.activities.findIndex(({ pointOfNoReturn }) => pointOfNoReturn?.kind === 'hard') ?? -1;
    const reached = hard < 0 ? undefined : template?.activities[hard];
    await load(true);
    const started = performance.now();
    const first = await made();
    const keys = await keysOf(order(first));
    const names = keys.map((key) => key.split('/')[1] ?? '');
    const at = reached === undefined ? -1 : names.indexOf(reached.key);
    const passes = reached?.pointOfNoReturn?.when === 'finished' ? names.lastIndexOf(reached.key) + 1 : at;
    const beyond = at < 0 ? [] : keys.slice(passes);
    const back = keys.filter((key) => !beyond.includes(key));
    for (const key of back)
      expect(await provePlan(ground, { keys: [key], subjects: [first], order })).toEqual({
        takenBack: [key],
        refused: [],
      });
    for (const [index, key] of beyond.entries()) {
      const subject = index === 0 ? first : await made();
      expect(await provePlan(ground, { keys: [key], subjects: [subject], order })).toEqual({
        takenBack: [],
        refused: [key],
      });
    }
    proven.add(code);
    process.stdout.write(`${code} ${keys.length} tasks in ${Math.round(performance.now() - started)} ms\n`);
    return { back, beyond };
  }
  const modified = (id: string, asked: object) => ({
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'modify', service: { id, ...asked } }],
  });
  let again = 400;
  const standing = async (): Promise<string> => {
    const [id = ''] = await delivered([internet(again++)]);
    return id;
  };

  it('SWAP, up to where the broken unit is retired', async () => {
    const units = new Map<string, string>();
    const { back, beyond } = await proveStanding('SWAP', {
      made: async () => {
        const id = await standing();
        units.set(id, (await system.call('noc', 'GET', `/turnup/v1/cpe?service=${id}`)).body[0].serial);
        return id;
      },
      order: (id) =>
        modified(id, {
          serviceCharacteristic: [{ name: 'equipmentSwap', value: { serial: units.get(id) } }],
        }),
    });
    expect(back).toEqual([
      '1/SWAP_SHIP_MAN/cpe:assign',
      '1/SWAP_SHIP_MAN/work:ship',
      '1/SWAP_SHIP_MAN/cpe:dispatch',
      '1/SWAP_MAN/work:swap',
      '1/SWAP_MAN/cpe:replace',
      '1/SWAP_MAN/cpe:enrol',
      '1/SWAP_MAN/cpe:configure',
      '1/SWAP_MAN/cpe:read',
      '1/TEST/service:test',
    ]);
    expect(beyond).toEqual(['1/RETIRE/order:close', '1/RETIRE/cpe:retire']);
  }, 240_000);

  it('SUSPEND, from wherever it is', async () => {
    const { back } = await proveStanding('SUSPEND', {
      made: standing,
      order: (id) => modified(id, { state: 'inactive' }),
    });
    expect(back).toEqual([
      '1/STOP/service:deactivate',
      '1/NET_STOP/network:suspend',
      '1/CLOSE/suspension:close',
    ]);
  }, 120_000);

  it('RESTORE, up to where the service runs another way', async () => {
    const ports = new Map<string, string>();
    const { back, beyond } = await proveStanding('RESTORE', {
      made: async () => {
        const id = await standing();
        const { body } = await system.call('noc', 'GET', `/turnup/v1/service/${id}/graph`);
        const access = (body.resources as { role: string; key: string; untilAt: string | null }[]).find(
          ({ role, untilAt }) => role.startsWith('access:') && untilAt === null,
        );
        ports.set(id, access?.key ?? '');
        return id;
      },
      order: (id) => ({
        category: 'restoration',
        externalReference: [{ id: 'T-1', externalReferenceType: 'troubleTicket' }],
        serviceOrderItem: [
          {
            id: '1',
            action: 'modify',
            service: { id, serviceCharacteristic: [{ name: 'failed', value: [ports.get(id)] }] },
          },
        ],
      }),
    });
    expect(back).toContain('1/PATCH_MAN/work:patch');
    expect(beyond).toEqual([
      '1/REPORT/restoration:report',
      '1/RELEASE/service:trim',
      '1/CLOSE/restoration:close',
    ]);
  }, 240_000);

  it('RESUME, up to where it is in use', async () => {
    const { back, beyond } = await proveStanding('RESUME', {
      made: async () => {
        const id = await standing();
        await delivered([modified(id, { state: 'inactive' })]);
        return id;
      },
      order: (id) => modified(id, { state: 'active' }),
    });
    expect(back).toEqual(['1/NET_START/network:resume', '1/TEST/service:test']);
    expect(beyond).toHaveLength(2);
  }, 120_000);

  it('TRANSFER, up to where it is the next customer’s', async () => {
    const { back, beyond } = await proveStanding('TRANSFER', {
      made: standing,
      order: (id) => modified(id, { relatedParty: [{ id: 'MERIDIAN', role: 'customer' }] }),
    });
    expect(back).toEqual(['1/CONSENT/work:accept', '1/TRANSFER/service:transfer']);
    expect(beyond).toEqual(['1/CLOSE/order:close']);
    // An operator who lets a transfer be taken back at its close gets back what was, parties and billing included.
    await load(false);
    const id = await standing();
    const order = (service: string) =>
      modified(service, { relatedParty: [{ id: 'MERIDIAN', role: 'customer' }] });
    expect(await provePlan(ground, { keys: beyond, subjects: [id], order })).toEqual({
      takenBack: beyond,
      refused: [],
    });
    const { body: billing } = await system.call('orderStaff', 'GET', `/turnup/v1/billingEvent?service=${id}`);
    expect(
      billing.map((event: { kind: string; customer: string }) => `${event.kind} ${event.customer}`),
    ).toEqual(['start ALDER', 'stop ALDER', 'start MERIDIAN', 'stop MERIDIAN', 'start ALDER']);
  }, 120_000);

  const vpnOf = async (customer: string, sites: readonly string[]): Promise<string> => {
    const { requestedCompletionDate: _, ...body } = vpnOrder(sites, customer, { bandwidthKbps: 50_000 });
    const [id = ''] = await delivered([body]);
    // The links were promised from the end of the interval on.
    await ground.people.day(60);
    return id;
  };
  const asks = (customer: string, id: string, name: string, value: unknown) => ({
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [
      { id: '1', action: 'modify', service: { id, serviceCharacteristic: [{ name, value }] } },
    ],
  });

  // They take much of the ground, and each has one of its own.
  describe('with old and new beside one another', () => {
    beforeEach(prepare, 60_000);

    it('RELOCATE, up to where the old access is given back', async () => {
      const { back, beyond } = await proveStanding('RELOCATE', {
        made: () => vpnOf('ALDER', ['ALDER-MAN', 'ALDER-NCL']),
        order: (id) => asks('ALDER', id, 'relocation', [{ from: 'ALDER-NCL', to: 'ALDER-BRS' }]),
      });
      expect(back).toEqual(
        expect.arrayContaining([
          '1/JOIN/network:join',
          '1/INST_BRS/cpe:join',
          '1/TEST_NEW/access:test',
          '1/CUT_OVER/network:cutOver',
          '1/ACCEPT/work:accept',
        ]),
      );
      expect(beyond).toEqual(expect.arrayContaining(['1/CLEAN/network:settle', '1/RELEASE/service:trim']));
    }, 400_000);

    it('MIGRATE, up to where the old access is given back', async () => {
      let partner = 'GRANITE';
      const { back, beyond } = await proveStanding('MIGRATE', {
        made: async () => {
          const id = await vpnOf('MERIDIAN', ['MERIDIAN-LDS', 'MERIDIAN-ABZ']);
          const { body: tails } = await system.call(
            'provisioning',
            'GET',
            '/turnup/v1/partnerOrder?limit=1000',
          );
          partner = tails.at(-1).partner === 'GRANITE' ? 'CALEDONET' : 'GRANITE';
          return id;
        },
        order: (id) => asks('MERIDIAN', id, 'migration', [{ site: 'MERIDIAN-ABZ', partner }]),
      });
      expect(back).toEqual(
        expect.arrayContaining(['1/PARTNER_BUILD_ABZ/partner:delivery', '1/CUT_OVER/network:cutOver']),
      );
      expect(beyond).toEqual(expect.arrayContaining(['1/PARTNER_CEASE_ABZ/partner:cease']));
    }, 400_000);

    it('TAKE_OVER, from wherever it is', async () => {
      await withoutQuarantine(system);
      const live = new LiveServices(system, ground.people);
      const found = await forgottenService(system, ground.people, live, ['ALDER-MAN', 'ALDER-NCL']);
      const { back } = await proveStanding('TAKE_OVER', {
        made: async () => '',
        order: () => found.order('adopt'),
      });
      expect(back).toEqual([
        '1/RECORD/service:found',
        '1/OWN/network:own',
        '1/ENTER/service:enter',
        '1/CLOSE/takeOver:close',
      ]);
    }, 240_000);
  });

  it('covers every template of the catalogue', () => {
    expect([...proven].sort()).toEqual(catalogue.map(({ code }) => code).sort());
  });
});
