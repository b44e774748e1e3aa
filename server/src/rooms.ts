import type { ReferenceKind } from '@turnup/contract';
import {
  type Activation,
  adoptFound,
  applyServiceChange,
  checkSync,
  closeDrivers,
  compareDevice,
  deviceState,
  devicesOfService,
  disownFound,
  enqueue,
  exhausted,
  forgetDevice,
  impactOf,
  openActivation,
  openDrivers,
  planChange,
  planRollback,
  presentParts,
  probe,
  putBack,
  readBack,
  recordedOn,
  settleDrift,
  takeAway,
} from './activation/index.ts';
import {
  type AllocationFact,
  createAllocation,
  listPools,
  takenValues,
  UseMemory,
} from './allocation/index.ts';
import { allocationFacts } from './allocationFacts.ts';
import type { ReferenceLoader } from './api/index.ts';
import { objectPolicy } from './catalog/index.ts';
import { openComputing } from './computing.ts';
import { equipmentPorts } from './equipmentPorts.ts';
import { ok, unwrap } from './foundation/result.ts';
import { type Memories, openMemories } from './memories.ts';
import { withPromised } from './network/index.ts';
import {
  closedByFailure,
  type Delivery,
  deliveryHandlers,
  followPlans,
  inquiryHandlers,
  limitsOf,
  lookAgainHandler,
  loseReservations,
  noteSpare,
  offerCancellations,
  proposeHandler,
  qualificationHandlers,
  registeredPools,
  tellOfTaken,
  unreachablePolicy,
  wakeUnpaused,
} from './ordering/index.ts';
import { partnerPorts } from './partnerPorts.ts';
import { type ChangeHook, type Handler, openPlans } from './plan/index.ts';
import { readClock } from './platform/clock/index.ts';
import type { Transaction } from './platform/database.ts';
import { nextNumber, recordAudit, recordFacts } from './platform/events/index.ts';
import { newId } from './platform/ids.ts';
import { provisioningPorts } from './provisioningPorts.ts';
import { loadersOf } from './referenceLoaders.ts';
import type { ResourcingPorts } from './resourcing/index.ts';
import { resourcingPorts } from './resourcingPorts.ts';
import type { SystemOptions } from './systemOptions.ts';

