import type { Sql } from '../src/platform/database.ts';

/** Every row of every table as text, binary columns in hexadecimal: what somebody has who takes the database away. */
export async function allRows(sql: Sql): Promise<string> {
  const [dump] = await sql<{ text: string }>`
    select string_agg(query_to_xml(format('select * from %I', tablename), true, true, '')::text, '' order by tablename) as text
      from pg_tables where schemaname = 'public'`;
  return dump?.text ?? '';
}
