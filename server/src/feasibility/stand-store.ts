import { json, type Sql, type Transaction } from '../platform/database.ts';

/** Something of the network or of a partner on which an answer stands. A port is named `node/port`. */
export type Stand = {
  readonly kind: 'port' | 'link' | 'node' | 'partnerOffer' | 'place' | 'sharedRisk' | 'cpeModel';
  readonly key: string;
};

/** Writes what the answer to an item stands on. */
export async function writeStands(
  tx: Transaction,
  tenant: string,
  qualification: string,
  item: string,
  stands: readonly Stand[],
): Promise<void> {
  await tx.sql`
    insert into service_qualification_stand (tenant, qualification, item, kind, key)
    select ${tenant}, ${qualification}, ${item}, kind, key
      from jsonb_to_recordset(${json(stands)}::jsonb) as r(kind text, key text)
    on conflict do nothing`;
}

/**
 * Marks the answers, still good, that stand on any of these to be judged anew, without those of `except` (the question or
 * the order for which it changed). Answers which were not marked already.
 */
export async function markStandingOn(
  tx: Transaction,
  tenant: string,
  kind: Stand['kind'],
  keys: readonly string[],
  except: string | null,
): Promise<string[]> {
  const rows = await tx.sql<{ id: string }>`
    update service_qualification q set looks_again = true
     where q.tenant = ${tenant} and not q.looks_again and q.id is distinct from ${except}::text
       and exists (
         select from service_qualification_stand s
           join service_qualification_item i
             on i.tenant = s.tenant and i.qualification = s.qualification and i.item = s.item
          where s.tenant = ${tenant} and s.kind = ${kind} and s.key = any(${keys as string[]})
            and s.qualification = q.id and i.overtaken = '[]' and i.valid_until > domain_now()
            and not exists (select from service_design d
                             where d.tenant = ${tenant} and d.id = i.design and d.delivered_by is not null))
    returning q.id`;
  return rows.map(({ id }) => id).toSorted();
}

/** Takes the mark off: the answers are about to be judged. */
export async function unmark(tx: Transaction, tenant: string, qualification: string): Promise<void> {
  await tx.sql`
    update service_qualification set looks_again = false where tenant = ${tenant} and id = ${qualification}`;
}

/** Writes why the answer to an item no longer holds. */
export async function writeOvertaken(
  tx: Transaction,
  tenant: string,
  qualification: string,
  item: string,
  reasons: readonly object[],
): Promise<void> {
  await tx.sql`
    update service_qualification_item set overtaken = ${json(reasons)}::jsonb
     where tenant = ${tenant} and qualification = ${qualification} and item = ${item}`;
  await tx.sql`
    delete from service_qualification_stand
     where tenant = ${tenant} and qualification = ${qualification} and item = ${item}`;
  await tx.sql`
    update service_qualification set version = version + 1, updated_at = domain_now()
     where tenant = ${tenant} and id = ${qualification}`;
}

/** The items of a question whose answers are still good: told, not overtaken, and not run out. */
export async function goodItems(sql: Sql, tenant: string, qualification: string): Promise<Set<string>> {
  const rows = await sql<{ item: string }>`
    select item from service_qualification_item
     where tenant = ${tenant} and qualification = ${qualification} and state = 'done' and overtaken = '[]'
       and valid_until > domain_now()`;
  return new Set(rows.map(({ item }) => item));
}
