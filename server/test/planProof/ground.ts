import type { PlanTemplate, ReferenceDataSet } from '@turnup/contract';
import { expect } from 'vitest';
import { demoDataSets, internetOrder } from '../demo.ts';
import { demoFleet } from '../fleet.ts';
import { People } from '../people.ts';
import { type TestSystem, testSystem } from '../system.ts';
import { Faults, type Proof, type ProofGround, provePlan, tasksOf } from './proof.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const cancellations = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';

/** Every plan template of the catalogue. */
export const catalogue = demoDataSets().flatMap(({ kind, records }) =>
  kind === 'planTemplate' ? (records as unknown as PlanTemplate[]) : [],
);

/** Ports of 60 Mbit/s, cheaper than all others: what a higher rate must leave. */
export const slowPorts = Array.from({ length: 16 }, (_, index) => ({
  node: 'PE-MAN',
  name: `fe-0/4/${index}`,
  card: 'PE-MAN-CARD-1',
  rateKbps: 60_000,
  optic: '1000BASE-LX',
  use: 'customer',
  costMinor: 1_000,
}));

/** The tasks of an order for a service that stands: those from which it is taken back, and those beyond its hard point. */
export type Standing = { readonly back: readonly string[]; readonly beyond: readonly string[] };

/** The demo operator with room for one order for each task of a plan, and what proofs ask of it. */
export class Proofs {
  readonly ground: ProofGround;
  /** Codes of the templates that were proven here. */
  readonly proven = new Set<string>();
  #next = 1;

  private constructor(ground: ProofGround) {
    this.ground = ground;
  }

  /** Starts a system and its devices, with everybody outside it. */
  static async start(): Promise<Proofs> {
    const faults = new Faults();
    const system = await testSystem({ demo: true, instrument: faults.instrument });
    // The demo has three ports for hand-overs of a partner, and a dozen for customers; the proofs need one for each task.
    const ports = [
      ...morePorts('PE-EDI', { use: 'partner', partner: 'CALEDONET' }),
      ...morePorts('PE-EDI', { use: 'partner', partner: 'GRANITE' }, 5),
      ...['PE-MAN', 'PE-NCL', 'PE-BRS'].flatMap((node) => morePorts(node, { use: 'customer' })),
    ];
    const fleet = await demoFleet(system, [...ports, ...slowPorts]);
    const people = new People(system, fleet);
    await people.hire();
    const proofs = new Proofs({ system, fleet, people, faults });
    for (const more of [
      ...longerCalendars(),
      { kind: 'pool', records: morePrefixes() },
      { kind: 'port', records: ports },
      { kind: 'cpeUnit', records: ['CX-100', 'CX-1000P'].flatMap(moreUnits) },
    ])
      await proofs.load(more);
    return proofs;
  }

  get system(): TestSystem {
    return this.ground.system;
  }

  /** Loads data through the API. */
  async load(data: object): Promise<void> {
    const { status, body } = await this.system.call(
      'administrator',
      'POST',
      '/turnup/v1/referenceData',
      data,
    );
    expect(status, JSON.stringify(body)).toBe(200);
  }

  /** Loads the templates of the demo; whether their hard points of no return hold. */
  async hardPoints(hold: boolean): Promise<void> {
    await this.load(templates(hold));
  }

