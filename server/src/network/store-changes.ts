import type { ReferenceRecord } from '@turnup/contract';
import type { Sql } from '../platform/database.ts';
import { KEY_SEPARATOR } from './packed.ts';
import type { NetworkKind } from './types.ts';

/** A record as JSON text under its key. */
export type KeyedText = { readonly key: string; readonly body: string };

/**
 * Which records later versions have changed, by kind; undefined where that is no longer told, or was never: then
 * everything is read.
 */
export async function changedKeys(
  sql: Sql,
  tenant: string,
  since: number,
  upTo: number,
): Promise<ReadonlyMap<NetworkKind, ReadonlySet<string>> | undefined> {
  const rows = await sql<{ kind: NetworkKind; keys: string[] | null }>`
    select kind, keys from network_change
      where tenant = ${tenant} and version > ${since} and version <= ${upTo}`;
  if (rows.length < upTo - since) return undefined;
  const found = new Map<NetworkKind, Set<string>>();
  for (const { kind, keys } of rows) {
    if (keys === null) return undefined;
    const known = found.get(kind) ?? new Set();
    for (const key of keys) known.add(key);
    found.set(kind, known);
  }
  return found;
}

/** The keys of a kind after one, in the order of the database, at most so many. */
export async function keysAfter(
  sql: Sql,
  tenant: string,
  kind: NetworkKind,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await keysOf(sql, tenant, kind, after, limit);
  return rows.map(({ key }) => key);
}

async function keysOf(
  sql: Sql,
  tenant: string,
  kind: NetworkKind,
  after: string,
  limit: number,
): Promise<{ readonly key: string }[]> {
  const [first = '', second = ''] = after.split(KEY_SEPARATOR);
  switch (kind) {
    case 'sharedRisk':
      return await sql`select code as key from shared_risk
        where tenant = ${tenant} and code > ${after} order by code limit ${limit}`;
    case 'place':
      return await sql`select code as key from place
        where tenant = ${tenant} and code > ${after} order by code limit ${limit}`;
    case 'networkNode':
      return await sql`select name as key from network_node
        where tenant = ${tenant} and name > ${after} order by name limit ${limit}`;
    case 'port':
      return await sql`select node || E'\\x1f' || name as key from port
        where tenant = ${tenant} and (node, name) > (${first}, ${second}) order by node, name limit ${limit}`;
    case 'link':
      return await sql`select name as key from link
        where tenant = ${tenant} and name > ${after} order by name limit ${limit}`;
    case 'augmentation':
      return await sql`select link || E'\\x1f' || project as key from augmentation
        where tenant = ${tenant} and (project, link) > (${second}, ${first}) order by project, link limit ${limit}`;
  }
}

/** The records of a kind with these keys; keys without a record give none. */
export async function recordsOfKeys(
  sql: Sql,
  tenant: string,
  kind: NetworkKind,
  keys: readonly string[],
): Promise<readonly KeyedText[]> {
  switch (kind) {
    case 'sharedRisk':
      return await sql`select k.key, shared_risk_record(r)::text as body from unnest(${keys}::text[]) as k(key)
        join shared_risk as r on r.tenant = ${tenant} and r.code = k.key`;
    case 'place':
      return await sql`select k.key, place_record(r)::text as body from unnest(${keys}::text[]) as k(key)
        join place as r on r.tenant = ${tenant} and r.code = k.key`;
    case 'networkNode':
      return await sql`select k.key, network_node_record(r)::text as body from unnest(${keys}::text[]) as k(key)
        join network_node as r on r.tenant = ${tenant} and r.name = k.key`;
    case 'port':
      return await sql`select k.key, port_record(r)::text as body from unnest(${keys}::text[]) as k(key)
        join port as r on r.tenant = ${tenant} and r.node = split_part(k.key, E'\\x1f', 1)
          and r.name = split_part(k.key, E'\\x1f', 2)`;
    case 'link':
      return await sql`select k.key, link_record(r)::text as body from unnest(${keys}::text[]) as k(key)
        join link as r on r.tenant = ${tenant} and r.name = k.key`;
    case 'augmentation':
      return await sql`select k.key, augmentation_record(r)::text as body from unnest(${keys}::text[]) as k(key)
        join augmentation as r on r.tenant = ${tenant} and r.link = split_part(k.key, E'\\x1f', 1)
          and r.project = split_part(k.key, E'\\x1f', 2)`;
  }
}

/** What stands in the store under keys, by key; parts of a key are joined by {@link KEY_SEPARATOR}. */
export async function standingRecords<Kind extends NetworkKind>(
  sql: Sql,
  tenant: string,
  kind: Kind,
  keys: readonly string[],
): Promise<ReadonlyMap<string, ReferenceRecord<Kind>>> {
  const found = await recordsOfKeys(sql, tenant, kind, [...new Set(keys)]);
  return new Map(found.map(({ key, body }) => [key, JSON.parse(body) as ReferenceRecord<Kind>]));
}

/** The projects that add to these links. */
export async function augmentationsOfLinks(
  sql: Sql,
  tenant: string,
  links: readonly string[],
): Promise<readonly ReferenceRecord<'augmentation'>[]> {
  const rows = await sql<{ record: ReferenceRecord<'augmentation'> }>`
    select augmentation_record(r) as record from augmentation as r
      where tenant = ${tenant} and link = any(${links}::text[])`;
  return rows.map(({ record }) => record);
}

/** Names of all links. */
export async function linkNames(sql: Sql, tenant: string): Promise<readonly string[]> {
  const rows = await sql<{ name: string }>`select name from link where tenant = ${tenant}`;
  return rows.map(({ name }) => name);
}

/** Whether a network has more links than so many. */
export async function manyLinks(sql: Sql, tenant: string, moreThan: number): Promise<boolean> {
  const [row] = await sql<{ count: number }>`
    select count(*) as count from (select from link where tenant = ${tenant} limit ${moreThan + 1}) as l`;
  return (row?.count ?? 0) > moreThan;
}
