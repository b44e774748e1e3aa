import type { Augmentation, Link, NetworkNode, Place, Port, SharedRisk } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { NetworkKind, NetworkRecords } from './types.ts';

/** A record that was written, by its key; records that stood there already are none. */
export type Written = { readonly created: boolean; readonly key: string };

/**
 * Tells the database that a table to which others refer has grown. The checks of their foreign keys keep the plans that
 * they made while it was small, and would read all of it for each row.
 */
export async function tellGrowth(tx: Transaction, kind: NetworkKind): Promise<void> {
  if (kind === 'sharedRisk') await tx.sql`analyze shared_risk`;
  if (kind === 'place') await tx.sql`analyze place`;
  if (kind === 'networkNode') await tx.sql`analyze network_node`;
  if (kind === 'link') await tx.sql`analyze link`;
  if (kind === 'port') await tx.sql`analyze port`;
}

/** The version of a tenant's network; 0 while nothing was loaded. */
export async function networkVersion(sql: Sql, tenant: string): Promise<number> {
  const [row] = await sql<{ version: number }>`select version from network_version where tenant = ${tenant}`;
  return row?.version ?? 0;
}

/** Of so many versions it is told what they changed; who is further behind reads everything. */
const VERSIONS_TOLD = 1_000;

/** Of larger loads it is not told what they changed. */
const MOST_KEYS = 50_000;

/**
 * Moves the version on and notes what has changed; held until the end of the transaction, so that versions follow the
 * order of commits.
 */
export async function bumpVersion(
  tx: Transaction,
  tenant: string,
  kind: NetworkKind,
  keys: readonly string[],
): Promise<void> {
  await tx.sql`with moved as (
      insert into network_version as v (tenant, version) values (${tenant}, 1)
        on conflict (tenant) do update set version = v.version + 1, changed_at = clock_timestamp()
        returning version)
    insert into network_change (tenant, version, kind, keys)
      select ${tenant}, version, ${kind}, ${keys.length > MOST_KEYS ? null : keys}::text[] from moved`;
  await tx.sql`delete from network_change using network_version as v where network_change.tenant = ${tenant}
    and v.tenant = ${tenant} and network_change.version <= v.version - ${VERSIONS_TOLD}::bigint`;
}

/** Which of the given codes exist, of shared risks (with their kind), places (with their entries), nodes and links. */
export async function knownReferences(
  sql: Sql,
  tenant: string,
  wanted: {
    readonly sharedRisks: readonly string[];
    readonly places: readonly string[];
    readonly nodes: readonly string[];
    readonly links: readonly string[];
  },
): Promise<
  {
    readonly what: 'sharedRisk' | 'place' | 'node' | 'link';
    readonly code: string;
    readonly detail: string[];
  }[]
> {
  return await sql`
    select 'sharedRisk' as what, code, array[kind] as detail from shared_risk
      where tenant = ${tenant} and code = any(${wanted.sharedRisks}::text[])
    union all select 'place', code, entries from place
      where tenant = ${tenant} and code = any(${wanted.places}::text[])
    union all select 'node', name, '{}'::text[] from network_node
      where tenant = ${tenant} and name = any(${wanted.nodes}::text[])
    union all select 'link', name, '{}'::text[] from link
      where tenant = ${tenant} and name = any(${wanted.links}::text[])`;
}

/** Inserts or replaces shared risks by code. */
export async function upsertSharedRisks(
  tx: Transaction,
  tenant: string,
  records: readonly SharedRisk[],
): Promise<Written[]> {
  return await tx.sql<Written>`
    insert into shared_risk as t (tenant, code, kind, name, availability)
    select ${tenant}, code, kind, name, availability
      from jsonb_to_recordset(${json(records)}::jsonb)
        as given(code text, kind text, name text, availability double precision)
    on conflict (tenant, code) do update
      set kind = excluded.kind, name = excluded.name, availability = excluded.availability
      where (t.kind, t.name, t.availability) is distinct from (excluded.kind, excluded.name, excluded.availability)
    returning (xmax = 0) as created, t.code as key`;
}

