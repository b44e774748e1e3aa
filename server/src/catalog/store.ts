import { type ReferenceKind, type ReferenceRecord, referenceKey } from '@turnup/contract';
import { forget, json, oncePerTransaction, type Sql, type Transaction } from '../platform/database.ts';
import { type Catalog, type CatalogKind, catalogKinds, type LoadResult } from './types.ts';

/** Inserts or replaces records by their natural key, in one statement, and moves the catalogue's version on. */
export async function upsertRecords<Kind extends CatalogKind>(
  tx: Transaction,
  tenant: string,
  kind: Kind,
  records: readonly ReferenceRecord<Kind>[],
): Promise<LoadResult> {
  const rows = records.map((record) => ({
    key: referenceKey(kind as ReferenceKind, record as never),
    body: record,
  }));
  const written = await tx.sql<{ created: boolean }>`
    insert into reference_record as r (tenant, kind, key, body)
    select ${tenant}, ${kind}, key, body from jsonb_to_recordset(${json(rows)}::jsonb) as given(key text, body jsonb)
    on conflict (tenant, kind, key) do update
      set body = excluded.body, version = r.version + 1, recorded_at = clock_timestamp()
      where r.body is distinct from excluded.body
    returning (r.version = 1) as created`;
  if (written.length > 0) {
    await tx.sql`insert into catalog_version as v (tenant, version) values (${tenant}, 1)
      on conflict (tenant) do update set version = v.version + 1`;
    forget(tx.sql, memoOf(tenant));
    changers.add(tx.sql);
  }
  const created = written.filter((row) => row.created).length;
  return { created, changed: written.length - created, unchanged: records.length - written.length };
}

/** The version of a tenant's catalogue; 0 while nothing was loaded. One transaction goes by one version. */
export function catalogVersion(sql: Sql, tenant: string): Promise<number> {
  return oncePerTransaction(sql, memoOf(tenant), async () => {
    const [row] = await sql<{ version: number }>`
      select version from catalog_version where tenant = ${tenant}`;
    return row?.version ?? 0;
  });
}

/** Transactions that have changed a catalogue, which nobody else sees before they commit, and perhaps never. */
const changers = new WeakSet<Sql>();

/** Whether what is read here may be seen by this transaction alone. */
export const seesItsOwn = (sql: Sql): boolean => changers.has(sql);

const memoOf = (tenant: string): string => `catalog version of ${tenant}`;

/** Reads a tenant's whole catalogue. */
export async function readCatalog(sql: Sql, tenant: string): Promise<Catalog> {
  const version = await catalogVersion(sql, tenant);
  const rows = await sql<{ kind: CatalogKind; key: string; body: unknown }>`
    select kind, key, body from reference_record where tenant = ${tenant} order by kind, key`;
  const byKind = new Map<CatalogKind, Map<string, unknown>>(catalogKinds.map((kind) => [kind, new Map()]));
  for (const { kind, key, body } of rows) byKind.get(kind)?.set(key, body);
  return { version, of: (kind) => (byKind.get(kind) ?? new Map()) as unknown as ReadonlyMap<string, never> };
}

/** Tenants that have loaded a policy. */
export async function tenantsWithPolicy(sql: Sql, code: string): Promise<readonly string[]> {
  const rows = await sql<{ tenant: string }>`
    select tenant from reference_record where kind = 'policy' and key = ${code} order by tenant`;
  return rows.map(({ tenant }) => tenant);
}
