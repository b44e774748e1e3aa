import type { ServiceRequirement } from '@turnup/contract';
import { unwrap } from '../foundation/result.ts';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import { moveQualification, stateOfItems } from './rules.ts';
import type {
  NewQualification,
  Qualification,
  QualificationFilter,
  QualificationItem,
  QualificationState,
} from './types.ts';

type Header = Omit<Qualification, 'items'>;

/** Stores a new qualification with its items, `acknowledged`, at the domain's present instant. */
export async function createQualification(
  tx: Transaction,
  tenant: string,
  given: NewQualification,
): Promise<void> {
  await tx.sql`
    insert into service_qualification (tenant, id, number, form, external_id, description, state, customer,
      provide_alternative, provide_reason, reserve, requested_by, related_party, expected_at, created_at, updated_at)
    select ${tenant}, ${given.id}, ${given.number}, ${given.form}, ${given.externalId}, ${given.description}, 'acknowledged',
      ${given.customer}, ${given.provideAlternative}, ${given.provideReason}, ${given.reserve}, ${given.requestedBy},
      ${json(given.relatedParty)}::jsonb, ${given.expectedAt}::timestamptz, now, now
      from domain_now() as now`;
  await tx.sql`
    insert into service_qualification_item (tenant, qualification, item, position, state, service, requirement,
      requirement_hash, expected_availability_at, reservation_rules, errors)
    select ${tenant}, ${given.id}, r.one->>'item', r.position, 'acknowledged', coalesce(r.one->'service', 'null'),
      r.one->'requirement', r.one->>'requirementHash', (r.one->>'expectedAvailabilityAt')::timestamptz, '[]', '[]'
      from jsonb_array_elements(${json(given.items)}::jsonb) with ordinality as r(one, position)`;
}

