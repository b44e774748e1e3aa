import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** Services of story S5: class and rate. They run between Manchester and Newcastle. */
const services = [
  { name: 'A', class: 'gold', kbps: 500_000 },
  { name: 'B', class: 'silver', kbps: 200_000 },
  { name: 'C', class: 'bronze', kbps: 100_000 },
  { name: 'D', class: 'gold', kbps: 1_000_000 },
];
const gigabit = 1_000_000;

describe('story S5: a link fails, and what it carried is led another way by priority', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  const ids = new Map<string, string>();
  let quotes = 0;

  const get = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const load = async (kind: string, records: Row[]): Promise<void> => {
    const { status, body } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind,
      records,
    });
    expect(status, JSON.stringify(body)).toBe(200);
  };
  const policy = (value: object) => load('policy', [{ code: 'restoration', text: 'S5', value }]);
  const byClass = [
    { fact: 'class', order: ['gold', 'silver', 'bronze'] },
    { fact: 'rateKbps', first: 'greatest' },
  ];
  const answers = async (order: string): Promise<Record<string, string>> => {
    const rows = await get(`/turnup/v1/serviceOrder/${order}/restoration`);
    const names = new Map([...ids].map(([name, id]) => [id, name]));
    return Object.fromEntries(rows.map((row: Row) => [names.get(row.service), row.result]));
  };
  const linksOf = async (name: string): Promise<string[]> => {
    const rows = await system.database.sql<{ solution: Row }>`
      select solution from service_order_item where service_id = ${ids.get(name) ?? ''}::uuid and solution is not null
        and state = 'completed' order by order_id desc limit 1`;
    return [...new Set<string>(rows[0]?.solution.routes.flatMap(({ core }: Row) => core.links))];
  };
  /** Reserves links for a quote, for so long. */
  const quote = async (id: string, minutes: number, amounts: ReadonlyMap<string, number>): Promise<void> => {
    const { status, body } = await system.call('provisioning', 'POST', '/turnup/v1/reservation', {
      id,
      owner: { kind: 'quote', id },
      reason: 'a quote',
      holdMinutes: minutes,
      lines: [...amounts].map(([scope, amount]) => ({
        key: `bandwidth:${scope}`,
        shape: 'quantities',
        pool: 'linkBandwidth',
        scope,
        amount,
      })),
    });
    expect(status, JSON.stringify(body)).toBe(201);
  };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    await load(
      'party',
      services.map((one) => ({ code: `S5-${one.name}`, name: one.name, kind: 'customer', class: one.class })),
    );
    // Each customer has sites of his own beside those of Alder, on fibres of his own.
    const own = (kind: string, code: string): Row =>
      demoDataSets()
        .flatMap((set) => (set.kind === kind ? (set.records as unknown as Row[]) : []))
        .find((record) => (record.code ?? record.name) === code);
    const sitesOf = (one: Row): Row[] =>
      ['MAN', 'NCL'].map((town) => ({
        ...own('place', `ALDER-${town}`),
        code: `S5-${one.name}-${town}`,
        party: `S5-${one.name}`,
        entries: [],
      }));
    await load(
      'team',
      services.map(({ name }) => ({ ...own('team', 'ALDER'), code: `S5-${name}` })),
    );
    await load('place', services.flatMap(sitesOf));
    await load(
      'link',
      services.flatMap(({ name }) =>
        ['MAN', 'NCL'].map((town) => ({
          ...own('link', `FIBRE-ALDER-${town}`),
          name: `FIBRE-S5-${name}-${town}`,
          b: { place: `S5-${name}-${town}` },
        })),
      ),
    );
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    for (const one of services) {
      const sites = [`S5-${one.name}-MAN`, `S5-${one.name}-NCL`].map((site, index) => ({
        site,
        bandwidthKbps: one.kbps,
        access: 'single',
        cpe: 'managed',
        lanPrefixes: [`10.${index}.0.0/24`],
      }));
      const { status, body } = await system.call('orderStaff', 'POST', orders, {
        relatedParty: [{ id: `S5-${one.name}`, role: 'customer' }],
        serviceOrderItem: [
          {
            id: '1',
            action: 'add',
            service: {
              serviceSpecification: { id: 'L3VPN' },
              serviceCharacteristic: [
                { name: 'topology', value: 'anyToAny' },
                { name: 'sites', value: sites },
              ],
            },
          },
        ],
      });
      expect(status, JSON.stringify(body)).toBe(201);
      const done = await people.until(`${one.name} to be delivered`, async () => {
        const order = await get(`${orders}/${body.id}`);
        return order.state === 'completed' ? order : undefined;
      });
      ids.set(one.name, done.serviceOrderItem[0].service.id);
    }
    await people.day(60);
  }, 300_000);

  /** A quote holds all of the core for two hours but a little, and all of the link that fails stays its users'. */
  async function fill(cut: string, spareKbps: number): Promise<void> {
    const links = demoDataSets().flatMap((set) =>
      set.kind === 'link' ? (set.records as unknown as Row[]) : [],
    );
    const used = await get('/turnup/v1/pool?pool=linkBandwidth&limit=1000');
    const load = new Map<string, number>(used.map((row: Row) => [row.scope, row.reserved + row.allocated]));
    const held = links
      .filter((link) => link.kind === 'core' && link.name !== cut && link.status === 'inService')
      .map(
        (link) =>
          [link.name, Math.floor(link.capacityKbps * 0.8) - (load.get(link.name) ?? 0) - spareKbps] as const,
      )
      .filter(([, kbps]) => kbps > 0);
    quotes += 1;
    await quote(`until-noon-${quotes}`, 120, new Map(held));
  }

  const restore = async (failed: string, ticket: string): Promise<Row> => {
    const { status, body } = await system.call('noc', 'POST', '/turnup/v1/restoration', {
      failed: [failed],
      ticket,
      reason: 'a digger cut the fibre',
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  };

  it.each([
    ['the greatest gold first: D alone', 'byPriority', gigabit, ['D'], ['A', 'B', 'C']],
    ['most services: A, B and C', 'mostServices', gigabit, ['A', 'B', 'C'], ['D']],
    ['with other numbers, the golds: A and D', 'byPriority', 1_550_000, ['A', 'D'], ['B', 'C']],
  ] as const)(
    '%s; the others wait, the quote is not robbed, and when it lapses they follow by themselves',
    async (_, prefer, spare, first, then) => {
      await policy({ prefer, rank: byClass, waitHours: 48 });
      const shared = await Promise.all(services.map(({ name }) => linksOf(name)));
      const cut = shared[0]?.find((link) => shared.every((links) => links.includes(link))) ?? '';
      await fill(cut, spare);
      const order = await restore(cut, `T-${prefer}-${spare}`);
      const { id } = order;
      expect(order.category).toBe('restoration');
      expect(order.externalReference).toMatchObject([{ id: `T-${prefer}-${spare}` }]);
      await fleet.fleet.control('POST', '/link', { name: cut, up: false });
      await people.now();
      expect(await answers(id)).toEqual(
        Object.fromEntries([
          ...first.map((name) => [name, 'restored']),
          ...then.map((name) => [name, 'waiting']),
        ]),
      );
      for (const name of first) expect(await linksOf(name)).not.toContain(cut);
      for (const name of then) {
        const { ways } = await get(`/turnup/v1/service/${ids.get(name)}/graph`);
        const primary = ways.find(({ role }: Row) => role === 'primary');
        expect(primary).toMatchObject({ failed: [cut], links: expect.arrayContaining([cut]) });
      }
      const notes = (await get(`${orders}/${id}`)).note.map(({ text }: Row) => text).join('\n');
      expect(notes).toMatch(/place 1 of 4: class (gold|bronze), \d+ kbit\/s \(rule \w+: /);
      const ledger = await get('/turnup/v1/pool?pool=linkBandwidth&limit=1000');
      expect(ledger.every((row: Row) => row.conserved)).toBe(true);

      const ended = await people.until(
        'the others to follow',
        async () => {
          const now = await get(`${orders}/${id}`);
          return now.state === 'completed' ? now : undefined;
        },
        {},
        3,
      );
      expect(ended.state).toBe('completed');
      expect(new Set(Object.values(await answers(id)))).toEqual(new Set(['restored']));
      for (const name of then) expect(await linksOf(name)).not.toContain(cut);
      const history = await get(`/turnup/v1/service/${ids.get('A')}/history`);
      expect(history.at(-1).body.characteristics.restoration).toMatchObject({
        result: 'restored',
        order: ended.number ?? expect.any(String),
      });
      await fleet.fleet.control('POST', '/link', { name: cut, up: true });
      const repaired = await system.call('noc', 'POST', '/turnup/v1/failedObject/repair', { name: cut });
      expect(repaired.status, JSON.stringify(repaired.body)).toBe(200);
    },
    240_000,
  );

  it('a port that dies: another port by a visit, the old never planned again, both in the history', async () => {
    const accesses = async (): Promise<Row[]> =>
      (await get(`/turnup/v1/service/${ids.get('B')}/graph`)).resources.filter(
        ({ role }: Row) => role === 'access:S5-B-MAN:0',
      );
    const [old] = (await accesses()).filter(({ untilAt }: Row) => untilAt === null);
    const { id } = await restore(old.key, 'T-port');
    await people.until('the port to be changed', async () =>
      (await get(`${orders}/${id}`)).state === 'completed' ? true : undefined,
    );
    expect(await answers(id)).toEqual({ B: 'restored' });
    const work = await get(`/tmf-api/workOrder/v4/workOrder?serviceOrder=${id}`);
    expect(work.map(({ kind, state, place }: Row) => [kind, state, place])).toEqual([
      ['patch', 'completed', 'S5-B-MAN'],
    ]);
    const all = await accesses();
    expect(all.find(({ key }: Row) => key === old.key).untilAt).not.toBeNull();
    expect(all.filter(({ untilAt }: Row) => untilAt === null).map(({ key }: Row) => key)).not.toContain(
      old.key,
    );
    const [failed] = await get('/turnup/v1/failedObject');
    expect(failed).toMatchObject({ name: old.key, ports: [old.key] });
  }, 120_000);

  it('no spare: the first by rule is restored, the others given up, the order is partial', async () => {
    await policy({ prefer: 'mostServices', rank: byClass, waitHours: 1 });
    const shared = await Promise.all(services.map(({ name }) => linksOf(name)));
    const cut = shared[0]?.find((link) => shared.every((links) => links.includes(link))) ?? '';
    await fill(cut, 250_000);
    const { id } = await restore(cut, 'T-partial');
    await people.now();
    expect(await answers(id)).toMatchObject({ A: 'waiting', D: 'waiting', C: 'restored' });
    const rows: Row[] = await get(`/turnup/v1/serviceOrder/${id}/restoration`);
    const waiting = rows.filter(({ result }) => result === 'waiting');
    for (const { reason } of waiting) expect(reason).toMatch(/Mbit|kbit|Gbit|no way|free/i);
    const given = await system.call('orderStaff', 'POST', `/turnup/v1/serviceOrder/${id}/giveUp`, {
      serviceOrderItem: waiting.map(({ item }) => item),
      code: 'NO_SPARE',
      reason: 'the fibre is spliced tonight',
    });
    expect(given.status, JSON.stringify(given.body)).toBeLessThan(300);
    await people.quiet();
    expect((await get(`${orders}/${id}`)).state).toBe('partial');
    expect(await answers(id)).toMatchObject({ A: 'unsuccessful', D: 'unsuccessful', C: 'restored' });
  }, 120_000);

  it.each([
    ['an unknown place', { failed: ['PE-NOWHERE'], ticket: 'T', reason: 'r' }, 422, 'UNKNOWN_OBJECT'],
    [
      'what carries nothing',
      { failed: ['PE-SOU/ge-0/0/7'], ticket: 'T', reason: 'r' },
      422,
      'NOTHING_STANDS_THERE',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await system.call('noc', 'POST', '/turnup/v1/restoration', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
