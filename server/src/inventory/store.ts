import type { ReferenceRecord } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import {
  type ChangeCause,
  type CpeUnitRow,
  type Service,
  type ServiceDraft,
  type ServiceLevelObjective,
  type ServicePatch,
  type SupportingResource,
  unitPort,
} from './types.ts';

type LoadResult = { readonly created: number; readonly changed: number; readonly unchanged: number };

function counted(records: readonly unknown[], written: readonly { readonly created: boolean }[]): LoadResult {
  const created = written.filter((row) => row.created).length;
  return { created, changed: written.length - created, unchanged: records.length - written.length };
}

export async function upsertParties(
  tx: Transaction,
  tenant: string,
  records: readonly ReferenceRecord<'party'>[],
): Promise<LoadResult> {
  const written = await tx.sql<{ created: boolean }>`
    insert into party as p (tenant, code, name, kind, class, contacts)
    select ${tenant}, code, name, kind, class, coalesce(contacts, '[]')
    from jsonb_to_recordset(${json(records)}::jsonb) as r(code text, name text, kind text, class text, contacts jsonb)
    on conflict (tenant, code) do update
      set name = excluded.name, kind = excluded.kind, class = excluded.class, contacts = excluded.contacts
      where (p.name, p.kind, p.class, p.contacts)
        is distinct from (excluded.name, excluded.kind, excluded.class, excluded.contacts)
    returning (xmax = 0) as created`;
  return counted(records, written);
}

/** Adds units to the stock. A unit that has left the stock keeps its state whatever a later load says. */
export async function upsertCpeUnits(
  tx: Transaction,
  tenant: string,
  records: readonly ReferenceRecord<'cpeUnit'>[],
): Promise<LoadResult> {
  const written = await tx.sql<{ created: boolean }>`
    insert into cpe_unit as u (tenant, serial, model, depot)
    select ${tenant}, serial, model, depot from jsonb_to_recordset(${json(records)}::jsonb) as r(serial text, model text, depot text)
    on conflict (tenant, serial) do update set model = excluded.model, depot = excluded.depot
      where (u.model, u.depot) is distinct from (excluded.model, excluded.depot) and u.state = 'inStock'
    returning (xmax = 0) as created`;
  return counted(records, written);
}

export async function findParty(sql: Sql, tenant: string, code: string) {
  const [row] = await sql<{ code: string; name: string; kind: string; class: string | null }>`
    select code, name, kind, class from party where tenant = ${tenant} and code = ${code}`;
  return row;
}

/** Parties as records of reference data. */
export async function partyRecords(sql: Sql, tenant: string): Promise<readonly ReferenceRecord<'party'>[]> {
  const rows = await sql<{ record: ReferenceRecord<'party'> }>`
    select jsonb_strip_nulls(jsonb_build_object('code', code, 'name', name, 'kind', kind, 'class', class,
      'contacts', nullif(contacts, '[]'))) as record
      from party where tenant = ${tenant} order by code`;
  return rows.map(({ record }) => record);
}

export function cpeUnits(sql: Sql, tenant: string, serials: readonly string[]): Promise<CpeUnitRow[]> {
  return sql<CpeUnitRow>`select serial, model, depot, state, service_id as "serviceId", place, leg, replaces from cpe_unit
    where tenant = ${tenant} and serial = any(${serials as string[]}) order by serial for update`;
}

/** Units by serial number, as they are. */
export function unitsBySerial(sql: Sql, tenant: string, serials: readonly string[]): Promise<CpeUnitRow[]> {
  return sql<CpeUnitRow>`select serial, model, depot, state, service_id as "serviceId", place, leg, replaces from cpe_unit
    where tenant = ${tenant} and serial = any(${serials as string[]}) order by serial`;
}

