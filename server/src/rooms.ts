import type { ReferenceKind, ReferenceRecord } from '@turnup/contract';
import {
  type Activation,
  applyServiceChange,
  checkSync,
  referenceLoaders as deviceLoaders,
  deviceState,
  netconfDriver,
  openActivation,
  probe,
} from './activation/index.ts';
import {
  createAllocation,
  listPools,
  referenceLoaders as poolLoaders,
  quantityUse,
  takenValues,
} from './allocation/index.ts';
import { allocationFacts } from './allocationFacts.ts';
import type { ReferenceLoader } from './api/index.ts';
import {
  type Catalog,
  CatalogMemory,
  referenceLoaders as catalogLoaders,
  objectPolicy,
  textPolicy,
} from './catalog/index.ts';
import { claimSerials } from './claimSerials.ts';
import { type CalendarBook, calendarBook, calendarNamed } from './foundation/calendar.ts';
import { ok, RefusalError, unwrap } from './foundation/result.ts';
import { referenceLoaders as inventoryLoaders } from './inventory/index.ts';
import { NetworkMemory, referenceLoaders as networkLoaders, readNetwork } from './network/index.ts';
import {
  type Delivery,
  deliveryHandlers,
  followPlans,
  qualificationHandlers,
  registeredPools,
} from './ordering/index.ts';
import type { PartnerPorts } from './partner/index.ts';
import { type ChangeHook, type Handler, openPlans, type Plans } from './plan/index.ts';
import { readClock } from './platform/clock/index.ts';
import type { Sql, Transaction } from './platform/database.ts';
import { type Fact, nextNumber, recordFacts } from './platform/events/index.ts';
import { newId } from './platform/ids.ts';
import { defaultJeopardyPolicy, type ProvisioningPorts } from './provisioning/index.ts';
import type { SystemOptions } from './systemOptions.ts';

/** The rooms of one system, each with its ports bound to the others. */
export type Rooms = {
  readonly delivery: Delivery;
  readonly activation: Activation;
  readonly loaders: Readonly<Record<ReferenceKind, ReferenceLoader>>;
  readonly handlers: readonly Handler[];
  readonly hooks: readonly ChangeHook[];
  close(): Promise<void>;
};

/** Puts the rooms together. The one place that knows every concrete thing. */
export function composeRooms(options: SystemOptions): Rooms {
  const { database } = options;
  const activation = openActivation({
    database,
    drivers: { netconf: netconfDriver(netconf) },
    sealKey: options.sealKey,
    runner: `${options.node}-${newId()}`,
  });
  const hooks: ChangeHook[] = [];
  const plans = openPlans(hooks);
  const catalogs = new CatalogMemory();
  const networks = new NetworkMemory();
  const catalog = (sql: Sql, tenant: string): Promise<Catalog> => catalogs.of(sql, tenant);
  const books = new WeakMap<Catalog, CalendarBook>();
  const calendars = async (sql: Sql, tenant: string): Promise<CalendarBook> => {
    const present = await catalog(sql, tenant);
    const book = books.get(present) ?? calendarBook([...present.of('calendar').values()]);
    books.set(present, book);
    return book;
  };
  const delivery: Delivery = {
    plans,
    now: async (sql) => (await readClock(sql)).now,
    catalog,
    calendars,
    async operatorCalendar(sql, tenant) {
      return calendarNamed(
        await calendars(sql, tenant),
        textPolicy(await catalog(sql, tenant), 'operatorCalendar', ''),
      );
    },
    network: (sql, tenant) => networks.of(sql, tenant),
    pools: listPools,
    parameters: createAllocation({ record: (tx, facts) => allocationFacts(tx, facts) }),
    async occupancy(sql, tenant, at) {
      const ports = await takenValues(sql, tenant, registeredPools.port, at);
      return {
        takenPorts: new Set(ports.map(({ scope, value }) => `${scope}/${value}`)),
        linkUseKbps: await quantityUse(sql, tenant, registeredPools.linkBandwidth, at),
      };
    },
    design: {
      ids: newId,
      number: (tx, tenant) => nextNumber(tx, tenant, 'serviceDesign', 'DS'),
      record: recordFacts,
    },
    partners: partnerPorts(plans, catalog, calendars),
    provisioning: provisioningPorts(plans, catalog, calendars),
    devices: {
      apply: (change) => applyServiceChange(activation, change),
      async drift(tenant, device) {
        return unwrap(await checkSync(activation, tenant, device)).drifts;
      },
      prober: (tenant) => ({
        testPath: (device, test) => probe(activation, tenant, device, test),
        async sessions(device) {
          const state = await deviceState(activation, tenant, device);
          return state.ok ? ok(state.value.neighbors) : state;
        },
      }),
    },
    sql: database.sql,
  };
  hooks.push(followPlans(delivery));
  return {
    delivery,
    activation,
    hooks,
    handlers: [...deliveryHandlers(delivery), ...qualificationHandlers(delivery)],
    loaders: loadersOf(delivery, options.sealKey),
    close: () => activation.drivers.netconf.close(),
  };
}