/** Inserts or replaces places by code. */
export async function upsertPlaces(
  tx: Transaction,
  tenant: string,
  records: readonly Place[],
): Promise<Written[]> {
  return await tx.sql<Written>`
    insert into place as t (tenant, code, name, kind, party, address, postcode, latitude, longitude, calendar,
      shared_risks, entries, free_sockets, free_rack_units)
    select ${tenant}, code, name, kind, party, address, postcode, latitude, longitude, calendar,
      "sharedRisks", entries, (power->>'freeSockets')::integer, (power->>'freeRackUnits')::integer
      from jsonb_to_recordset(${json(records)}::jsonb) as given(code text, name text, kind text, party text,
        address text, postcode text, latitude double precision, longitude double precision, calendar text,
        "sharedRisks" text[], entries text[], power jsonb)
    on conflict (tenant, code) do update
      set name = excluded.name, kind = excluded.kind, party = excluded.party, address = excluded.address,
        postcode = excluded.postcode, latitude = excluded.latitude, longitude = excluded.longitude,
        calendar = excluded.calendar, shared_risks = excluded.shared_risks, entries = excluded.entries,
        free_sockets = excluded.free_sockets, free_rack_units = excluded.free_rack_units
      where to_jsonb(t) is distinct from to_jsonb(excluded)
    returning (xmax = 0) as created, t.code as key`;
}

/** Inserts or replaces nodes by name. */
export async function upsertNodes(
  tx: Transaction,
  tenant: string,
  records: readonly NetworkNode[],
): Promise<Written[]> {
  return await tx.sql<Written>`
    insert into network_node as t (tenant, name, place, role, router_id, as_number, model, shared_risks,
      availability, transit_us, end_of_life, retires)
    select ${tenant}, name, place, role, "routerId", "asNumber", model, "sharedRisks", availability, "transitUs",
      "endOfLife", retires
      from jsonb_to_recordset(${json(records)}::jsonb) as given(name text, place text, role text, "routerId" text,
        "asNumber" bigint, model text, "sharedRisks" text[], availability double precision, "transitUs" integer,
        "endOfLife" date, retires date)
    on conflict (tenant, name) do update
      set place = excluded.place, role = excluded.role, router_id = excluded.router_id,
        as_number = excluded.as_number, model = excluded.model, shared_risks = excluded.shared_risks,
        availability = excluded.availability, transit_us = excluded.transit_us,
        end_of_life = excluded.end_of_life, retires = excluded.retires
      where to_jsonb(t) is distinct from to_jsonb(excluded)
    returning (xmax = 0) as created, t.name as key`;
}

/** Inserts or replaces ports by node and name. */
export async function upsertPorts(
  tx: Transaction,
  tenant: string,
  records: readonly Port[],
): Promise<Written[]> {
  return await tx.sql<Written>`
    insert into port as t (tenant, node, name, card, rate_kbps, optic, use, partner, in_service_date, cost_minor)
    select ${tenant}, node, name, card, "rateKbps", optic, use, partner, "inServiceDate", "costMinor"
      from jsonb_to_recordset(${json(records)}::jsonb) as given(node text, name text, card text, "rateKbps" bigint,
        optic text, use text, partner text, "inServiceDate" date, "costMinor" bigint)
    on conflict (tenant, node, name) do update
      set card = excluded.card, rate_kbps = excluded.rate_kbps, optic = excluded.optic, use = excluded.use,
        partner = excluded.partner, in_service_date = excluded.in_service_date, cost_minor = excluded.cost_minor
      where to_jsonb(t) is distinct from to_jsonb(excluded)
    returning (xmax = 0) as created, t.node || E'\\x1f' || t.name as key`;
}

