import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, internetOrder, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { LiveServices } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('networks of one address and of two', () => {
  let system: TestSystem;
  let live: LiveServices;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const people = new People(system, await demoFleet(system));
    await people.hire();
    live = new LiveServices(system, people);
  }, 120_000);

  /** How many tests of a service have passed. */
  const passed = async (id: string): Promise<number> => {
    const path = `/tmf-api/serviceTestManagement/v4/serviceTest?relatedService=${id}&verdict=passed`;
    return (await system.call('noc', 'GET', path)).body.length;
  };

  it.each([
    ['10.9.9.9/32', '10.9.8.6/31'],
    ['10.9.7.4/30', '10.9.6.1/32'],
  ])(
    'sites of a VPN with %s and %s are tested from their units and go into use',
    async (one, other) => {
      const body: Row = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER');
      const { serviceCharacteristic } = body.serviceOrderItem[0].service;
      const sites = serviceCharacteristic.find(({ name }: Row) => name === 'sites').value;
      sites[0].lanPrefixes = [one];
      sites[1].lanPrefixes = [other];
      const id = await live.deliver(body);
      expect([(await live.service(id)).state, await passed(id)]).toEqual(['active', 1]);
    },
    120_000,
  );

  it.each([32, 31, 30])(
    'an internet access with a public /%i goes into use',
    async (carveLength) => {
      const pools = (demoDataSets().find(({ kind }) => kind === 'pool')?.records ?? []) as Row[];
      const own = pools.find(({ code }) => code === 'PUBLIC');
      const prefixes = [...own.prefixes, ...[32, 48, 64].map((host) => `198.51.100.${host}/28`)];
      const body = { kind: 'pool', records: [{ ...own, prefixes, carveLength }] };
      const loaded = await system.call('administrator', 'POST', '/turnup/v1/referenceData', body);
      expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
      const id = await live.deliver({
        ...internetOrder('ALDER-MAN', 'ALDER'),
        externalId: `SMALL-${carveLength}`,
      });
      expect([(await live.service(id)).state, await passed(id)]).toEqual(['active', 1]);
    },
    120_000,
  );
});
