import { reservations, valuesOf } from '../../allocation/index.ts';
import {
  bootReference,
  deleteEnrolments,
  enrolmentAt,
  enrolments,
  insertReadings,
  type PlaceEnrolment,
  readUnit,
  type UnitReading,
  unitsAt,
} from '../../equipment/index.ts';
import { assignCpe, recallCpe, shipCpe, unitsOfService } from '../../inventory/index.ts';
import type {
  Attempt,
  ExternalHandler,
  Json,
  Outcome,
  Signal,
  TaskError,
  TransactionalHandler,
} from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { placementsOf } from './allocate.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * The units of a site, or of all sites, have left the depot: from now on they may boot. What they were before is
 * forgotten. A depot need not wait for the allocation: what is reserved by then is what it sends.
 */
export function dispatchHandler(): TransactionalHandler {
  return transactional('cpe.dispatch@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { item, places } = await dispatchedBy(tx, attempt);
    if (item === undefined) return { kind: 'completed', output: null };
    const lines = await valuesOf(tx.sql, tenant, { kind: 'service', id: item.serviceId });
    // Where a unit is on record already, the allocation or an exchange has said which one comes.
    const known = new Set((await unitsOfService(tx.sql, tenant, item.serviceId)).map(({ place }) => place));
    const placements = placementsOf(item, lines).filter(
      ({ place }) => places.includes(place) && !known.has(place),
    );
    const assigned = await assignCpe(tx, tenant, placements);
    if (!assigned.ok) return fallout('inventory', assigned.fault.code, assigned.fault.message);
    const serials = await shipCpe(tx, tenant, item.serviceId, places);
    await deleteEnrolments(tx, tenant, serials);
    return { kind: 'completed', output: { units: [...serials] } };
  });
}

/**
 * Units that are on their way come back to the depot: they stay the service's while it has them allocated, else they are
 * in stock again.
 */
export function recallHandler(): TransactionalHandler {
  return transactional('cpe.recall@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { item, places } = await dispatchedBy(tx, attempt);
    if (item === undefined) return { kind: 'completed', output: null };
    const held = await reservations(tx.sql, tenant, { kind: 'service', id: item.serviceId });
    const keeps = held.some(({ state }) => state === 'allocated');
    const serials = await recallCpe(tx, tenant, item.serviceId, places, keeps ? 'assigned' : 'inStock');
    return { kind: 'completed', output: { units: [...serials] } };
  });
}

/** The item whose units a task is about, once it has a service, and the places that they are for. */
async function dispatchedBy(tx: Transaction, attempt: Attempt) {
  const { site, ...input } = inputOf(attempt);
  const item = await itemOf(tx.sql, attempt.tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return { item: undefined, places: [] };
  const places = site === undefined ? (item.solution?.cpe ?? []).map((choice) => choice.site) : [site];
  return { item: { ...item, serviceId: item.serviceId }, places };
}

/** Waits until every unit of a site has booted and was matched, with software that is not too old (R5). */
export function enrolHandler(delivery: Delivery): TransactionalHandler {
  return transactional('cpe.enrol@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { site = '', ...input } = inputOf(attempt);
    const item = await itemOf(tx.sql, tenant, input);
    if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
    const enrolment = await enrolmentAt(delivery.equipment, tx.sql, tenant, item.serviceId, site);
    const signal = enrolmentSignal(enrolment);
    if (signal === undefined) {
      const reference = bootReference(item.serviceId, enrolment.units);
      return { kind: 'waiting', wait: { for: 'device', reference } };
    }
    return signal.kind === 'done'
      ? { kind: 'completed', output: signal.output }
      : { kind: 'fallout', error: signal.error };
  });
}

/** What those who wait for the units of a place are told: nothing while one is missing. Pure. */
export function enrolmentSignal({
  units,
  missing,
  tooOld,
}: PlaceEnrolment): Extract<Signal, { kind: 'done' | 'fallout' }> | undefined {
  if (missing.length > 0) return undefined;
  if (tooOld.length === 0) return { kind: 'done', output: { units: [...units] } };
  const error: TaskError = {
    code: 'FIRMWARE_TOO_OLD',
    message: tooOld.join('; '),
    cause: 'device',
    corrective: ['Bring the unit to newer software and let it boot again, or take another unit; then retry.'],
  };
  return { kind: 'fallout', error };
}

/** Reads the units of a site over SNMPv3: identity, optical levels, power, what is plugged in. What is beyond its limits stays with a person. */
export function readHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'cpe.read@1',
    mode: 'external',
    limitPerNode: 8,
    retry: { maxFailures: 4, firstMs: 1_000, factor: 2, capMs: 30_000 },
    run: (attempt) => read(delivery, attempt),
    settle: (tx, attempt, outcome) => keep(tx, attempt, outcome),
  };
}

async function read(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const { site = '', ...input } = inputOf(attempt);
  const item = await itemOf(delivery.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
  const readings: UnitReading[] = [];
  const models = await delivery.equipment.models(delivery.sql, tenant);
  const units = await unitsAt(delivery.sql, tenant, item.serviceId, site);
  const booted = await enrolments(
    delivery.sql,
    tenant,
    units.map(({ serial }) => serial),
  );
  for (const { serial, model } of units) {
    // A unit whose access was loaded by hand, of a model that says nothing of readings, has nothing to be read.
    if (!booted.has(serial) && models.get(model)?.readings === undefined) continue;
    const found = await readUnit(delivery.equipment, delivery.sql, tenant, serial);
    if (!found.ok)
      return {
        kind: 'fallout',
        error: { code: found.fault.code, message: found.fault.message, cause: 'device' },
      };
    readings.push(found.value);
  }
  return outcomeOfReadings(readings);
}

/** What readings mean for the task: done, another try where a unit did not answer, a person with the numbers. Pure. */
function outcomeOfReadings(readings: readonly UnitReading[]): Outcome {
  const details = { readings: JSON.parse(JSON.stringify(readings)) as Json };
  const wrong = readings.filter(({ verdict }) => verdict !== 'good');
  if (wrong.length === 0) return { kind: 'completed', output: details };
  const message = wrong.map(({ serial, findings }) => `${serial}: ${findings.join('; ')}`).join('. ');
  if (wrong.every(({ verdict }) => verdict === 'unread'))
    return { kind: 'retry', afterMs: 1_000, error: { code: 'CPE_UNREAD', message, cause: 'device' } };
  return {
    kind: 'fallout',
    error: {
      code: 'CPE_OUT_OF_LIMITS',
      message,
      cause: 'device',
      details,
      corrective: ['Look at optic, connector, network termination and power of the unit; then retry.'],
    },
  };
}

/** Keeps what was read, whatever came of it, and tells it. */
async function keep(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  const told =
    outcome.kind === 'completed' ? outcome.output : outcome.kind === 'fallout' ? outcome.error.details : null;
  const readings =
    (told as { readonly readings?: readonly UnitReading[] } | null | undefined)?.readings ?? [];
  if (readings.length === 0) return;
  await insertReadings(tx, attempt.tenant, readings);
  await recordFacts(tx, attempt.tenant, readings.map(readingFact));
}

/** That a unit was read, as an event. */
export function readingFact(reading: UnitReading) {
  return {
    type: 'CpeReadEvent',
    domain: 'resourceInventory',
    aggregate: { kind: 'cpe', id: reading.serial },
    resource: 'cpeReading',
    body: reading,
  };
}
