import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const designs = '/turnup/v1/serviceDesign';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

const classes = (last: number) => [
  { name: 'voice', dscp: [46], sharePercent: 15 },
  { name: 'video', dscp: [34], sharePercent: 20 },
  { name: 'trading', dscp: [26], sharePercent: 25 },
  { name: 'bulk', dscp: [10], sharePercent: 10 },
  { name: 'default', dscp: [0], sharePercent: last },
];
const escort = {
  code: 'ESCORT',
  description: 'Escort through the trading floor at night',
  site: 'ALDER-BHM',
  owner: 'BUILD',
  durationWorkingDays: 1,
  costMinor: 60_000,
  before: ['INST_{site}'],
  window: { from: '22:00', to: '05:00' },
};

describe('one order of nine standard items and one with its own classes and a night escort', () => {
  let system: TestSystem;
  let people: People;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);

  /** Nine accesses to the internet, and a VPN with five classes and, where asked, the escort. */
  const ordered = (last: number, actions: readonly object[]): Row => {
    const sites = ['ALDER-MAN', 'ALDER-NCL', 'ALDER-CDF'];
    const nine = Array.from({ length: 9 }, (_, index) => ({
      ...(internetOrder(sites[index % 3] ?? '', 'ALDER').serviceOrderItem[0] as Row),
      id: `${index + 1}`,
    }));
    const vpn = structuredClone(vpnOrder(['ALDER-BHM', 'ALDER-BRS'], 'ALDER').serviceOrderItem[0]) as Row;
    vpn.id = '10';
    vpn.service.serviceCharacteristic.push({ name: 'classesOfService', value: classes(last) });
    if (actions.length > 0)
      vpn.service.serviceCharacteristic.push({ name: 'bespokeActions', value: actions });
    return {
      externalId: `MIX-${last}-${actions.length}`,
      requestedCompletionDate: '2027-08-30T12:00:00Z',
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [...nine, vpn],
    };
  };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    people = new People(system, await demoFleet(system));
    await people.hire();
  }, 60_000);

  it('nine flow and one designs; the override reaches device, test and inventory', async () => {
    const refused = await as('orderStaff', 'POST', orders, ordered(32, [escort]));
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('the shares make 102 %, not 100 %');
    const night = { ...escort, window: { from: '22:00', to: '25:00' } };
    expect((await as('orderStaff', 'POST', orders, ordered(30, [night]))).status).toBe(400);

    const { status, body: order } = await as('orderStaff', 'POST', orders, ordered(30, [escort]));
    expect(status, JSON.stringify(order)).toBe(201);
    const list = (await as('readOnly', 'GET', designs)).body.filter(
      (one: Row) => one.openedFor.id === order.id,
    );
    expect(list).toHaveLength(1);
    const design = (await as('readOnly', 'GET', `${designs}/${list[0].id}`)).body;
    expect(design.classification.fired.map(({ rule }: Row) => rule)).toEqual(['R-m']);
    const chosen = design.alternatives.find(({ id }: Row) => id === design.chosenAlternative);
    const without = chosen.billOfMaterials.filter(({ item }: Row) => item !== 'ESCORT');
    const sum = (lines: Row[]) =>
      lines
        .filter(({ charge }) => charge === 'capex')
        .reduce((total, { totalMinor }) => total + totalMinor, 0);
    expect(chosen.capexMinor - sum(without)).toBe(60_000);
    const activities = new Map<string, Row>(chosen.plan.activities.map((each: Row) => [each.key, each]));
    expect(activities.get('INST_BHM')).toMatchObject({ window: escort.window });
    expect(activities.get('INST_BHM').after).toContain('ESCORT');
    expect(activities.get('INST_BRS').window).toBeUndefined();

    // The nine are delivered while the tenth is designed.
    const leave = { leave: new Set(['design']) };
    const read = async (): Promise<Row> => (await as('orderStaff', 'GET', `${orders}/${order.id}`)).body;
    const half = await people.until(
      'nine items to be delivered',
      async () => {
        const now = await read();
        return now.serviceOrderItem.filter((item: Row) => item.state === 'completed').length === 9
          ? now
          : undefined;
      },
      leave,
    );
    expect(half.serviceOrderItem.find((item: Row) => item.state !== 'completed').id).toBe('10');

    const works: Row[] = [];
    const whole = await people.until('the order to be completed', async () => {
      const now = await read();
      return now.state === 'completed' ? now : undefined;
    });
    works.push(...(await as('provisioning', 'GET', '/tmf-api/workOrder/v4/workOrder?limit=1000')).body);
    const install = works.find(({ kind, place }) => kind === 'install' && place === 'ALDER-BHM');
    expect(install.subject.window).toEqual(escort.window);

    const serviceId = whole.serviceOrderItem.find((item: Row) => item.id === '10').service.id;
    const service = (await as('readOnly', 'GET', `/tmf-api/serviceInventory/v4/service/${serviceId}`)).body;
    expect(JSON.stringify(service)).toContain('"trading"');
    const legs = chosen.sites.map(({ legs: [leg] }: Row) => leg.node);
    const configured = (await as('readOnly', 'GET', `/turnup/v1/device/${legs[0]}/configuration`)).body;
    for (const { name } of classes(30)) expect(JSON.stringify(configured)).toContain(name);
    const tested = (
      await as('readOnly', 'GET', `/tmf-api/serviceTestManagement/v4/serviceTest?relatedService=${serviceId}`)
    ).body;
    for (const { name } of classes(30)) expect(JSON.stringify(tested)).toContain(name);
  }, 240_000);
});
