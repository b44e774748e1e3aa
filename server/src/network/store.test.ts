import { beforeAll, describe, expect, test, vi } from 'vitest';
import { RefusalError } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { coreRoute } from './core-route.ts';
import type { NetworkImage } from './image-types.ts';
import { referenceLoaders } from './load.ts';
import { loadSnapshot, NetworkMemory } from './memory.ts';
import { networkVersion, readNetwork } from './store.ts';
import { link, node, port, ringRecords, risk } from './testing/records.ts';
import type { NetworkRecords } from './types.ts';

const { database, url } = await testDatabase();
const { sql } = database;

async function loadAll(tenant: string, records: NetworkRecords): Promise<void> {
  await database.transaction(async (tx) => {
    await referenceLoaders.sharedRisk(tx, tenant, records.sharedRisks);
    await referenceLoaders.place(tx, tenant, records.places);
    await referenceLoaders.networkNode(tx, tenant, records.nodes);
    await referenceLoaders.port(tx, tenant, records.ports);
    await referenceLoaders.link(tx, tenant, records.links);
    await referenceLoaders.augmentation(tx, tenant, records.augmentations);
  });
}

async function refusalOf(work: Promise<unknown>): Promise<RefusalError['refusal']> {
  const error = await work.then(
    () => expect.fail('was not refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RefusalError)) throw error;
  return error.refusal;
}

/** In the order of the natural keys. */
const sorted = (list: readonly object[]) => {
  const key = (one: object) => {
    const { code, project, node, name } = one as Readonly<Record<string, unknown>>;
    return [code, project, node, name].join(' ');
  };
  return list.toSorted((a, b) => key(a).localeCompare(key(b)));
};

beforeAll(async () => {
  await sql`insert into tenant (tenant, name) select t, t from unnest(${['one', 'two', 'race', 'bad', 'thread', 'late', 'own', 'far']}::text[]) as t`;
  await loadAll('one', ringRecords());
});

describe('reference data of the network', () => {
  test('what was loaded is read back the same, member by member', async () => {
    const { records: read } = await readNetwork(sql, 'one');
    const given = ringRecords();
    for (const table of Object.keys(given) as (keyof NetworkRecords)[]) {
      expect(sorted(read[table])).toEqual(sorted(given[table]));
    }
  });

  test('loading again changes nothing, one difference changes one record; the version moves only then', async () => {
    const records = ringRecords();
    await loadAll('two', records);
    const before = await networkVersion(sql, 'two');
    const load = (links: NetworkRecords['links']) =>
      database.transaction((tx) => referenceLoaders.link(tx, 'two', links));
    expect(await load(records.links)).toEqual({ created: 0, changed: 0, unchanged: 6 });
    expect(await networkVersion(sql, 'two')).toBe(before);
    const edited = records.links.map((one) => (one.name === 'A-B' ? { ...one, sharedRisks: [] } : one));
    expect(await load([...edited, link('B-C', 'pe-B', 'pe-C')])).toEqual({
      created: 1,
      changed: 1,
      unchanged: 5,
    });
    expect(await networkVersion(sql, 'two')).toBe(before + 1);
    // The other tenant, with the same names, sees none of it.
    expect((await readNetwork(sql, 'one')).records.links).toHaveLength(6);
  });

  test('every unknown reference is named with its place, and nothing is stored', async () => {
    const bad = { ...node('pe-X', 'NOWHERE'), sharedRisks: ['no-risk'] };
    const refusal = await refusalOf(
      database.transaction((tx) => referenceLoaders.networkNode(tx, 'one', [node('pe-E', 'A'), bad])),
    );
    expect(refusal).toMatchObject({
      status: 422,
      code: 'UNKNOWN_REFERENCE',
      faults: [
        { path: '/records/1/place', message: 'there is no place NOWHERE' },
        { path: '/records/1/sharedRisks/0', message: 'there is no shared risk no-risk' },
      ],
    });
    expect((await readNetwork(sql, 'one')).records.nodes).toHaveLength(4);
  });

  test('a card must be a card, an entry belong to its place, a link end somewhere, buildable fibre have a price', async () => {
    const card = await refusalOf(
      database.transaction((tx) => referenceLoaders.port(tx, 'one', [port('pe-A', 'x', 'duct-west')])),
    );
    expect(card.faults?.[0]).toEqual({
      path: '/records/0/card',
      message: 'shared risk duct-west is of kind duct, not card',
    });
    const links = await refusalOf(
      database.transaction((tx) =>
        referenceLoaders.link(tx, 'one', [
          link('L1', 'pe-A', '', { b: { place: 'A', entry: 'entry-1' } }),
          link('L2', 'pe-A', '', { b: {} }),
          link('L3', 'pe-A', 'pe-B', { status: 'buildable' }),
          link('L4', 'pe-A', 'pe-A'),
        ]),
      ),
    );
    expect(links.faults).toEqual([
      { path: '/records/0/b/entry', message: 'place A has no entry entry-1' },
      { path: '/records/1/b', message: 'a link ends on a node or on a place' },
      { path: '/records/2/build', message: 'buildable fibre needs what building it costs and takes' },
      { path: '/records/3/b/node', message: 'both ends are pe-A' },
    ]);
  });

  test('a key twice in one load is refused, not taken in any order', async () => {
    const twice = [risk('r', 'duct'), risk('s', 'duct'), risk('r', 'power')];
    const refusal = await refusalOf(
      database.transaction((tx) => referenceLoaders.sharedRisk(tx, 'bad', twice)),
    );
    expect(refusal).toMatchObject({ code: 'DUPLICATE_KEY', faults: [{ path: '/records/2' }] });
  });
});

describe('memory of the network', () => {
  test('follows a change at once, keeps the snapshot while nothing changes', async () => {
    await loadAll('race', ringRecords());
    const memory = new NetworkMemory({ database, url: null });
    const first = await memory.of(sql, 'race');
    expect(await memory.of(sql, 'race')).toBe(first);
    const asked = { date: '2027-04-01', minimumRateKbps: 1 };
    expect(coreRoute(first, 'pe-A', 'pe-D', asked)?.links).toEqual(['A-B', 'B-D']);
    const better = link('A-D-new', 'pe-A', 'pe-D', { latencyUs: 100 });
    await database.transaction((tx) => referenceLoaders.link(tx, 'race', [better]));
    const second = await memory.of(sql, 'race');
    expect(second.version).toBe(first.version + 1);
    expect(coreRoute(second, 'pe-A', 'pe-D', asked)?.links).toEqual(['A-D-new']);
    // The snapshot that others still hold has not moved.
    expect(coreRoute(first, 'pe-A', 'pe-D', asked)?.links).toEqual(['A-B', 'B-D']);
  });

  test('under loads that run on, every snapshot shows one moment', async () => {
    const memory = new NetworkMemory({ database, url: null });
    // Each load changes two records together; a torn reading would see them differ.
    const change = (latencyUs: number) =>
      database.transaction((tx) =>
        referenceLoaders.link(tx, 'race', [
          link('A-B', 'pe-A', 'pe-B', { latencyUs }),
          link('B-D', 'pe-B', 'pe-D', { latencyUs }),
        ]),
      );
    await change(1);
    let done = false;
    const writing = (async () => {
      for (let latencyUs = 2; latencyUs <= 25; latencyUs++) await change(latencyUs);
      done = true;
    })();
    const seen: number[] = [];
    while (!done) {
      const snapshot = await memory.of(sql, 'race');
      const [a, b] = ['A-B', 'B-D'].map((name) => snapshot.links.get(name)?.latencyUs);
      expect(a).toBe(b);
      seen.push(a ?? -1);
    }
    await writing;
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect((await loadSnapshot(database, 'race')).links.get('A-B')?.latencyUs).toBe(25);
  });

  test('a thread reads the network, follows it by itself, and prepares landmarks that are asked for', async () => {
    await loadAll('thread', ringRecords());
    const images: NetworkImage[] = [];
    const memory = new NetworkMemory({
      database,
      url,
      threadAbove: 0,
      everyMs: 20,
      onImage: (image) => images.push(image),
    });
    try {
      const first = await memory.of(sql, 'thread');
      expect(first.links.length).toBe(6);
      expect(images.at(-1)?.facts.links.chunks[0]).toBeInstanceOf(SharedArrayBuffer);
      const better = link('A-D-new', 'pe-A', 'pe-D', { latencyUs: 100 });
      await database.transaction((tx) => referenceLoaders.link(tx, 'thread', [better]));
      // Nobody asks, and the image comes all the same.
      await vi.waitFor(() => expect(images.at(-1)?.version).toBe(first.version + 1));
      const second = await memory.of(sql, 'thread');
      expect(coreRoute(second, 'pe-A', 'pe-D', { date: '2027-04-01', minimumRateKbps: 1 })?.links).toEqual([
        'A-D-new',
      ]);
      expect(second.landmarks.of('latency', 2_000_000)).toBeUndefined();
      await vi.waitFor(() =>
        expect(images.at(-1)?.landmarks.map(({ metric, leastKbps }) => [metric, leastKbps])).toEqual([
          ['latency', 10_000_000],
        ]),
      );
      expect((await memory.of(sql, 'thread')).landmarks.of('latency', 11_000_000)?.leastKbps).toBe(
        10_000_000,
      );
    } finally {
      await memory.close();
    }
  });

  test('who cannot wait for the thread gets the network that is there, with its version', async () => {
    await loadAll('late', ringRecords());
    const memory = new NetworkMemory({ database, url, threadAbove: 0, everyMs: 60_000, patienceMs: 0 });
    try {
      const first = await memory.of(sql, 'late');
      await database.transaction((tx) =>
        referenceLoaders.link(tx, 'late', [link('A-B', 'pe-A', 'pe-B', { latencyUs: 1 })]),
      );
      const behind = await memory.of(sql, 'late');
      expect(behind.version).toBe(first.version);
      expect(await networkVersion(sql, 'late')).toBe(first.version + 1);
      await vi.waitFor(async () =>
        expect((await memory.of(sql, 'late')).links.get('A-B')?.latencyUs).toBe(1),
      );
    } finally {
      await memory.close();
    }
  });

  test('a transaction sees what it has changed itself, and nobody else does before it commits', async () => {
    await loadAll('own', ringRecords());
    for (const threadAbove of [0, 1_000]) {
      const memory = new NetworkMemory({ database, url, threadAbove });
      const before = await memory.of(sql, 'own');
      const abandoned = database.transaction(async (tx) => {
        await referenceLoaders.link(tx, 'own', [link('A-B', 'pe-A', 'pe-B', { latencyUs: 7 })]);
        expect((await memory.of(tx.sql, 'own')).links.get('A-B')?.latencyUs).toBe(7);
        throw new Error('abandoned');
      });
      await expect(abandoned).rejects.toThrow('abandoned');
      expect(await memory.of(sql, 'own')).toBe(before);
      await memory.close();
    }
  });

  test('who is further behind than is told reads everything', async () => {
    await loadAll('far', ringRecords());
    const memory = new NetworkMemory({ database, url: null });
    await memory.of(sql, 'far');
    await database.transaction((tx) =>
      referenceLoaders.link(tx, 'far', [link('A-B', 'pe-A', 'pe-B', { latencyUs: 3 })]),
    );
    await sql`delete from network_change where tenant = 'far'`;
    await sql`delete from link where tenant = 'far' and name = 'A-D'`;
    const seen = await memory.of(sql, 'far');
    expect(seen.links.get('A-B')?.latencyUs).toBe(3);
    expect(seen.links.has('A-D')).toBe(false);
  });
});