/** The device model of the fleet and of every device that speaks it. */
const netconf: Parameters<typeof netconfDriver>[0] = {
  timeouts: { connectMs: 5_000, rpcMs: 10_000 },
  idleMs: 30_000,
  dialect: { root: 'device', namespace: 'urn:turnup:device' },
  testNamespace: 'urn:turnup:device-test',
};

type CatalogOf = (sql: Sql, tenant: string) => Promise<Catalog>;
type CalendarsOf = (sql: Sql, tenant: string) => Promise<CalendarBook>;

async function numbers(
  tx: Transaction,
  tenant: string,
  kind: string,
  prefix: string,
  count: number,
): Promise<string[]> {
  const made: string[] = [];
  for (let index = 0; index < count; index++) made.push(await nextNumber(tx, tenant, kind, prefix));
  return made;
}

/** Partners' words move the tasks that wait for them. */
function partnerPorts(plans: Plans, catalog: CatalogOf, calendars: CalendarsOf): PartnerPorts {
  return {
    ids: newId,
    numbers: (tx, tenant, kind, count) => numbers(tx, tenant, kind, 'PO', count),
    record: recordFacts,
    async partners(tx, tenant, codes) {
      const known = (await catalog(tx.sql, tenant)).of('partner');
      const book = await calendars(tx.sql, tenant);
      return codes.flatMap((code) => {
        const partner = known.get(code);
        return partner === undefined ? [] : [{ ...partner, calendar: calendarNamed(book, partner.calendar) }];
      }) as never;
    },
    async onSettled(tx, tenant, query) {
      await plans.signalTask(
        tx,
        tenant,
        { waitingReference: query.id },
        { kind: 'done', output: { query: query.id, state: query.state } },
      );
    },
    async onFoc(tx, tenant, order) {
      if (order.focTask === null) return;
      const output = { partnerOrder: order.id, focDate: order.focDate };
      unwrap(await plans.signalTask(tx, tenant, { taskId: order.focTask }, { kind: 'done', output }));
    },
    async onDone(tx, tenant, order) {
      const error = {
        code: 'PARTNER_REFUSED',
        message: `${order.partner} ${order.state} order ${order.number}: ${order.reason ?? ''}`,
        cause: 'partner',
      };
      for (const taskId of [order.focTask, order.deliveryTask]) {
        if (taskId === null) continue;
        const output = { partnerOrder: order.id, circuit: order.circuitReference };
        unwrap(
          await plans.signalTask(
            tx,
            tenant,
            { taskId },
            order.state === 'completed' ? { kind: 'done', output } : { kind: 'fallout', error },
          ),
        );
      }
    },
    async onDateChange(tx, tenant, order, change) {
      const taskId = order.deliveryTask ?? order.focTask;
      if (taskId === null) return;
      await plans.signalTask(
        tx,
        tenant,
        { taskId },
        { kind: 'progress', progress: { expectedDate: change.to, reason: change.reason } },
      );
    },
  };
}

/** People's work moves the tasks that wait for it. */
function provisioningPorts(plans: Plans, catalog: CatalogOf, calendars: CalendarsOf): ProvisioningPorts {
  return {
    ids: newId,
    numbers: (tx, tenant, kind, count) => numbers(tx, tenant, kind, 'WO', count),
    record: (tx, tenant, facts) => recordFacts(tx, tenant, facts.map(forTeam)),
    teams: async (tx, tenant) => [...(await catalog(tx.sql, tenant)).of('team').values()],
    claimSerialNumbers: claimSerials,
    async onDone(tx, tenant, workOrder) {
      const rejected = {
        code: 'WORK_REJECTED',
        message: `work order ${workOrder.number} was rejected: ${workOrder.cause ?? 'no cause given'}`,
        cause: 'work',
      };
      const output = { workOrder: workOrder.id, evidence: JSON.parse(JSON.stringify(workOrder.evidence)) };
      unwrap(
        await plans.signalTask(
          tx,
          tenant,
          { waitingReference: workOrder.id },
          workOrder.state === 'completed' ? { kind: 'done', output } : { kind: 'fallout', error: rejected },
        ),
      );
    },
    jeopardyPolicy: async (tx, tenant) =>
      objectPolicy(await catalog(tx.sql, tenant), 'jeopardy', defaultJeopardyPolicy),
    calendars: (tx, tenant) => calendars(tx.sql, tenant),
  };
}

