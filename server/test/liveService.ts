import { expect } from 'vitest';
import { vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** A TMF641 order with one item that asks something of a live service. */
export function modifyOf(customer: string, id: string, asked: object) {
  return {
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'modify', service: { id, ...asked } }],
  };
}

/** What tests ask of live services, through the API. */
export class LiveServices {
  readonly #system: TestSystem;
  readonly #people: People;

  constructor(system: TestSystem, people: People) {
    this.#system = system;
    this.#people = people;
  }

  /** Sends an order. */
  post(body: object) {
    return this.#system.call('orderStaff', 'POST', orders, body);
  }

  /** Sends an order and lets everything happen until it is completed; fails when it is held. */
  async done(body: object): Promise<Row> {
    const sent = await this.post(body);
    return this.completed(sent);
  }

  /** Lets everything happen until the order that was answered is completed; fails when it is held. */
  async completed(sent: { readonly status: number; readonly body: Row }): Promise<Row> {
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    return this.#people.until(`${sent.body.number} to be completed`, async () => {
      const { body: order } = await this.#system.call('orderStaff', 'GET', `${orders}/${sent.body.id}`);
      if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
      return order.state === 'completed' ? order : undefined;
    });
  }

  /** Delivers a service and answers its id. */
  async deliver(body: object): Promise<string> {
    return (await this.done(body)).serviceOrderItem[0].service.id;
  }

  /** A service as the inventory has it (TMF638). */
  async service(id: string): Promise<Row> {
    return (await this.#system.call('orderStaff', 'GET', `/tmf-api/serviceInventory/v4/service/${id}`)).body;
  }

  /** What billing was told of a service, in order. */
  async billing(id: string): Promise<Row[]> {
    return (await this.#system.call('orderStaff', 'GET', `/turnup/v1/billingEvent?service=${id}`)).body;
  }

  /** The tasks of an order's plan by their keys. */
  async tasks(order: string): Promise<Row[]> {
    return (await this.#system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${order}/plan`)).body.tasks;
  }

  /** Packets that come back over a path, of ten. */
  async answered(device: string, vrf: string, source: string, destination: string): Promise<number> {
    const test = { vrf, source, destination, count: 10, sizeBytes: 100 };
    const found = await this.#system.delivery.devices.prober('operator').testPath(device, test);
    if (!found.ok) throw new Error(found.fault.message);
    return found.value.received;
  }
}

/** The demo operator with a VPN of two managed sites in service, and all its traces. */
export type LiveVpn = {
  readonly system: TestSystem;
  readonly fleet: DemoFleet;
  readonly people: People;
  readonly live: LiveServices;
  /** The VPN's id. */
  readonly id: string;
  readonly standing: Traces;
};

/** Delivers a VPN between Manchester and Newcastle, and lets the days pass for which its links were promised. */
export async function liveVpn(): Promise<LiveVpn> {
  const system = await testSystem({ demo: true });
  const fleet = await demoFleet(system);
  const people = new People(system, fleet);
  await people.hire();
  const live = new LiveServices(system, people);
  const id = await live.deliver(vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps: 50_000 }));
  await people.day(200);
  return { system, fleet, people, live, id, standing: await tracesOf(system, fleet) };
}
