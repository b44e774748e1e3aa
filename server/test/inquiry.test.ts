import { QueryServiceQualification, type ServiceRequirement } from '@turnup/contract';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openComputing } from '../src/computing.ts';
import { nothingPromised } from '../src/network/index.ts';
import { worldOf } from '../src/ordering/index.ts';
import { eventually, internetOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const queries = '/tmf-api/serviceQualificationManagement/v4/queryServiceQualification';
const checks = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const schema = Compile(QueryServiceQualification);

describe('feasibility that only looks, and ways through the core', () => {
  let system: TestSystem;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);

  const question = (sites: readonly object[], extra: object = {}) => ({
    relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
    searchCriteria: {
      service: {
        serviceSpecification: { id: 'L3VPN' },
        serviceCharacteristic: [
          { name: 'topology', value: 'anyToAny' },
          { name: 'sites', value: sites },
        ],
      },
    },
    ...extra,
  });
  const site = (name: string, change: object = {}) => ({
    site: name,
    bandwidthKbps: 100_000,
    access: 'single',
    cpe: 'managed',
    ...change,
  });

  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  it('tells each site’s ways of access and its round trip; nothing is reserved and no design is opened', async () => {
    const two = [site('MERIDIAN-LDS'), site('MERIDIAN-HQ', { access: 'dual', diversity: ['duct', 'entry'] })];
    const { status, body } = await as('sales', 'POST', queries, question(two));
    expect(status, JSON.stringify(body)).toBe(200);
    expect([...schema.Errors(body)]).toEqual([]);
    expect(body).toMatchObject({ state: 'done', terminationError: [] });
    expect(body.serviceQualificationItem.map((item: { id: string }) => item.id)).toEqual([
      'MERIDIAN-LDS',
      'MERIDIAN-HQ',
    ]);
    for (const item of body.serviceQualificationItem) {
      expect(item.qualificationItemResult).toBe('qualified');
      expect(item.options[0].legs[0].port).toEqual(expect.any(String));
      expect(item.latencies[0].roundTripUs).toBeGreaterThan(0);
    }
    expect(body.feasibility.networkVersion).toBeGreaterThan(0);
    expect((await as('readOnly', 'GET', '/turnup/v1/serviceDesign')).body).toEqual([]);
    const again = await as('readOnly', 'GET', `${queries}/${body.id}`);
    expect(again.body).toEqual(body);
    // A query is no check, and the other way round.
    expect((await as('readOnly', 'GET', `${checks}/${body.id}`)).status).toBe(404);
    expect((await as('readOnly', 'GET', queries)).body).toHaveLength(1);
  }, 60_000);

  it('is answered later where it need not be at once; a check as well', async () => {
    const later = question([site('MERIDIAN-BHM', { bandwidthKbps: 50_000 }), site('MERIDIAN-BRS')], {
      instantSyncQualification: false,
      externalId: 'Q-1',
    });
    const { status, body } = await as('sales', 'POST', queries, later);
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'acknowledged', serviceQualificationItem: [] });
    const done = await eventually('the answer', async () => {
      const found = (await as('readOnly', 'GET', `${queries}/${body.id}`)).body;
      return found.state === 'done' ? found : undefined;
    });
    expect(done.serviceQualificationItem[0].options.length).toBeGreaterThan(0);
    // The same again is the same query; another under its id is refused.
    expect((await as('sales', 'POST', queries, later)).body.id).toBe(body.id);
    const other = await as('sales', 'POST', queries, { ...later, description: 'another' });
    expect(other.status).toBe(409);

    const { serviceOrderItem, relatedParty } = internetOrder('ALDER-MAN', 'ALDER');
    const check = await as('sales', 'POST', checks, {
      relatedParty,
      instantSyncQualification: false,
      serviceQualificationItem: [{ id: '1', service: serviceOrderItem[0]?.service }],
    });
    expect(check.status).toBe(201);
    await eventually('the checked answer', async () => {
      const found = (await as('readOnly', 'GET', `${checks}/${check.body.id}`)).body;
      return found.state === 'done' ? found : undefined;
    });
  }, 120_000);

  it('refuses what makes no sense, with its place, and stores nothing', async () => {
    const before = (await as('readOnly', 'GET', queries)).body.length;
    for (const [sites, code] of [
      [[], /fewer than 1/],
      [[site('NOWHERE')], /NOWHERE/],
      [[site('MERIDIAN-BHM'), site('MERIDIAN-BHM')], /MERIDIAN-BHM/],
      [[site('MERIDIAN-BHM', { bandwidthKbps: 0 })], /bandwidthKbps/],
      [[site('MERIDIAN-BHM'), site('ALDER-MAN')], /ALDER-MAN is not a site of MERIDIAN/],
    ] as const) {
      const { status, body } = await as('sales', 'POST', queries, question(sites));
      expect([400, 422]).toContain(status);
      expect(JSON.stringify(body)).toMatch(code);
    }
    expect((await as('readOnly', 'POST', queries, question([site('MERIDIAN-BHM')]))).status).toBe(403);
    expect((await as('readOnly', 'GET', queries)).body).toHaveLength(before);
  }, 60_000);

  it('ways through the core: the best, a pair that shares no risk, and what there is not', async () => {
    const topology = (await as('readOnly', 'GET', '/turnup/v1/topology')).body;
    const [from, to] = [topology.nodes[0].name, topology.nodes.at(-1).name];
    const ask = (change: object) =>
      as('readOnly', 'POST', '/turnup/v1/networkPath', { from, to, minimumRateKbps: 100_000, ...change });
    const one = (await ask({})).body;
    expect(one).toMatchObject({ proven: true, networkVersion: topology.version });
    expect(one.paths[0].nodes.at(0)).toBe(from);
    const [first, second] = (await ask({ disjointness: 'sharedRisk' })).body.paths;
    const ends = new Set(
      [from, to].flatMap((name) => {
        const node = topology.nodes.find((found: { name: string }) => found.name === name);
        const place = topology.places.find((found: { code: string }) => found.code === node.place);
        return [...node.sharedRisks, ...place.sharedRisks];
      }),
    );
    expect(
      first.sharedRisks.filter((code: string) => second.sharedRisks.includes(code) && !ends.has(code)),
    ).toEqual([]);
    expect((await ask({ avoid: { links: first.links } })).body.paths[0].links).not.toEqual(first.links);
    expect((await ask({ from: 'PE-NOWHERE' })).body).toMatchObject({ code: 'UNKNOWN_REFERENCE' });
    expect((await ask({ to: from, disjointness: 'node' })).status).toBe(422);
    expect((await ask({ minimumRateKbps: 0 })).status).toBe(400);
  }, 60_000);

  it('what is promised on links is left free from the next question on, in threads as well', async () => {
    const { delivery, database, databaseUrl } = system;
    const computing = openComputing({ url: databaseUrl, threads: 1, smallNodes: 0 });
    const topology = (await as('readOnly', 'GET', '/turnup/v1/topology')).body;
    const [from, to] = [topology.nodes[0].name, topology.nodes.at(-1).name];
    const question = { from, to, minimumRateKbps: 100_000 };
    const date = '2027-06-01';
    const ways = async (): Promise<string[][]> => {
      const asked = await as('readOnly', 'POST', '/turnup/v1/networkPath', { ...question, date });
      expect(asked.status, JSON.stringify(asked.body)).toBe(200);
      const network = await delivery.network(database.sql, 'operator');
      const linkUseKbps = await delivery.linkUse(database.sql, 'operator', `${date}T00:00:00.000Z`);
      // As much of a link may be promised as its pool says.
      const conditions = { date, linkUseKbps, maximumFillPercent: 80 };
      const apart = await computing.paths(network, question, conditions);
      expect(apart.paths).toEqual(asked.body.paths);
      return apart.paths.map(({ links }) => [...links]);
    };
    try {
      const [first = []] = await ways();
      const taken = topology.links.filter(({ name }: { name: string }) => first.includes(name));
      for (const [index, { name, capacityKbps }] of taken.entries()) {
        const lines = [
          {
            key: 'rate',
            shape: 'quantities',
            pool: 'linkBandwidth',
            scope: name,
            amount: 0.8 * capacityKbps,
          },
        ];
        const id = `ALL-OF-${index}`;
        const owner = { kind: 'quote', id };
        const made = await as('sales', 'POST', '/turnup/v1/reservation', {
          id,
          owner,
          reason: 'a test',
          holdMinutes: 60,
          lines,
        });
        expect(made.status, JSON.stringify(made.body)).toBe(201);
        expect((await ways()).flat()).not.toContain(name);
        const released = await as('sales', 'POST', `/turnup/v1/reservation/${id}/release`, { owner });
        expect(released.status).toBe(200);
        expect(await ways()).toEqual([first]);
      }
    } finally {
      await computing.close();
    }
  }, 60_000);

  describe('by threads that share the network', () => {
    const closing: (() => Promise<void>)[] = [];
    afterAll(() => Promise.all(closing.map((close) => close())));

    it('the answers are those of one thread, and follow the network', async () => {
      const { delivery, database, databaseUrl } = system;
      const computing = openComputing({ url: databaseUrl, threads: 2, smallNodes: 0 });
      closing.push(() => computing.close());
      const judgings = ['ALDER-MAN', 'MERIDIAN-HQ'].map((name) => ({
        requirement: {
          serviceSpecification: 'L3VPN',
          customer: 'ALDER',
          topology: 'anyToAny',
          sites: [site(name)],
        } as unknown as ServiceRequirement,
        options: {
          startDate: '2027-03-01',
          occupancy: { takenPorts: new Set<string>(), linkUseKbps: nothingPromised },
        },
      }));
      const timeless = (results: readonly unknown[]) =>
        JSON.parse(
          JSON.stringify(results, (key, value: unknown) => (key === 'computedInUs' ? undefined : value)),
        ) as { ok: boolean; value: { answer: { networkVersion: number; siteOptions: unknown[] } } }[];
      const both = async () => {
        const world = await worldOf(delivery, database.sql, 'operator');
        const here = timeless(await delivery.judge(world, 'operator', judgings));
        expect(timeless(await computing.judge(world, 'operator', judgings))).toEqual(here);
        return here;
      };
      const before = await both();
      expect(before.every(({ ok }) => ok)).toBe(true);
      const { links } = (await as('readOnly', 'GET', '/turnup/v1/topology')).body;
      const fibres = links.filter((link: { b: { place?: string } }) => link.b.place === 'ALDER-MAN');
      expect(fibres.length).toBeGreaterThan(0);
      await as('administrator', 'POST', '/turnup/v1/referenceData', {
        kind: 'link',
        records: fibres.map((link: { latencyUs: number }) => ({ ...link, latencyUs: link.latencyUs + 77 })),
      });
      const after = await both();
      expect(after[0]?.value.answer.networkVersion).toBeGreaterThan(
        before[0]?.value.answer.networkVersion ?? 0,
      );
      expect(JSON.stringify(after[0]?.value.answer.siteOptions)).not.toBe(
        JSON.stringify(before[0]?.value.answer.siteOptions),
      );
      const world = await worldOf(delivery, database.sql, 'operator');
      const nowhere = { from: 'PE-NOWHERE', to: 'PE-NOWHERE', minimumRateKbps: 1 };
      await expect(computing.paths(world.network, nowhere, { date: '2027-03-01' })).rejects.toThrow(
        RangeError,
      );
    }, 60_000);
  });
});