/** Work of a team is also told to the party of the team's code: a customer's own people. */
function forTeam(fact: Fact): Fact {
  const team = (fact.body as { readonly team?: string | null }).team;
  return team === undefined || team === null ? fact : { ...fact, audience: [...(fact.audience ?? []), team] };
}

/** A loader for every kind of reference data. Ports, stock and link capacity also become members of pools. */
function loadersOf(delivery: Delivery, sealKey: Buffer): Readonly<Record<ReferenceKind, ReferenceLoader>> {
  const { parameters } = delivery;
  const registering =
    <Kind extends ReferenceKind>(
      load: ReferenceLoader,
      register: (
        tx: Transaction,
        tenant: string,
        records: readonly ReferenceRecord<Kind>[],
      ) => Promise<unknown>,
    ): ReferenceLoader =>
    async (tx, tenant, records) => {
      const result = await load(tx, tenant, records);
      await register(tx, tenant, records);
      return result;
    };
  const members = (pool: string, scope: string, value: string) => ({ pool, scope, values: [value] });
  return {
    ...catalogLoaders,
    ...networkLoaders,
    ...inventoryLoaders,
    ...poolLoaders,
    ...deviceLoaders(sealKey),
    port: registering<'port'>(networkLoaders.port as ReferenceLoader, async (tx, tenant, ports) =>
      unwrap(
        await parameters.registerMembers(
          tx,
          tenant,
          grouped(ports.map((port) => members(registeredPools.port, port.node, port.name))),
        ),
      ),
    ),
    cpeUnit: registering<'cpeUnit'>(inventoryLoaders.cpeUnit, async (tx, tenant, units) =>
      unwrap(
        await parameters.registerMembers(
          tx,
          tenant,
          grouped(units.map((unit) => members(registeredPools.cpe, unit.model, unit.serial))),
        ),
      ),
    ),
    link: registering<'link'>(networkLoaders.link as ReferenceLoader, (tx, tenant) =>
      registerCapacity(delivery, tx, tenant),
    ),
    augmentation: registering<'augmentation'>(networkLoaders.augmentation as ReferenceLoader, (tx, tenant) =>
      registerCapacity(delivery, tx, tenant),
    ),
  } as Readonly<Record<ReferenceKind, ReferenceLoader>>;
}

function grouped(
  registrations: readonly {
    readonly pool: string;
    readonly scope: string;
    readonly values: readonly string[];
  }[],
) {
  const byScope = Map.groupBy(registrations, ({ pool, scope }) => `${pool} ${scope}`);
  return [...byScope.values()].flatMap((own) => {
    const first = own[0];
    return first === undefined
      ? []
      : [{ pool: first.pool, scope: first.scope, values: own.flatMap(({ values }) => values) }];
  });
}

/** The capacity of core links as a step function of time: what is there, and what committed projects add. */
async function registerCapacity(delivery: Delivery, tx: Transaction, tenant: string): Promise<void> {
  const { links, augmentations } = (await readNetwork(tx.sql, tenant)).records;
  const registrations = links
    .filter((link) => link.kind === 'core')
    .map((link) => {
      const opens =
        link.status === 'planned' && link.inServiceDate !== undefined
          ? `${link.inServiceDate}T00:00:00.000Z`
          : '2000-01-01T00:00:00.000Z';
      let limit = link.status === 'buildable' ? 0 : link.capacityKbps;
      const steps = [{ from: opens, limit }];
      for (const project of augmentations.filter(
        (candidate) => candidate.link === link.name && candidate.committed,
      )) {
        limit += project.addsKbps;
        steps.push({ from: `${project.inServiceDate}T00:00:00.000Z`, limit });
      }
      return { pool: registeredPools.linkBandwidth, scope: link.name, steps };
    });
  const registered = await delivery.parameters.registerQuantity(tx, tenant, registrations);
  if (!registered.ok) throw new RefusalError(registered.fault);
}
