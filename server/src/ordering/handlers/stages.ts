import type { DeviceContribution } from '../../activation/index.ts';
import type { Result } from '../../foundation/result.ts';
import { unitsOfService } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import { configurationFor, type ItemConfiguration } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { atStage, type Stage } from '../patterns/stages.ts';
import { type DeliveredItem, previousOf } from '../previous.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { applied, configurationRetry, endVouchers, settleConfigured } from './configure.ts';
import { fallout } from './transactional.ts';

/** To which stage each kind of task brings a service that gets other accesses. */
const kinds: Readonly<Record<string, Stage>> = {
  'network.join@1': 'parallel',
  'network.part@1': 'before',
  'network.cutOver@1': 'crossed',
  'network.fallBack@1': 'parallel',
  'network.settle@1': 'after',
  'network.unsettle@1': 'crossed',
};

/**
 * Bring a service on all its devices, units in use among them, to a stage of its change, in one network-wide transaction:
 * new beside old, cut over, old gone; and back.
 */
export function stageHandlers(delivery: Delivery): ExternalHandler[] {
  return Object.entries(kinds).map(([kind, stage]) => ({
    ...external(kind, async (attempt) => {
      const subject = await changeOfAccess(delivery, attempt);
      return subject === undefined ? unknownService : bring(delivery, attempt, subject, stage);
    }),
    // What is new is on the network from the first stage on that has it.
    ...(stage === 'before' ? {} : { settle: settleConfigured }),
  }));
}

/** Gives the new units of a site what they have while they stand beside the old ones. */
export function joinUnitsHandler(delivery: Delivery): ExternalHandler {
  return {
    ...external('cpe.join@1', (attempt) => units(delivery, attempt, true)),
    settle: endVouchers,
  };
}

/** Takes it from them again. */
export function leaveUnitsHandler(delivery: Delivery): ExternalHandler {
  return external('cpe.leave@1', (attempt) => units(delivery, attempt, false));
}

/** An item that changes a service, and how the service stood before it. */
export type ChangeOfAccess = { readonly item: DeliveredItem; readonly before: DeliveredItem };

const unknownService = fallout('data', 'NO_SERVICE', 'nothing is known of how the service stood before');

function external(kind: string, run: (attempt: Attempt) => Promise<Outcome>): ExternalHandler {
  return { kind, mode: 'external', limitPerNode: 4, retry: configurationRetry, run };
}

/** Reads the item of a task with how its service stood; undefined where either is not known. */
export async function changeOfAccess(
  delivery: Delivery,
  attempt: Attempt,
): Promise<ChangeOfAccess | undefined> {
  const { tenant } = attempt;
  const item = await itemOf(delivery.sql, tenant, inputOf(attempt));
  const serviceId = item?.serviceId ?? null;
  if (!item?.requirement || !item.solution || serviceId === null) return undefined;
  const { requirement, solution } = item;
  const before = await previousOf(delivery.sql, tenant, { ...item, serviceId });
  return before === undefined ? undefined : { item: { ...item, serviceId, requirement, solution }, before };
}

/** What a service has on its devices at a stage, rendered from what it holds. */
export function configurationAt(
  delivery: Delivery,
  tenant: string,
  { item, before }: ChangeOfAccess,
  stage: Stage,
): Promise<Result<ItemConfiguration>> {
  return configurationFor(delivery, delivery.sql, tenant, item.serviceId, atStage(stage, before, item));
}

async function bring(
  delivery: Delivery,
  attempt: Attempt,
  subject: ChangeOfAccess,
  stage: Stage,
): Promise<Outcome> {
  const { tenant } = attempt;
  const { serviceId } = subject.item;
  const owned = await delivery.devices.devicesOf(delivery.sql, tenant, serviceId);
  const assigned = new Set(
    (await unitsOfService(delivery.sql, tenant, serviceId)).map(({ serial }) => serial),
  );
  return applied(delivery, attempt, configurationAt(delivery, tenant, subject, stage), (wanted) =>
    contributionsOf(wanted, owned, assigned, stage),
  );
}

/**
 * The provider's devices, and those units that are in use already: the others are joined where they are installed. What is
 * no longer wanted goes; from units only at the end, since until then they may be needed again. Pure.
 */
function contributionsOf(
  { provider, customer }: ItemConfiguration,
  owned: readonly string[],
  assigned: ReadonlySet<string>,
  stage: Stage,
): readonly DeviceContribution[] {
  const inUse = new Set(owned);
  const wanted = [...provider, ...customer.filter(({ device }) => inUse.has(device))];
  const named = new Set(wanted.map(({ device }) => device));
  const left = owned.filter((device) => !named.has(device) && (stage === 'after' || !assigned.has(device)));
  return [...wanted, ...left.map((device) => ({ device, leaves: [] }))];
}

async function units(delivery: Delivery, attempt: Attempt, joins: boolean): Promise<Outcome> {
  const { tenant } = attempt;
  const subject = await changeOfAccess(delivery, attempt);
  if (subject === undefined) return unknownService;
  const { site } = inputOf(attempt);
  const stood = await devicesAt(delivery, tenant, subject, 'before');
  const beside = await devicesAt(delivery, tenant, subject, 'parallel');
  return applied(delivery, attempt, configurationAt(delivery, tenant, subject, 'after'), ({ customer }) =>
    customer
      .filter((unit) => unit.site === site && !stood.has(unit.device))
      .map(({ device, leaves }) => ({ device, leaves: joins ? (beside.get(device) ?? leaves) : [] })),
  );
}

/** What the units of a service have at a stage, by unit. */
async function devicesAt(
  delivery: Delivery,
  tenant: string,
  subject: ChangeOfAccess,
  stage: Stage,
): Promise<ReadonlyMap<string, DeviceContribution['leaves']>> {
  const found = await configurationAt(delivery, tenant, subject, stage);
  return new Map(found.ok ? found.value.customer.map(({ device, leaves }) => [device, leaves]) : []);
}