export async function setCpeUnits(
  tx: Transaction,
  tenant: string,
  units: readonly {
    readonly serial: string;
    readonly state: CpeUnitRow['state'];
    readonly serviceId: string | null;
    readonly place: string | null;
    readonly leg: number | null;
    readonly replaces: string | null;
  }[],
): Promise<void> {
  await tx.sql`update cpe_unit u set state = r.state, service_id = r.service_id, place = r.place, leg = r.leg,
      replaces = r.replaces, recorded_at = clock_timestamp()
    from jsonb_to_recordset(${json(units.map((unit) => ({ ...unit, service_id: unit.serviceId })))}::jsonb)
      as r(serial text, state text, service_id uuid, place text, leg smallint, replaces text)
    where u.tenant = ${tenant} and u.serial = r.serial`;
}

export async function insertServices(
  tx: Transaction,
  tenant: string,
  drafts: readonly ServiceDraft[],
  cause: ChangeCause,
): Promise<void> {
  await tx.sql`
    insert into service (tenant, id, number, category, specification, name, customer, place, state, allocation_status,
      cfs_status, characteristics, parent_id, order_id, order_item)
    select ${tenant}, id, number, category, specification, name, customer, place, state, coalesce(allocation_status, 'unallocated'),
      cfs_status, coalesce(characteristics, '{}'), parent_id, order_id, order_item
    from jsonb_to_recordset(${json(drafts.map(snakeService))}::jsonb) as r(id uuid, number text, category text, specification text,
      name text, customer text, place text, state text, allocation_status text, cfs_status smallint, characteristics jsonb,
      parent_id uuid, order_id uuid, order_item text)`;
  await insertVersions(
    tx,
    tenant,
    drafts.map((draft) => draft.id),
    cause,
  );
}

function snakeService(draft: ServiceDraft): Record<string, unknown> {
  const { allocationStatus, cfsStatus, parentId, orderId, orderItem, ...rest } = draft;
  return {
    ...rest,
    allocation_status: allocationStatus,
    cfs_status: cfsStatus,
    parent_id: parentId,
    order_id: orderId,
    order_item: orderItem,
  };
}

/**
 * Locks services in the order of their ids and answers them as they stand. Each is looked up by itself (lateral), or a
 * plan made while the table was small would be kept and walk all of it.
 */
export function lockServices(tx: Transaction, tenant: string, ids: readonly string[]): Promise<Service[]> {
  return tx.sql<Service>`
    select s.id, number, category, specification, name, customer, place, state, allocation_status as "allocationStatus",
      in_service as "inService", cfs_status as "cfsStatus", characteristics, parent_id as "parentId", order_id as "orderId",
      order_item as "orderItem", start_date as "startDate", end_date as "endDate", version
    from (select distinct id from unnest(${ids as string[]}::uuid[]) as w (id) order by id) w
    cross join lateral (select * from service s where s.tenant = ${tenant} and s.id = w.id for update) s`;
}

/**
 * Writes the steps of locked services, several of one in their order: a version of each, and each service as its last
 * step says. Answers the services as they are then, by their ids. The bodies are made once for each service, and of each
 * step only what has changed is put over them.
 */