/** The rooms of one system, each with its ports bound to the others. */
export type Rooms = {
  readonly delivery: Delivery;
  readonly activation: Activation;
  readonly resourcing: ResourcingPorts;
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
    drivers: openDrivers(netconf),
    sealKey: options.sealKey,
    runner: `${options.node}-${newId()}`,
    limits: (tenant, devices) => limitsOf(delivery, tenant, devices),
  });
  const hooks: ChangeHook[] = [];
  const plans = openPlans(hooks);
  const { memories, close: closeMemories } = openMemories(options);
  const computing = openComputing({ url: options.databaseUrl });
  const linkUses = new UseMemory({ database, pool: registeredPools.linkBandwidth });
  const linkUse: Delivery['linkUse'] = async (sql, tenant, at) => {
    const { version, scopes, amounts } = await linkUses.at(sql, tenant, at);
    return { remembered: { version, links: scopes, kbps: amounts }, apart: new Map() };
  };
  const design: Delivery['design'] = {
    ids: newId,
    number: (tx, tenant) => nextNumber(tx, tenant, 'serviceDesign', 'DS'),
    record: recordFacts,
  };
  const parameters = createAllocation({
    async record(tx, facts) {
      await allocationFacts(tx, facts);
      await loseReservations(tx, design, facts);
      await tellOfTaken(tx, { design, plans }, facts);
      await offerCancellations(delivery, tx, facts);
      const freed = facts.filter(({ kind }) => givesBack.has(kind)).map(({ tenant }) => tenant);
      if (freed.length > 0) await noteSpare(tx, [...new Set(freed)]);
    },
    warnBeforeMinutes: (tx, tenant) => warnBefore(memories, tx, tenant),
  });
  const provisioning = provisioningPorts(plans, memories, parameters);
  const delivery: Delivery = {
    plans,
    now: async (sql) => (await readClock(sql)).now,
    ...memories,
    pools: listPools,
    parameters,
    moves: parameters.gathered(database, (tx, tenant, made) =>
      recordAudit(
        tx,
        tenant,
        made.map(({ tag, reservation }) => tag(reservation)).filter((entry) => entry !== null),
      ),
    ),
    linkUse,
    async occupancy(sql, tenant, at) {
      const ports = await takenValues(sql, tenant, registeredPools.port, at);
      const closed = await closedByFailure(sql, tenant);
      return {
        takenPorts: new Set([...ports.map(({ scope, value }) => `${scope}/${value}`), ...closed.ports]),
        linkUseKbps: withPromised(await linkUse(sql, tenant, at), closed.linkUseKbps),
      };
    },
    judge: computing.judge,
    compose: computing.compose,
    paths: computing.paths,
    design,
    capacity: {
      ids: newId,
      number: (tx, tenant) => nextNumber(tx, tenant, 'capacityAugmentation', 'CA'),
      record: recordFacts,
      register: async (tx, tenant, records) => {
        await loaders.augmentation(tx, tenant, records as never[]);
      },
      searchSeconds: 20,
    },
    partners: partnerPorts(plans, memories),
    provisioning,
    equipment: equipmentPorts(activation, plans, memories, provisioning),
    devices: {
      async apply(change) {
        const unreachable = unreachablePolicy(await memories.catalog(database.sql, change.tenant));
        return applyServiceChange(activation, { ...change, unreachable });
      },
      plan: (change) => planChange(activation, change),
      impact: (change, rules, source) => impactOf(activation, change, rules, source),
      devicesOf: devicesOfService,
      rollback: (tenant, label, devices) => planRollback(activation, tenant, label, devices),
      async servicesOn(tenant, device) {
        const parts = await presentParts(database.sql, tenant, [device]);
        return [...new Set(parts.map(({ serviceId }) => serviceId))];
      },
      compare: (tenant, device, intended) => compareDevice(activation, tenant, device, intended),
      settleDrift: (tenant, device, rule, by) => settleDrift(activation, tenant, device, rule, by),
      recorded: (tenant, device, services) => recordedOn(database.sql, tenant, device, services),
      async putBack(change) {
        const unreachable = unreachablePolicy(await memories.catalog(database.sql, change.tenant));
        return await putBack(activation, { ...change, unreachable });
      },
      async takesChanges(tenant, device) {
        const limits = await limitsOf(delivery, tenant, [device]);
        return (await exhausted(database.sql, tenant, limits)).length === 0;
      },
      enqueueRemoval: (tx, tenant, serviceId, devices, reason) =>
        enqueue(
          tx,
          tenant,
          null,
          devices.map((device) => ({
            device,
            serviceId,
            kind: 'delete',
            leaves: [],
            onDrift: 'stop',
            reason,
          })),
        ),
      forget: forgetDevice,
      adopt: adoptFound,
      disown: disownFound,
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
      takeAway: (tenant, place, timeoutS) => takeAway(activation, tenant, place, timeoutS),
      reported: (tenant, device) => readBack(activation, tenant, device),
    },
    sql: database.sql,
    transaction: (work) => database.transaction(work),
  };
  hooks.push(followPlans(delivery), wakeUnpaused(delivery));
  const loaders: Rooms['loaders'] = loadersOf(delivery, options.sealKey);
  return {
    delivery,
    activation,
    resourcing: resourcingPorts(delivery, loaders.port),
    hooks,
    handlers: [
      ...deliveryHandlers(delivery),
      ...qualificationHandlers(delivery),
      lookAgainHandler(delivery),
      proposeHandler(delivery, database),
      ...inquiryHandlers(delivery),
    ],
    loaders,
    async close() {
      closeDrivers(activation.drivers);
      await closeMemories();
      await computing.close();
    },
  };
}

/** What gives capacity back. */
const givesBack: ReadonlySet<AllocationFact['kind']> = new Set([
  'reservationExpired',
  'reservationReleased',
  'parametersDeallocated',
]);

/** The policy `reservation`: how many minutes before the end of a hold its owner is warned; never where it does not say. */
async function warnBefore(memories: Memories, tx: Transaction, tenant: string): Promise<number | null> {
  const policy: { readonly warnBeforeMinutes: number | null } = { warnBeforeMinutes: null };
  return objectPolicy(await memories.catalog(tx.sql, tenant), 'reservation', policy).warnBeforeMinutes;
}

/** The device model of the fleet and of every device that speaks it. */
const netconf: Parameters<typeof openDrivers>[0] = {
  timeouts: { connectMs: 5_000, rpcMs: 10_000 },
  idleMs: 30_000,
  dialect: { root: 'device', namespace: 'urn:turnup:device' },
  testNamespace: 'urn:turnup:device-test',
};