  /** Sends an order and answers its id. */
  async post(body: object): Promise<string> {
    const answer = await this.system.call('orderStaff', 'POST', orders, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id;
  }

  /** Cancels an order, and waits until it is. */
  async cancel(id: string): Promise<void> {
    await this.system.call('orderStaff', 'POST', cancellations, {
      serviceOrder: { id },
      acceptCharges: true,
    });
    await this.ground.people.until('cancellation', async () =>
      (await this.system.call('orderStaff', 'GET', `${orders}/${id}`)).body.state === 'cancelled'
        ? true
        : undefined,
    );
  }

  /** The keys of the tasks of an order's plan; the order is cancelled at once. */
  async keysOf(body: object): Promise<string[]> {
    const id = await this.post(body);
    const keys = (await tasksOf(this.system, id)).map((task) => task.key);
    await this.cancel(id);
    return keys;
  }

  /** Delivers orders of one item each, and answers the services. */
  async delivered(bodies: readonly object[]): Promise<string[]> {
    const ids = await Promise.all(bodies.map((body) => this.post(body)));
    return await this.ground.people.until('delivery', async () => {
      const found = await Promise.all(
        ids.map(async (id) => (await this.system.call('orderStaff', 'GET', `${orders}/${id}`)).body),
      );
      // An order that falls out does not go on by itself.
      const fallen = found.flatMap((order) => order.serviceOrderItem[0].errorMessage ?? []);
      if (fallen.length > 0) throw new Error(`an order to be delivered fell out: ${JSON.stringify(fallen)}`);
      return found.every((order) => order.state === 'completed')
        ? found.map((order) => order.serviceOrderItem[0].service.id)
        : undefined;
    });
  }

  /** An order for internet access that no other is taken for. */
  internet(change: object = {}) {
    return { ...internetOrder('ALDER-MAN', 'ALDER', change), externalId: `P-${this.#next++}` };
  }

  /** Delivers one internet access. */
  async standing(): Promise<string> {
    const [id = ''] = await this.delivered([this.internet()]);
    return id;
  }

  /** Proves the plan from each of these tasks at once, with an order of its own for each. */
  async prove<Subject>(
    keys: readonly string[],
    subjects: readonly Subject[],
    order: (subject: Subject) => object,
  ): Promise<Proof> {
    return await provePlan(this.ground, { keys, subjects, order });
  }

  /** Does a proof, tells how long it took, and keeps that the template was proven. */
  async timed(code: string, proof: () => Promise<number>): Promise<void> {
    const started = performance.now();
    const tasks = await proof();
    this.proven.add(code);
    process.stdout.write(`${code} ${tasks} tasks in ${Math.round(performance.now() - started)} ms\n`);
  }

  /**
   * Proves the plan of an order for a service that stands: up to its hard point of no return it is taken back from every
   * task, and the service used for the next; beyond it, it is refused and goes on to its end. The proof is of the template
   * by which the order was planned. So many services are proven on beside one another.
   */
  async proveStanding(
    code: string,
    {
      made,
      order,
      services = 1,
    }: {
      readonly made: () => Promise<string>;
      readonly order: (id: string) => object;
      readonly services?: number;
    },
  ): Promise<Standing> {
    await this.hardPoints(true);
    const found: { back: string[]; beyond: string[] } = { back: [], beyond: [] };
    await this.timed(code, async () => {
      const subjects = [await made()];
      const keys = await this.keysOf(order(subjects[0] as string));
      found.beyond = beyondHardPoint(code, keys);
      found.back = keys.filter((key) => !found.beyond.includes(key));
      while (subjects.length < services) subjects.push(await made());
      for (let at = 0; at < found.back.length; at += services) {
        const some = found.back.slice(at, at + services);
        expect(await this.prove(some, subjects, order)).toEqual({ takenBack: some, refused: [] });
      }
      while (subjects.length < found.beyond.length) subjects.push(await made());
      for (let at = 0; at < found.beyond.length; at += services) {
        const some = found.beyond.slice(at, at + services);
        const rest = subjects.slice(at, at + services);
        expect(await this.prove(some, rest, order)).toEqual({ takenBack: [], refused: some });
      }
      return keys.length;
    });
    return found;
  }
}

/** An order of one item that modifies a service of a customer. */
export function modified(id: string, asked: object, customer = 'ALDER') {
  return {
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'modify', service: { id, ...asked } }],
  };
}

/** What a service is asked to be in one characteristic. */
export const characteristic = (name: string, value: unknown) => ({
  serviceCharacteristic: [{ name, value }],
});

/** The keys of the tasks beyond the hard point of no return of a template, when it has one. */
function beyondHardPoint(code: string, keys: readonly string[]): string[] {
  const template = catalogue.find((one) => one.code === code);
  const reached = template?.activities.find(({ pointOfNoReturn }) => pointOfNoReturn?.kind === 'hard');
  if (reached === undefined) return [];
  const names = keys.map((key) => key.split('/')[1] ?? '');
  const at = names.indexOf(reached.key);
  if (at < 0) return [];
  return keys.slice(reached.pointOfNoReturn?.when === 'finished' ? names.lastIndexOf(reached.key) + 1 : at);
}

/** The demo's templates for a proof: automated work takes no booked days, and `hard` says whether hard points hold. */
function templates(hard: boolean): ReferenceDataSet {
  return {
    kind: 'planTemplate',
    records: catalogue.map((template) => ({
      ...template,
      activities: template.activities.map(({ pointOfNoReturn, ...activity }) => ({
        ...activity,
        ...(activity.owner.kind === 'system' ? { duration: { workingDays: 0 } } : {}),
        ...(pointOfNoReturn === undefined || (pointOfNoReturn.kind === 'hard' && !hard)
          ? {}
          : { pointOfNoReturn }),
      })),
    })),
  } as unknown as ReferenceDataSet;
}

/** More ports of 10 Gbit/s on the first card of a node. */
function morePorts(node: string, use: object, slot = 3) {
  return Array.from({ length: 24 }, (_, index) => ({
    node,
    name: `xe-0/${slot}/${index}`,
    card: `${node}-CARD-1`,
    rateKbps: 10_000_000,
    optic: '10GBASE-LR',
    // Dearer than those of the demo: taken when those are gone.
    costMinor: 500_000,
    ...use,
  }));
}

/** The calendars of the demo, known for longer: the proofs together take years. */
function longerCalendars() {
  return demoDataSets().flatMap(({ kind, records }) =>
    kind === 'calendar'
      ? [
          {
            kind,
            records: records.map((calendar) => ({ ...(calendar as object), validUntil: '2060-01-01' })),
          },
        ]
      : [],
  );
}

/** Room in the pool of public prefixes: what a proof gives back ages for longer than all proofs take. */
function morePrefixes() {
  return demoDataSets().flatMap(({ kind, records }) =>
    kind === 'pool'
      ? records
          .filter((record) => (record as { code?: string }).code === 'PUBLIC')
          .map((record) => ({
            ...(record as object),
            prefixes: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
          }))
      : [],
  );
}

/** More units of a model: each task of a proof needs one. */
function moreUnits(model: string) {
  return Array.from({ length: 24 }, (_, index) => ({
    serial: `${model}-MORE-${index + 1}`,
    model,
    depot: 'DAVENTRY',
  }));
}