export function updateServices(
  tx: Transaction,
  tenant: string,
  steps: readonly ServicePatch[],
  cause: ChangeCause,
): Promise<Service[]> {
  const last = new Map(steps.map((step) => [step.id, step]));
  const rows = steps.map(({ id, startDate, endDate, ...step }) => ({
    id,
    last: last.get(id)?.version === step.version,
    start_date: startDate,
    end_date: endDate,
    patch: {
      name: step.name,
      customer: step.customer,
      state: step.state,
      allocation_status: step.allocationStatus,
      in_service: step.inService,
      cfs_status: step.cfsStatus,
      characteristics: step.characteristics,
      version: step.version,
    },
  }));
  return tx.sql<Service>`
    with step as materialized (
      select * from jsonb_to_recordset(${json(rows)}::jsonb)
        as r(id uuid, last boolean, start_date timestamptz(3), end_date timestamptz(3), patch jsonb)
    ), before as materialized (
      select s.* from step cross join lateral (
        select s.id, s.ctid as row_id, to_jsonb(s) - 'tenant' as body from service s
         where s.tenant = ${tenant} and s.id = step.id offset 0) s
       where step.last
    ), changed as (
      update service s set name = coalesce(r.name, s.name), customer = coalesce(r.customer, s.customer),
        state = coalesce(r.state, s.state), allocation_status = coalesce(r.allocation_status, s.allocation_status),
        in_service = coalesce(r.in_service, s.in_service), cfs_status = coalesce(r.cfs_status, s.cfs_status),
        characteristics = r.characteristics, start_date = coalesce(step.start_date, s.start_date),
        end_date = coalesce(step.end_date, s.end_date), version = r.version
      from step join before using (id) cross join lateral jsonb_to_record(step.patch) as r(name text, customer text,
        state text, allocation_status text, in_service boolean, cfs_status smallint, characteristics jsonb, version int)
      where step.last and s.ctid = before.row_id
      returning s.*
    ), versions as (
      insert into service_version (tenant, service_id, version, body, changed_by, order_id, reason, effective_at)
      select ${tenant}, id, (step.patch->>'version')::int,
        case when step.start_date is null and step.end_date is null then body || step.patch
          else body || step.patch
            || jsonb_strip_nulls(jsonb_build_object('start_date', step.start_date, 'end_date', step.end_date)) end,
        ${cause.by}, ${cause.orderId ?? null}::uuid, ${cause.reason}, clock.now
      from step join before using (id) cross join (select domain_now() as now offset 0) clock
    )
    select id, number, category, specification, name, customer, place, state, allocation_status as "allocationStatus",
      in_service as "inService", cfs_status as "cfsStatus", characteristics, parent_id as "parentId", order_id as "orderId",
      order_item as "orderItem", start_date as "startDate", end_date as "endDate", version
    from changed order by id`;
}

async function insertVersions(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
  cause: ChangeCause,
): Promise<void> {
  await tx.sql`
    insert into service_version (tenant, service_id, version, body, changed_by, order_id, reason, effective_at)
    select tenant, id, version, to_jsonb(s) - 'tenant', ${cause.by}, ${cause.orderId ?? null}, ${cause.reason}, (select domain_now())
    from service s where tenant = ${tenant} and id = any(${ids as string[]}::uuid[])`;
}

export function servicesById(sql: Sql, tenant: string, ids: readonly string[]): Promise<Service[]> {
  return sql<Service>`
    select id, number, category, specification, name, customer, place, state, allocation_status as "allocationStatus",
      in_service as "inService", cfs_status as "cfsStatus", characteristics, parent_id as "parentId", order_id as "orderId",
      order_item as "orderItem", start_date as "startDate", end_date as "endDate", version
    from service where tenant = ${tenant} and id = any(${ids as string[]}::uuid[]) order by id`;
}

export function listServices(
  sql: Sql,
  tenant: string,
  filter: {
    readonly state: string | null;
    readonly customer: string | null;
    readonly category: string | null;
    readonly orderId: string | null;
  },
  page: { readonly offset: number; readonly limit: number },
): Promise<(Service & { total: number })[]> {
  return sql<Service & { total: number }>`
    select id, number, category, specification, name, customer, place, state, allocation_status as "allocationStatus",
      in_service as "inService", cfs_status as "cfsStatus", characteristics, parent_id as "parentId", order_id as "orderId",
      order_item as "orderItem", start_date as "startDate", end_date as "endDate", version, count(*) over () as total
    from service where tenant = ${tenant}
      and (${filter.state}::text is null or state = ${filter.state}) and (${filter.customer}::text is null or customer = ${filter.customer})
      and (${filter.category}::text is null or category = ${filter.category}) and (${filter.orderId}::text is null or order_id::text = ${filter.orderId})
    order by id desc offset ${page.offset} limit ${page.limit}`;
}

/** A customer-facing service and the resource-facing services into which it was decomposed, itself first. */
export function serviceFamily(sql: Sql, tenant: string, id: string): Promise<Service[]> {
  return sql<Service>`
    select id, number, category, specification, name, customer, place, state, allocation_status as "allocationStatus",
      in_service as "inService", cfs_status as "cfsStatus", characteristics, parent_id as "parentId", order_id as "orderId",
      order_item as "orderItem", start_date as "startDate", end_date as "endDate", version
    from service where tenant = ${tenant} and (id = ${id}::uuid or parent_id = ${id}::uuid)
    order by parent_id nulls first, id`;
}