/** Inserts or replaces links by name. */
export async function upsertLinks(
  tx: Transaction,
  tenant: string,
  records: readonly Link[],
): Promise<Written[]> {
  return await tx.sql<Written>`
    insert into link as t (tenant, name, kind, a_node, a_port, a_place, a_entry, b_node, b_port, b_place, b_entry, length_m,
      latency_us, capacity_kbps, mtu, shared_risks, availability, status, in_service_date, build_cost_minor,
      build_working_days, build_length_m, monthly_cost_minor)
    select ${tenant}, name, kind, a->>'node', a->>'port', a->>'place', a->>'entry', b->>'node', b->>'port',
      b->>'place', b->>'entry', "lengthM", "latencyUs", "capacityKbps", mtu, "sharedRisks", availability, status, "inServiceDate",
      (build->>'costMinor')::bigint, (build->>'workingDays')::integer, (build->>'lengthM')::integer,
      "monthlyCostMinor"
      from jsonb_to_recordset(${json(records)}::jsonb) as given(name text, kind text, a jsonb, b jsonb,
        "lengthM" integer, "latencyUs" integer, "capacityKbps" bigint, mtu integer, "sharedRisks" text[],
        availability double precision, status text, "inServiceDate" date, build jsonb, "monthlyCostMinor" bigint)
    on conflict (tenant, name) do update
      set kind = excluded.kind, a_node = excluded.a_node, a_port = excluded.a_port, b_port = excluded.b_port,
        a_place = excluded.a_place, a_entry = excluded.a_entry,
        b_node = excluded.b_node, b_place = excluded.b_place, b_entry = excluded.b_entry,
        length_m = excluded.length_m, latency_us = excluded.latency_us, capacity_kbps = excluded.capacity_kbps,
        mtu = excluded.mtu, shared_risks = excluded.shared_risks, availability = excluded.availability,
        status = excluded.status, in_service_date = excluded.in_service_date,
        build_cost_minor = excluded.build_cost_minor, build_working_days = excluded.build_working_days,
        build_length_m = excluded.build_length_m, monthly_cost_minor = excluded.monthly_cost_minor
      where to_jsonb(t) is distinct from to_jsonb(excluded)
    returning (xmax = 0) as created, t.name as key`;
}

/** Inserts or replaces augmentations by project and link. */
export async function upsertAugmentations(
  tx: Transaction,
  tenant: string,
  records: readonly Augmentation[],
): Promise<Written[]> {
  return await tx.sql<Written>`
    insert into augmentation as t (tenant, project, link, adds_kbps, in_service_date, committed, cost_minor)
    select ${tenant}, project, link, "addsKbps", "inServiceDate", committed, "costMinor"
      from jsonb_to_recordset(${json(records)}::jsonb) as given(project text, link text, "addsKbps" bigint,
        "inServiceDate" date, committed boolean, "costMinor" bigint)
    on conflict (tenant, project, link) do update
      set adds_kbps = excluded.adds_kbps, in_service_date = excluded.in_service_date,
        committed = excluded.committed, cost_minor = excluded.cost_minor
      where to_jsonb(t) is distinct from to_jsonb(excluded)
    returning (xmax = 0) as created, t.link || E'\\x1f' || t.project as key`;
}

/** Which table of {@link NetworkRecords} each kind of row goes to. */
const tableOf = {
  sharedRisk: 'sharedRisks',
  place: 'places',
  networkNode: 'nodes',
  port: 'ports',
  link: 'links',
  augmentation: 'augmentations',
} as const satisfies Record<NetworkKind, keyof NetworkRecords>;

type Row = { readonly kind: NetworkKind | 'version'; readonly body: never };

/**
 * Reads a tenant's network and its version in one statement, hence as they stood at one moment however many loads run
 * on. Members that are not set are left out, as in the contract.
 */
export async function readNetwork(
  sql: Sql,
  tenant: string,
): Promise<{ readonly version: number; readonly records: NetworkRecords }> {
  const rows = await sql<Row>`
    select 'version' as kind, to_jsonb(coalesce((select version from network_version where tenant = ${tenant}), 0)) as body
    union all select 'sharedRisk', shared_risk_record(r) from shared_risk as r where tenant = ${tenant}
    union all select 'place', place_record(r) from place as r where tenant = ${tenant}
    union all select 'networkNode', network_node_record(r) from network_node as r where tenant = ${tenant}
    union all select 'port', port_record(r) from port as r where tenant = ${tenant}
    union all select 'link', link_record(r) from link as r where tenant = ${tenant}
    union all select 'augmentation', augmentation_record(r) from augmentation as r where tenant = ${tenant}`;
  const records: { [Table in keyof NetworkRecords]: NetworkRecords[Table][number][] } = {
    sharedRisks: [],
    places: [],
    nodes: [],
    ports: [],
    links: [],
    augmentations: [],
  };
  let version = 0;
  for (const { kind, body } of rows) {
    if (kind === 'version') version = body;
    else records[tableOf[kind]].push(body);
  }
  return { version, records };
}
