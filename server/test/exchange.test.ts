import { beforeAll, describe, expect, it } from 'vitest';
import { type Files, generated } from '../src/exchange/testing/generated.ts';
import { demoDataSets } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const path = '/turnup/v1/inventoryImport';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('exchange of the inventory', () => {
  let system: TestSystem;
  const run = (files: Files, preview: boolean, rest: object = {}, format = 'netbox') =>
    system.call('administrator', 'POST', `${path}?format=${format}&preview=${preview}`, { files, ...rest });
  const counts = (body: Row): Record<string, number[]> =>
    Object.fromEntries(body.kinds.map((one: Row) => [one.kind, [one.created, one.changed, one.unchanged]]));
  const get = async (from: string): Promise<Row> => (await system.call('readOnly', 'GET', from)).body;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  it('imports 10,000 devices as the preview says, twice, the second time without a change', async () => {
    const files = generated(10_000);
    const before = await get('/turnup/v1/topology');
    const preview = await run(files, true);
    expect(preview.status, JSON.stringify(preview.body).slice(0, 500)).toBe(200);
    expect(preview.body).toMatchObject({ preview: true, faults: [], faultCount: 0, skippedCount: 10_000 });
    const expected = {
      place: [500, 0, 0],
      networkNode: [10_000, 0, 0],
      sharedRisk: [20_000, 0, 0],
      port: [40_000, 0, 0],
      link: [10_000, 0, 0],
      pool: [5, 0, 0],
      outsideUse: [600, 0, 0],
    };
    expect(counts(preview.body)).toEqual(expected);
    expect(await get('/turnup/v1/topology')).toEqual(before);
    const done = await run(files, false);
    expect(counts(done.body)).toEqual(expected);
    const again = await run(files, true);
    const twice = await run(files, false);
    for (const one of [again, twice])
      for (const [created, changed, unchanged] of Object.values(counts(one.body)))
        expect([created, changed, (unchanged ?? 0) > 0]).toEqual([0, 0, true]);
    const after = await get('/turnup/v1/topology');
    expect(after.nodes).toHaveLength(before.nodes.length + 10_000);
    expect(await get('/turnup/v1/pool/NB-VLAN-Metro-0')).toMatchObject({
      scopes: [{ size: 4094, allocated: 100, free: 3994, conserved: true }],
    });
    expect((await get('/turnup/v1/pool?pool=port&limit=1&conserved=true'))[0]).toMatchObject({
      conserved: true,
    });
  }, 300_000);

  it('previews what a change changes, member by member, and changes that alone', async () => {
    const files: Files = [
      {
        kind: 'devices',
        csv: 'Name,Status,Site,Role,Type,IPv4 Address\nR7,Active,Site 7,Provider Edge,AX-9,10.0.0.8/32\n',
      },
      {
        kind: 'cables',
        csv: 'Label,Device A,Termination A,Device B,Termination B,Status,Length\nC7,R7,x,R8,x,Connected,99 km\n',
      },
    ];
    const preview = await run(files, true);
    expect(preview.body.kinds).toEqual([
      expect.objectContaining({
        kind: 'networkNode',
        changes: [{ key: 'R7', members: [{ member: 'model', from: 'AX-1', to: 'AX-9' }] }],
        onlyHere: expect.toSatisfy((count: number) => count > 9_999),
        onlyHereKeys: expect.arrayContaining(['R0', 'R1', 'R10']),
      }),
      expect.objectContaining({
        kind: 'link',
        changes: [{ key: 'C7', members: [{ member: 'lengthM', from: 12_000, to: 99_000 }] }],
      }),
    ]);
    expect(counts((await run(files, false)).body)).toEqual({ networkNode: [0, 1, 0], link: [0, 1, 0] });
    expect(counts((await run(files, true)).body)).toEqual({ networkNode: [0, 0, 1], link: [0, 0, 1] });
  });

  it('imports all or nothing, and tells each row that cannot be, in the preview too', async () => {
    const files: Files = [
      { kind: 'sites', csv: 'Name\nNew place\n' },
      {
        kind: 'devices',
        csv: 'Name,Status,Site,Role,Type,IPv4 Address\nN1,Active,Nowhere,Core,M,10.9.9.9\nN2,Active,New place,Core,M,\n',
      },
    ];
    const preview = await run(files, true);
    expect(preview.body.faults).toEqual([
      { path: 'devices line 3', message: expect.stringContaining('routerId') },
    ]);
    const refused = await run(files, false);
    expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_IMPORT']);
    const unknown = await run(
      [files[0], { ...files[1], csv: files[1]?.csv.replace(/N2.*\n/, '') } as Row] as Files,
      true,
    );
    expect(unknown.body.faults).toEqual([
      { path: 'devices line 2/place', message: 'there is no place Nowhere' },
    ]);
    const taken = {
      kind: 'prefixes',
      csv: 'Prefix,Status,Pool,Description\n100.64.0.0/18,Container,True,pool:LINK\n100.64.0.0/31,Active,False,\n',
    };
    const reservation = {
      owner: { kind: 'quote', id: 'q' },
      reason: 'r',
      holdMinutes: 5,
      lines: [{ key: 'l', shape: 'blocks', pool: 'LINK', value: '100.64.0.0/31' }],
    };
    expect((await system.call('sales', 'POST', '/turnup/v1/reservation', reservation)).status).toBe(201);
    const conflict = await run([taken], false);
    expect(conflict.body.faults).toEqual([
      { path: 'prefixes line 3', message: expect.stringContaining('100.64.0.0/31 of LINK is taken') },
    ]);
    expect((await get('/turnup/v1/topology')).places.some((place: Row) => place.code === 'New-place')).toBe(
      false,
    );
    expect((await system.call('sales', 'POST', path, { files })).status).toBe(403);
    expect((await run(files, true, {}, 'excel')).status).toBe(400);
  });

  it('exports what imports without a change, as NetBox’s files and as our own', async () => {
    const exported = async (format: string, kinds: readonly string[]): Promise<Files> => {
      const files: Files = [];
      for (const kind of kinds) {
        const answer = await system.call(
          'administrator',
          'GET',
          `/turnup/v1/inventoryExport/${format}/${kind}`,
        );
        expect(answer.status).toBe(200);
        files.push({ kind, csv: answer.body });
      }
      return files;
    };
    const netbox = await run(
      await exported('netbox', ['sites', 'devices', 'interfaces', 'cables', 'prefixes']),
      true,
    );
    expect(netbox.body.faults).toEqual([]);
    for (const [created, changed] of Object.values(counts(netbox.body)))
      expect([created, changed]).toEqual([0, 0]);
    const kinds = [...new Set(demoDataSets().map((set) => set.kind))];
    const ours = await run(await exported('csv', kinds), true, {}, 'csv');
    expect(ours.body.faults).toEqual([]);
    expect(counts(ours.body)['port']?.[2]).toBeGreaterThan(40_000);
    for (const [kind, [created, changed]] of Object.entries(counts(ours.body)))
      expect([kind, created, changed]).toEqual([kind, 0, 0]);
    expect(
      (await system.call('administrator', 'GET', '/turnup/v1/inventoryExport/csv/deviceAccess')).status,
    ).toBe(404);
  }, 60_000);
});