/** Names of the characteristics that some order has ever written. */
export async function characteristicsByOrders(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<readonly string[]> {
  const rows = await sql<{ name: string }>`
    select distinct name from service_version v, jsonb_object_keys(v.body->'characteristics') as name
     where v.tenant = ${tenant} and v.service_id = ${id}::uuid and v.order_id is not null
       and not exists (
         select from service_version e
          where e.tenant = v.tenant and e.service_id = v.service_id and e.version < v.version and e.order_id is null
            and e.body->'characteristics' ? name)`;
  return rows.map((row) => row.name);
}

/** Every unit of customer premises equipment, or those of one service. */
export function allUnits(sql: Sql, tenant: string): Promise<CpeUnitRow[]> {
  return sql<CpeUnitRow>`
    select serial, model, depot, state, service_id as "serviceId", place, leg, replaces from cpe_unit
     where tenant = ${tenant} order by serial`;
}

/** Resources on which some service stands now. */
export function currentResources(sql: Sql, tenant: string) {
  return sql<{
    serviceId: string;
    kind: string;
    key: string;
    role: string;
    detail: Record<string, unknown>;
    fromAt: string;
  }>`
    select service_id as "serviceId", kind, key, role, detail, from_at as "fromAt"
      from supporting_resource where tenant = ${tenant} and until_at is null order by kind, key, service_id`;
}

export function versionsOf(sql: Sql, tenant: string, id: string) {
  return sql<{
    version: number;
    body: unknown;
    changedBy: string;
    orderId: string | null;
    reason: string;
    effectiveAt: string;
  }>`
    select version, body, changed_by as "changedBy", order_id as "orderId", reason, effective_at as "effectiveAt"
    from service_version where tenant = ${tenant} and service_id::text = ${id} order by version`;
}

/** Notes what services stand on from now on. What ended at this very instant is taken up again. */
export async function insertResources(
  tx: Transaction,
  tenant: string,
  resources: readonly SupportingResource[],
): Promise<void> {
  await tx.sql`
    insert into supporting_resource (tenant, service_id, kind, key, role, detail, from_at)
    select ${tenant}, service_id, kind, key, role, coalesce(detail, '{}'), domain_now()
    from jsonb_to_recordset(${json(resources.map(({ serviceId, ...rest }) => ({ ...rest, service_id: serviceId })))}::jsonb)
      as r(service_id uuid, kind text, key text, role text, detail jsonb)
    where not exists (select from supporting_resource s where s.tenant = ${tenant} and s.service_id = r.service_id
      and s.kind = r.kind and s.key = r.key and s.until_at is null)
    on conflict (tenant, service_id, kind, key, from_at)
      do update set until_at = null, role = excluded.role, detail = excluded.detail`;
}

/** Ends what a service stood on, all or the named keys of roles; what it was stays on record. */
export async function endResources(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  roles: readonly string[] | 'all',
): Promise<void> {
  await tx.sql`
    update supporting_resource set until_at = greatest(domain_now(), from_at)
    where tenant = ${tenant} and service_id = ${serviceId}::uuid and until_at is null
      and (${roles === 'all'}::boolean or role = any(${roles === 'all' ? [] : (roles as string[])}::text[]))`;
}

/** Ends that a service stands on these, by kind and key; what it was stays on record. */
export async function endNamedResources(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  resources: readonly Pick<SupportingResource, 'kind' | 'key'>[],
): Promise<void> {
  await tx.sql`
    update supporting_resource s set until_at = greatest(domain_now(), s.from_at)
    from jsonb_to_recordset(${json(resources)}::jsonb) as r(kind text, key text)
    where s.tenant = ${tenant} and s.service_id = ${serviceId}::uuid and s.until_at is null
      and s.kind = r.kind and s.key = r.key`;
}

/** Services that stand on the same resources as one does now: which, and on what. */
export function sharersOf(sql: Sql, tenant: string, serviceId: string) {
  return sql<{ serviceId: string; number: string; state: string; kind: string; key: string; role: string }>`
    select s.id as "serviceId", s.number, s.state, o.kind, o.key, m.role
    from supporting_resource m
    join supporting_resource o on o.tenant = m.tenant and o.kind = m.kind and o.key = m.key
      and o.until_at is null and o.service_id <> m.service_id
    join service s on s.tenant = o.tenant and s.id = o.service_id and s.state <> 'terminated'
    where m.tenant = ${tenant} and m.service_id = ${serviceId}::uuid and m.until_at is null
    order by s.number, o.kind, o.key`;
}

/** Takes units of a service back into the stock: all, or those at these places. */
export async function returnCpe(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  places: readonly string[] | 'all',
): Promise<readonly string[]> {
  const rows = await tx.sql<{ serial: string }>`
    update cpe_unit set state = 'inStock', service_id = null, place = null, leg = null, replaces = null,
      recorded_at = clock_timestamp()
    where tenant = ${tenant} and service_id = ${serviceId}::uuid and state in ('assigned', 'shipped', 'installed')
      and (${places === 'all'}::boolean or place = any(${places === 'all' ? [] : (places as string[])}::text[]))
    returning serial`;
  return rows.map((row) => row.serial).sort();
}

/** Takes these units of a service back into the stock. */
export async function returnCpeUnits(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  serials: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.sql<{ serial: string }>`
    update cpe_unit set state = 'inStock', service_id = null, place = null, leg = null, replaces = null,
      recorded_at = clock_timestamp()
    where tenant = ${tenant} and service_id = ${serviceId}::uuid and state in ('assigned', 'shipped', 'installed')
      and serial = any(${serials as string[]}::text[])
    returning serial`;
  return rows.map((row) => row.serial).sort();
}

/**
 * A unit of a service; `incoming` while the unit in whose place it comes is still installed, `joined` where it stood there
 * for another service when this one came to it.
 */
export type ServiceUnit = CpeUnitRow & { readonly incoming: boolean; readonly joined: boolean };

/** Units that a service has or has joined, by place and leg: those on their way to replace another last. */
export function unitsOfService(sql: Sql, tenant: string, serviceId: string): Promise<ServiceUnit[]> {
  return sql<ServiceUnit>`
    select u.serial, u.model, u.depot, u.state, u.service_id as "serviceId", u.place, u.leg, u.replaces,
      coalesce(o.state = 'installed' and o.service_id = u.service_id, false) as incoming, false as joined
    from cpe_unit u left join cpe_unit o on o.tenant = u.tenant and o.serial = u.replaces
    where u.tenant = ${tenant} and u.service_id = ${serviceId}::uuid
    union all
    select u.serial, u.model, u.depot, u.state, u.service_id, u.place, 0::smallint, null, false, true
    from supporting_resource r join cpe_unit u on u.tenant = r.tenant and u.serial = split_part(r.key, '/', 1)
    where r.tenant = ${tenant} and r.service_id = ${serviceId}::uuid and r.kind = ${unitPort} and r.until_at is null
      and u.state = 'installed'
    order by place, leg, incoming, serial`;
}

/** A service that stands on a unit. */
export type UnitUse = Pick<CpeUnitRow, 'serial' | 'model'> & {
  readonly place: string;
  readonly serviceId: string;
  /** Its number. */
  readonly service: string;
  readonly customer: string;
  readonly specification: string;
  readonly state: Service['state'];
  readonly inService: boolean;
  /** What it was delivered for: the sites of its requirement. */
  readonly sites: unknown;
  /** The ports that it took when it came to the unit; null where the unit came with it. */
  readonly ports: { readonly wanPort: string; readonly lanPorts: readonly string[] } | null;
};

/** The services that stand on units installed at these places: with whom each came, and who came to it. */
export function unitUses(sql: Sql, tenant: string, places: readonly string[]): Promise<UnitUse[]> {
  return sql<UnitUse>`
    select u.serial, u.model, u.place, s.id as "serviceId", s.number as service, s.customer, s.specification, s.state,
      s.in_service as "inService", s.characteristics->'sites' as sites, of_unit.ports
    from cpe_unit u
    cross join lateral (
      select u.service_id, null::jsonb as ports where u.service_id is not null
      union all
      select r.service_id, r.detail from supporting_resource r
       where r.tenant = u.tenant and r.kind = ${unitPort} and r.until_at is null
         and split_part(r.key, '/', 1) = u.serial) of_unit
    join service s on s.tenant = u.tenant and s.id = of_unit.service_id
    where u.tenant = ${tenant} and u.state = 'installed' and u.place = any(${places as string[]}::text[])
    order by u.place, u.serial, s.number`;
}

/** Retires the parameters that Service Quality Management has for a service: all, or those of these sites. */
export async function retireObjectives(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  sites: readonly string[] | 'all',
): Promise<number> {
  const rows = await tx.sql`
    update service_level_objective set state = 'retired'
    where tenant = ${tenant} and service_id = ${serviceId}::uuid and state <> 'retired'
      and (${sites === 'all'}::boolean or site = any(${sites === 'all' ? [] : (sites as string[])}::text[]))
    returning id`;
  return rows.length;
}

export function resourcesOf(sql: Sql, tenant: string, serviceIds: readonly string[]) {
  return sql<{
    serviceId: string;
    kind: string;
    key: string;
    role: string;
    detail: Record<string, unknown>;
    fromAt: string;
    untilAt: string | null;
  }>`
    select service_id as "serviceId", kind, key, role, detail, from_at as "fromAt", until_at as "untilAt"
    from supporting_resource where tenant = ${tenant} and service_id = any(${serviceIds as string[]}::uuid[])
    order by service_id, kind, key`;
}

export async function insertObjectives(
  tx: Transaction,
  tenant: string,
  objectives: readonly ServiceLevelObjective[],
): Promise<void> {
  await tx.sql`
    insert into service_level_objective as o (tenant, id, service_id, site, parameter, comparator, target, threshold, unit, period,
      tolerance, grace_minutes, measuring_point, effective_at)
    select ${tenant}, id, service_id, site, parameter, comparator, target, threshold, unit, period, tolerance, grace_minutes,
      measuring_point, domain_now()
    from jsonb_to_recordset(${json(objectives.map((o) => ({ ...o, service_id: o.serviceId, grace_minutes: o.graceMinutes, measuring_point: o.measuringPoint })))}::jsonb)
      as r(id uuid, service_id uuid, site text, parameter text, comparator text, target numeric, threshold numeric, unit text,
        period text, tolerance numeric, grace_minutes integer, measuring_point text)
    on conflict (tenant, service_id, site, parameter) do update set comparator = excluded.comparator,
      target = excluded.target, threshold = excluded.threshold, unit = excluded.unit, period = excluded.period,
      tolerance = excluded.tolerance, grace_minutes = excluded.grace_minutes, state = 'sent',
      effective_at = excluded.effective_at
      where o.state = 'retired' or (o.comparator, o.target, o.threshold, o.period, o.tolerance, o.grace_minutes)
        is distinct from (excluded.comparator, excluded.target, excluded.threshold, excluded.period,
          excluded.tolerance, excluded.grace_minutes)`;
}

export function objectivesOf(
  sql: Sql,
  tenant: string,
  serviceId: string | null,
): Promise<ServiceLevelObjective[]> {
  return sql<ServiceLevelObjective>`
    select id, service_id as "serviceId", site, parameter, comparator, target, threshold, unit, period, tolerance,
      grace_minutes as "graceMinutes", measuring_point as "measuringPoint", state
    from service_level_objective where tenant = ${tenant} and (${serviceId}::text is null or service_id::text = ${serviceId})
    order by service_id, site, parameter limit 10000`;
}

export async function acceptObjective(tx: Transaction, tenant: string, id: string): Promise<boolean> {
  const rows = await tx.sql`update service_level_objective set state = 'accepted'
    where tenant = ${tenant} and id::text = ${id} and state in ('sent', 'accepted') returning id`;
  return rows.length > 0;
}
