import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { LiveServices } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('equipment whose software names its ports in its own way', () => {
  let system: TestSystem;
  let live: LiveServices;
  const load = (kind: string, records: Row[]) =>
    system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
  const models = demoDataSets().flatMap((set) =>
    set.kind === 'cpeModel'
      ? (set.records as Row[]).map((model) => ({
          ...model,
          wanPortNames: Array.from({ length: model.wanPorts }, (_, index) => `ge-0/0/${index}`),
          lanPortNames: ['ge-0/1/4', 'ge-0/1/5'],
        }))
      : [],
  );

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const loaded = await load('cpeModel', models);
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    const people = new People(system, await demoFleet(system, [], models));
    await people.hire();
    live = new LiveServices(system, people);
  }, 120_000);

  const vpnOf = (lanPrefixes: readonly string[]): Row => {
    const body: Row = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER');
    const { serviceCharacteristic } = body.serviceOrderItem[0].service;
    serviceCharacteristic.find(({ name }: Row) => name === 'sites').value[0].lanPrefixes = lanPrefixes;
    return body;
  };

  it('is plugged in, configured and tested by those names', async () => {
    const id = await live.deliver(vpnOf(['10.71.0.0/24', '10.72.0.0/24']));
    expect((await live.service(id)).state).toBe('active');
    const { body: graph } = await system.call('noc', 'GET', `/turnup/v1/service/${id}/graph`);
    const unit = graph.resources.find(({ role }: Row) => role === 'cpe:ALDER-MAN');
    const serial = unit.key.split('/').at(-1);
    const { body } = await system.call('noc', 'GET', `/turnup/v1/device/${serial}/configuration`);
    const ports = new Set(body.values.map(({ path }: Row) => /^\/port\[name='([^']+)'\]/.exec(path)?.[1]));
    ports.delete(undefined);
    expect([...ports].sort()).toEqual(['ge-0/0/0', 'ge-0/1/4', 'ge-0/1/5']);
  }, 120_000);

  it('is not chosen for more networks than it has ports, and contradictions of its record are refused', async () => {
    const answer = await live.post(vpnOf(['10.73.0.0/24', '10.74.0.0/24', '10.75.0.0/24']));
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      422,
      expect.stringContaining('has 2 LAN ports for 3 networks'),
    ]);
    const wrong = await load('cpeModel', [{ ...models[0], wanPortNames: ['ge-0/0/0'] }]);
    expect([wrong.status, wrong.body.faults]).toEqual([
      422,
      [{ path: '/records/0/wanPortNames', message: `names 1 of ${models[0].wanPorts} WAN ports` }],
    ]);
  });
});
