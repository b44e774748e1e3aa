import { beforeAll, describe, expect, it } from 'vitest';
import { type TestSystem, testSystem } from './system.ts';

const designs = '/turnup/v1/serviceDesign';
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

describe('a design that nobody has asked about or ordered', () => {
  let system: TestSystem;
  const open = (account: string, requirement: object) =>
    system.call(account, 'POST', designs, { requirement });
  const requirement = {
    serviceSpecification: 'L3VPN',
    customer: 'MERIDIAN',
    topology: 'anyToAny',
    sites: ['MERIDIAN-LDS', 'MERIDIAN-BHM'].map((site, index) => ({
      site,
      bandwidthKbps: 150_000,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: [`10.9${index}.0.0/24`],
    })),
  };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  it('is opened by an engineer, who may not approve it, and taken up by an order that names it', async () => {
    const opened = await open('solutionEngineer', requirement);
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    expect(opened.headers.get('location')).toBe(`${designs}/${opened.body.id}`);
    expect(opened.body).toMatchObject({
      version: 1,
      mode: 'feasibility',
      state: 'draft',
      author: 'solutionEngineer',
      openedFor: { kind: 'person', id: 'solutionEngineer' },
      classification: { route: 'special' },
      requirement,
      openGates: [],
    });
    expect(opened.body.alternatives[0].sites).toHaveLength(2);
    expect((await system.call('readOnly', 'GET', '/turnup/v1/reservation')).body).toEqual([]);
    const again = await system.call('solutionEngineer', 'POST', `${designs}/${opened.body.id}/recompose`, {});
    expect(again.body).toMatchObject({ version: 2 });

    const { serviceSpecification: id, customer, ...characteristics } = requirement;
    const placed = await system.call('orderStaff', 'POST', orders, {
      relatedParty: [{ id: customer, role: 'customer' }],
      externalReference: [{ id: opened.body.id, externalReferenceType: 'serviceDesign' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'add',
          service: {
            serviceSpecification: { id },
            serviceCharacteristic: Object.entries(characteristics).map(([name, value]) => ({ name, value })),
          },
        },
      ],
    });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const { body: committed } = await system.call('readOnly', 'GET', `${designs}/${opened.body.id}`);
    expect(committed).toMatchObject({ version: 3, mode: 'committed' });
  }, 60_000);

  it('is refused to sales, for places that nobody knows, and for rates that nothing carries', async () => {
    expect((await open('sales', requirement)).status).toBe(403);
    const [site, ...others] = requirement.sites;
    const nowhere = await open('solutionEngineer', {
      ...requirement,
      sites: [{ ...site, site: 'ATLANTIS' }, ...others],
    });
    expect([nowhere.status, JSON.stringify(nowhere.body)]).toEqual([
      422,
      expect.stringContaining('ATLANTIS'),
    ]);
    const tooFast = await open('solutionEngineer', {
      ...requirement,
      sites: [{ ...site, bandwidthKbps: 9_900_000 }, ...others],
    });
    expect([tooFast.status, tooFast.body.code]).toEqual([422, 'NOT_FEASIBLE']);
    expect((await open('solutionEngineer', { ...requirement, colour: 'red' })).status).toBe(400);
  }, 60_000);
});
