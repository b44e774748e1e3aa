import type { DesignComment } from '@turnup/contract';
import type { Sql, Transaction } from '../platform/database.ts';

type Row = {
  id: string;
  version: number;
  part: string | null;
  text: string;
  author: string;
  written_at: string;
  settled_by: string | null;
  settled_at: string | null;
};

const commentOf = (row: Row): DesignComment => ({
  id: row.id,
  version: row.version,
  ...(row.part === null ? {} : { part: row.part }),
  text: row.text,
  author: row.author,
  writtenAt: row.written_at,
  ...(row.settled_by === null || row.settled_at === null
    ? {}
    : { settledBy: row.settled_by, settledAt: row.settled_at }),
});

/** The remarks on a design, the oldest first. */
export async function listComments(sql: Sql, tenant: string, design: string): Promise<DesignComment[]> {
  const rows = await sql<Row>`
    select id, version, part, text, author, written_at, settled_by, settled_at
    from service_design_comment where tenant = ${tenant} and design = ${design} order by written_at, id`;
  return rows.map(commentOf);
}

/** Keeps a remark on a version. */
export async function insertComment(
  tx: Transaction,
  tenant: string,
  design: string,
  comment: Pick<DesignComment, 'id' | 'version' | 'part' | 'text' | 'author'>,
): Promise<void> {
  const { id, version, part = null, text, author } = comment;
  await tx.sql`
    insert into service_design_comment (tenant, id, design, version, part, text, author, written_at)
    values (${tenant}, ${id}, ${design}, ${version}, ${part}, ${text}, ${author}, domain_now())`;
}

/** Settles a remark in somebody's name, or opens it again (`by` null). Answers whether there is such a remark. */
export async function settle(
  tx: Transaction,
  tenant: string,
  design: string,
  id: string,
  by: string | null,
): Promise<boolean> {
  const rows = await tx.sql<{ id: string }>`
    update service_design_comment set settled_by = ${by},
      settled_at = case when ${by}::text is null then null else domain_now() end
    where tenant = ${tenant} and design = ${design} and id = ${id} returning id`;
  return rows.length > 0;
}
