import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { ResourceQuery } from './types.ts';

type Row = {
  tenant: string;
  id: string;
  design: string;
  place: string;
  rate_kbps: number;
  optic: string | null;
  quantity: number;
  need_date: string;
  state: ResourceQuery['state'];
  asked_by: string;
  asked_at: string;
  answer_by: string;
  answers: ResourceQuery['answers'];
  refused_answers: ResourceQuery['refusedAnswers'];
};

function queryOf(row: Row): ResourceQuery {
  return {
    id: row.id,
    design: row.design,
    place: row.place,
    rateKbps: row.rate_kbps,
    optic: row.optic,
    quantity: row.quantity,
    needDate: row.need_date,
    state: row.state,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    answerBy: row.answer_by,
    answers: row.answers,
    refusedAnswers: row.refused_answers,
  };
}

/** The domain clock, read now: after whatever was locked before. */
export async function domainNow(tx: { readonly sql: Sql }): Promise<string> {
  const [row] = await tx.sql<{ now: string }>`select domain_now()::timestamptz(3) as now`;
  if (row === undefined) throw new Error('the domain clock is missing');
  return row.now;
}

/** Writes a question; undefined where the design has asked it already and it was answered, or may be still. */
export async function insertQuery(
  tx: Transaction,
  tenant: string,
  query: ResourceQuery,
): Promise<ResourceQuery | undefined> {
  const [row] = await tx.sql<Row>`
    insert into resource_query (tenant, id, design, place, rate_kbps, optic, quantity, need_date, state, asked_by,
      asked_at, answer_by)
    values (${tenant}, ${query.id}, ${query.design}, ${query.place}, ${query.rateKbps}, ${query.optic},
      ${query.quantity}, ${query.needDate}, ${query.state}, ${query.askedBy}, ${query.askedAt}, ${query.answerBy})
    on conflict (tenant, design, place, rate_kbps, coalesce(optic, ''), need_date) where state <> 'timedOut' do nothing
    returning *`;
  return row && queryOf(row);
}

/** One question, locked until the transaction ends. */
export async function lockQuery(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<ResourceQuery | undefined> {
  const [row] = await tx.sql<Row>`
    select * from resource_query where tenant = ${tenant} and id = ${id} for update`;
  return row && queryOf(row);
}

/** Writes what may move in a question. */
export async function saveQuery(tx: Transaction, tenant: string, query: ResourceQuery): Promise<void> {
  await tx.sql`
    update resource_query set state = ${query.state}, answers = ${json(query.answers)}::jsonb,
      refused_answers = ${json(query.refusedAnswers)}::jsonb
    where tenant = ${tenant} and id = ${query.id}`;
}

/** Questions, newest first; of one design where it is named. */
export async function readQueries(sql: Sql, tenant: string, design: string | null): Promise<ResourceQuery[]> {
  const rows = await sql<Row>`
    select * from resource_query where tenant = ${tenant} and design = coalesce(${design}, design)
    order by asked_at desc, id desc limit 1000`;
  return rows.map(queryOf);
}

/** Ends the questions whose time is over, in the order of their locks; those that somebody holds come next time. */
export async function timeOutQueries(
  tx: Transaction,
  limit: number,
): Promise<{ readonly tenant: string; readonly query: ResourceQuery }[]> {
  const rows = await tx.sql<Row>`
    with due as (select tenant, id from resource_query
      where state in ('acknowledged', 'partial') and answer_by <= domain_now()
      order by answer_by limit ${limit} for update skip locked)
    update resource_query q set state = 'timedOut' from due
    where q.tenant = due.tenant and q.id = due.id returning q.*`;
  return rows.map((row) => ({ tenant: row.tenant, query: queryOf(row) }));
}