/** One qualification with its items, or undefined. */
export async function getQualification(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<Qualification | undefined> {
  const [header] = await sql<Header>`
    select id, number, form, external_id as "externalId", description, state, customer,
      provide_alternative as "provideAlternative", provide_reason as "provideReason", reserve, requested_by as "requestedBy",
      related_party as "relatedParty", expected_at as "expectedAt", estimated_at as "estimatedAt",
      effective_at as "effectiveAt", version, created_at as "createdAt", updated_at as "updatedAt"
      from service_qualification where tenant = ${tenant} and id = ${id}`;
  if (header === undefined) return undefined;
  const items = await itemsOf(sql, tenant, [id]);
  return { ...header, items: items.get(id) ?? [] };
}

/** The same, with its row locked until the end of the transaction: whoever changes it reads it so. */
export async function lockQualification(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<Qualification | undefined> {
  await tx.sql`select from service_qualification where tenant = ${tenant} and id = ${id} for update`;
  return await getQualification(tx.sql, tenant, id);
}

/** What the same requester asked under the same external id before, for replays. */
export async function qualificationByExternalId(
  sql: Sql,
  tenant: string,
  requestedBy: string,
  externalId: string,
): Promise<Qualification | undefined> {
  const [row] = await sql<{ id: string }>`
    select id from service_qualification
      where tenant = ${tenant} and requested_by = ${requestedBy} and external_id = ${externalId}`;
  return row === undefined ? undefined : await getQualification(sql, tenant, row.id);
}

/** Qualifications, newest first, with the number of all that the filter lets through. */
export async function listQualifications(
  sql: Sql,
  tenant: string,
  filter: QualificationFilter,
): Promise<{ readonly total: number; readonly qualifications: readonly Qualification[] }> {
  const state = filter.state ?? null;
  const customer = filter.customer ?? null;
  const externalId = filter.externalId ?? null;
  const requestedBy = filter.requestedBy ?? null;
  const { form } = filter;
  const headers = await sql<Header>`
    select id, number, form, external_id as "externalId", description, state, customer,
      provide_alternative as "provideAlternative", provide_reason as "provideReason", reserve, requested_by as "requestedBy",
      related_party as "relatedParty", expected_at as "expectedAt", estimated_at as "estimatedAt",
      effective_at as "effectiveAt", version, created_at as "createdAt", updated_at as "updatedAt"
      from service_qualification
      where tenant = ${tenant} and form = ${form} and (${state}::text is null or state = ${state})
        and (${customer}::text is null or customer = ${customer})
        and (${externalId}::text is null or external_id = ${externalId})
        and (${requestedBy}::text is null or requested_by = ${requestedBy})
      order by created_at desc, id desc limit ${filter.limit} offset ${filter.offset}`;
  const [count] = await sql<{ total: number }>`
    select count(*) as total from service_qualification
      where tenant = ${tenant} and form = ${form} and (${state}::text is null or state = ${state})
        and (${customer}::text is null or customer = ${customer})
        and (${externalId}::text is null or external_id = ${externalId})
        and (${requestedBy}::text is null or requested_by = ${requestedBy})`;
  const items = await itemsOf(
    sql,
    tenant,
    headers.map((header) => header.id),
  );
  return {
    total: count?.total ?? 0,
    qualifications: headers.map((header) => ({ ...header, items: items.get(header.id) ?? [] })),
  };
}

/**
 * Writes what is known of items now and rolls their states up to the whole; answers the state of the whole. The
 * qualification must have been locked. Throws a `RefusalError` (409) for a move that its state does not allow.
 */
export async function saveItems(
  tx: Transaction,
  tenant: string,
  qualification: Qualification,
  changed: readonly QualificationItem[],
): Promise<QualificationState> {
  const before = new Map(qualification.items.map((item) => [item.item, item]));
  for (const item of changed)
    unwrap(moveQualification(before.get(item.item)?.state ?? item.state, item.state));
  await writeItems(tx, tenant, qualification.id, changed);
  const after = new Map([...before, ...changed.map((item) => [item.item, item] as const)]);
  const state = stateOfItems([...after.values()].map((item) => item.state));
  const ended = state === 'done' || state === 'terminatedWithError';
  await tx.sql`
    update service_qualification set state = ${state}, version = version + 1, updated_at = now,
      effective_at = case when ${ended}::boolean then coalesce(effective_at, now) end
      from domain_now() as now where tenant = ${tenant} and id = ${qualification.id}`;
  return state;
}

/** Lets an item no longer name a reservation, which is over; false where none did. */
export async function forgetReservation(
  tx: Transaction,
  tenant: string,
  id: string,
  reservationId: string,
): Promise<boolean> {
  const items = await tx.sql`
    update service_qualification_item set reservation = null
      where tenant = ${tenant} and qualification = ${id} and reservation = ${reservationId} returning 1`;
  if (items.length === 0) return false;
  await tx.sql`
    update service_qualification set version = version + 1, updated_at = domain_now()
      where tenant = ${tenant} and id = ${id}`;
  return true;
}

/** Sets by when the answer is expected to stand. */
export async function setEstimatedResponse(
  tx: Transaction,
  tenant: string,
  id: string,
  estimatedAt: string,
): Promise<void> {
  await tx.sql`
    update service_qualification set estimated_at = ${estimatedAt}::timestamptz, version = version + 1,
      updated_at = domain_now() where tenant = ${tenant} and id = ${id}`;
}

async function writeItems(
  tx: Transaction,
  tenant: string,
  qualification: string,
  items: readonly QualificationItem[],
): Promise<void> {
  await tx.sql`
    update service_qualification_item as i set
      state = g.one->>'state', answer = nullif(g.one->'answer', 'null'),
      result = g.one->'answer'->>'result', network_version = (g.one->'answer'->>'networkVersion')::bigint,
      valid_until = (g.one->'answer'->>'validUntil')::timestamptz,
      classification = nullif(g.one->'classification', 'null'), design = g.one->>'design',
      reservation = g.one->>'reservation', reservation_rules = g.one->'reservationRules',
      errors = g.one->'errors'
      from jsonb_array_elements(${json(items)}::jsonb) as g(one)
      where i.tenant = ${tenant} and i.qualification = ${qualification} and i.item = g.one->>'item'`;
}

type ItemRow = Omit<QualificationItem, 'requirement'> & {
  readonly qualification: string;
  readonly requirement: ServiceRequirement;
};

async function itemsOf(
  sql: Sql,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly QualificationItem[]>> {
  const rows = await sql<ItemRow>`
    select qualification, item, state, service, requirement, requirement_hash as "requirementHash",
      expected_availability_at as "expectedAvailabilityAt", answer, classification, design, reservation,
      reservation_rules as "reservationRules", errors, overtaken
      from service_qualification_item where tenant = ${tenant} and qualification = any(${ids}::text[])
      order by qualification, position`;
  const found = new Map<string, QualificationItem[]>();
  for (const { qualification, ...item } of rows) {
    const list = found.get(qualification);
    if (list === undefined) found.set(qualification, [item]);
    else list.push(item);
  }
  return found;
}
