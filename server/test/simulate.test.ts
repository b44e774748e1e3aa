import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder, vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const simulate = '/turnup/v1/serviceOrder/simulate';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('simulating an order', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let start: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    start = await tracesOf(system, fleet);
  }, 60_000);

  const staff = (path: string, body: object) => system.call('orderStaff', 'POST', path, body);
  const shape = (task: Row) => ({ key: task.key, kind: task.kind, after: task.after });
  const completed = (id: string): Promise<Row> =>
    people.until('completion', async () => {
      const { body } = await system.call('orderStaff', 'GET', `${orders}/${id}`);
      return body.state === 'completed' ? body : undefined;
    });

  it('keeps nothing, and the order that follows at once is what it said', async () => {
    const body = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER');
    const first = await staff(simulate, { ...body, externalId: 'S-1' });
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect((await staff(simulate, { ...body, externalId: 'S-1' })).body).toEqual(first.body);
    expect(await tracesOf(system, fleet)).toEqual(start);
    expect((await system.call('orderStaff', 'GET', orders)).body).toEqual([]);

    const order = await staff(orders, { ...body, externalId: 'S-1' });
    expect(order.status, JSON.stringify(order.body)).toBe(201);
    expect(order.body.committedDate).toBe(first.body.committedDate);
    const { body: plan } = await system.call(
      'orderStaff',
      'GET',
      `/turnup/v1/serviceOrder/${order.body.id}/plan`,
    );
    expect(plan.tasks.map(shape)).toEqual(first.body.tasks.map(shape));
    const planned = new Map<string, Row>(plan.activities.map((activity: Row) => [activity.key, activity]));
    for (const task of first.body.tasks) {
      const activity = planned.get(task.activity);
      expect([task.startDate, task.finishDate]).toEqual([activity.baselineStart, activity.baselineFinish]);
    }
    const done = await completed(order.body.id);
    const id = done.serviceOrderItem[0].service.id;
    const { body: service } = await system.call(
      'orderStaff',
      'GET',
      `/tmf-api/serviceInventory/v4/service/${id}`,
    );
    const parameters = service.serviceCharacteristic.find((each: Row) => each.name === 'parameters').value;
    expect(parameters).toEqual(first.body.items[0].parameters);
    expect(Object.keys(parameters).length).toBeGreaterThan(8);

    // The lines that were told are on the devices: taking the service away again would remove just them.
    const end = {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
    };
    const removal = await staff(simulate, end);
    expect(removal.status, JSON.stringify(removal.body)).toBe(200);
    const told = new Map<string, string>(
      first.body.items[0].devices.map((each: Row) => [each.device, each.forward]),
    );
    const removed = new Map<string, string>(
      removal.body.items[0].devices.map((each: Row) => [each.device, each.reverse]),
    );
    expect([...removed.keys()].sort()).toEqual([...told.keys()].sort());
    for (const [device, forward] of told) {
      const standing = lines(removed.get(device)?.replaceAll(id, '{serviceId}'));
      // What a new unit has in its box is not known before it is there: its ports come enabled.
      const said = lines(forward);
      const inTheBox = device.startsWith('CX') ? said.filter((line) => !standing.includes(line)) : [];
      expect(inTheBox.every((line) => line.includes('<enabled>true</enabled>'))).toBe(true);
      expect(standing).toEqual(said.filter((line) => !inTheBox.includes(line)));
    }
    expect(first.body.items[0].cost.capexMinor).toBeGreaterThan(0);
  }, 90_000);

  const lines = (text: string | undefined): string[] => (text ?? '').split('\n').sort();

  it('is refused for the same reasons as the order, and says what is special', async () => {
    const wrong = { ...internetOrder('ATLANTIS', 'ALDER') };
    const [simulated, ordered] = [await staff(simulate, wrong), await staff(orders, wrong)];
    expect(simulated.status).toBe(422);
    expect({ ...simulated.body }).toEqual(ordered.body);
    const special = await staff(simulate, vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN'));
    expect(special.status, JSON.stringify(special.body)).toBe(200);
    expect(special.body.items[0]).toMatchObject({ specialHandling: true, devices: [], parameters: {} });
    expect(special.body.tasks.map((task: Row) => task.key)).toContain('1/PARTNER_FOC_ABZ/partner:order');
    expect((await system.call('field', 'POST', simulate, wrong)).status).toBe(403);
  });

  it('is refused with device and path where a kind of device has nothing of what is asked', async () => {
    const { devices } = (await fleet.fleet.control('GET', '/devices')) as { devices: Row[] };
    const { host, port, user, hostKeySha256 } = devices.find(({ name }) => name === 'PE-MAN');
    const access = (driver: string) => ({
      kind: 'deviceAccess',
      records: [
        {
          device: 'PE-MAN',
          driver,
          host,
          port,
          user,
          secret: 'fleet-secret',
          hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
        },
      ],
    });
    const load = (body: object) => system.call('administrator', 'POST', '/turnup/v1/referenceData', body);
    expect((await load(access('frr'))).status).toBe(200);
    // Ways through the core are left to its routing: a router has none that are explicit either.
    const value = { explicitPaths: false };
    const routing = { kind: 'policy', records: [{ code: 'coreRouting', text: 'the core routes', value }] };
    expect((await load(routing)).status).toBe(200);
    const body: Row = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { cpe: 'wiresOnly' });
    const classes = [
      { name: 'VOICE', dscp: [46], sharePercent: 30 },
      { name: 'REST', dscp: [0], sharePercent: 70 },
    ];
    body.serviceOrderItem[0].service.serviceCharacteristic.push({ name: 'classesOfService', value: classes });
    const answer = await staff(simulate, body);
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([422, 'DEVICE_CANNOT']);
    expect(answer.body.message).toMatch(/PE-MAN \/port\[name='[^']+'\]\/unit\[vlan='\d+'\]\/qos-policy/);
    expect(answer.body.faults).toEqual([
      { path: '/serviceOrderItem/0', message: expect.stringContaining('PE-MAN') },
    ]);
    expect((await load(access('netconf'))).status).toBe(200);
    expect((await staff(simulate, body)).status).toBe(200);
  });
});
