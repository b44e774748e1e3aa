import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { PartnerAnswer, PartnerQuery, QueryState } from './types.ts';

type QueryRow = {
  tenant: string;
  id: string;
  correlation: string;
  partner: string;
  party: string;
  offer: string;
  place: string;
  technology: string;
  rate_kbps: number;
  state: QueryState;
  asked_at: string;
  answer_by: string;
  answer: PartnerAnswer | null;
  answered_at: string | null;
  late_answer: PartnerAnswer | null;
  late_at: string | null;
  version: number;
};

function queryOf(row: QueryRow): PartnerQuery {
  return {
    id: row.id,
    correlation: row.correlation,
    partner: row.partner,
    party: row.party,
    offer: row.offer,
    place: row.place,
    technology: row.technology,
    rateKbps: row.rate_kbps,
    state: row.state,
    askedAt: row.asked_at,
    answerBy: row.answer_by,
    answer: row.answer,
    answeredAt: row.answered_at,
    lateAnswer: row.late_answer,
    lateAt: row.late_at,
    version: row.version,
  };
}

/** The domain clock, read now: after whatever was locked before. */
export async function domainNow(tx: { readonly sql: Sql }): Promise<string> {
  const [row] = await tx.sql<{ now: string }>`select domain_now() as now`;
  if (row === undefined) throw new Error('the domain clock is missing');
  return row.now;
}

/** Writes new queries; those whose correlation, offer and rate were asked before are left out of what comes back. */
export async function insertQueries(
  tx: Transaction,
  tenant: string,
  queries: readonly PartnerQuery[],
): Promise<PartnerQuery[]> {
  const rows = await tx.sql<QueryRow>`
    insert into partner_query (tenant, id, correlation, partner, party, offer, place, technology, rate_kbps, state,
      asked_at, answer_by)
    select ${tenant}, id, correlation, partner, party, offer, place, technology, "rateKbps", state, "askedAt", "answerBy"
    from jsonb_to_recordset(${json(queries)}::jsonb) as q(id text, correlation text, partner text, party text,
      offer text, place text, technology text, "rateKbps" bigint, state text, "askedAt" timestamptz,
      "answerBy" timestamptz)
    order by correlation, offer, "rateKbps"
    on conflict (tenant, correlation, offer, rate_kbps) do nothing
    returning *`;
  return rows.map(queryOf);
}

/** The queries that were asked under these correlations, oldest first. */
export async function queriesByCorrelation(
  sql: Sql,
  tenant: string,
  correlations: readonly string[],
): Promise<PartnerQuery[]> {
  const rows = await sql<QueryRow>`
    select * from partner_query where tenant = ${tenant} and correlation = any(${correlations}::text[])
    order by asked_at, id`;
  return rows.map(queryOf);
}

/** One query. */
export async function findQuery(sql: Sql, tenant: string, id: string): Promise<PartnerQuery | undefined> {
  const [row] = await sql<QueryRow>`select * from partner_query where tenant = ${tenant} and id = ${id}`;
  return row && queryOf(row);
}

/** One query, locked until the transaction ends. */
export async function lockQuery(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<PartnerQuery | undefined> {
  const [row] = await tx.sql<QueryRow>`
    select * from partner_query where tenant = ${tenant} and id = ${id} for update`;
  return row && queryOf(row);
}

/** The open queries of a correlation, locked in id order. */
export async function lockQueriesOf(
  tx: Transaction,
  tenant: string,
  correlation: string,
): Promise<PartnerQuery[]> {
  const rows = await tx.sql<QueryRow>`
    select * from partner_query where tenant = ${tenant} and correlation = ${correlation} and state <> 'closed'
    order by id for update`;
  return rows.map(queryOf);
}

/** Writes back what can change of a locked query and counts its version. */
export async function saveQuery(tx: Transaction, tenant: string, query: PartnerQuery): Promise<PartnerQuery> {
  const [row] = await tx.sql<QueryRow>`
    update partner_query set state = ${query.state},
      answer = ${query.answer && json(query.answer)}::jsonb, answered_at = ${query.answeredAt},
      late_answer = ${query.lateAnswer && json(query.lateAnswer)}::jsonb, late_at = ${query.lateAt},
      version = version + 1
    where tenant = ${tenant} and id = ${query.id} returning *`;
  if (row === undefined) throw new Error(`partner query ${query.id} vanished under its lock`);
  return queryOf(row);
}

/** Ends the open queries whose answer-by instant has come, of every tenant, skipping those locked by someone. */
export async function timeOutQueries(
  tx: Transaction,
  limit: number,
): Promise<readonly { readonly tenant: string; readonly query: PartnerQuery }[]> {
  const rows = await tx.sql<QueryRow>`
    with due as (
      select tenant, id from partner_query
      where state in ('acknowledged', 'inProgress') and answer_by <= domain_now()
      order by answer_by limit ${limit} for update skip locked)
    update partner_query q set state = 'timedOut', version = version + 1
    from due where q.tenant = due.tenant and q.id = due.id returning q.*`;
  return rows.map((row) => ({ tenant: row.tenant, query: queryOf(row) }));
}

/** The next answer-by instant of an open query of any tenant. */
export async function nextAnswerBy(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ due: string | null }>`
    select at as due from due_instant where source = 'partner queries'`;
  return row?.due ?? null;
}

/** What a list of queries is filtered by. */
export type QueryFilter = {
  readonly partner?: string;
  readonly states?: readonly QueryState[];
  readonly correlation?: string;
  readonly offset?: number;
  readonly limit?: number;
};

/** Queries by answer-by instant, with how many there are. */
export async function listQueries(
  sql: Sql,
  tenant: string,
  filter: QueryFilter,
): Promise<{ readonly items: readonly PartnerQuery[]; readonly total: number }> {
  const rows = await sql<QueryRow & { total: number }>`
    select q.*, count(*) over () as total from partner_query q
    where tenant = ${tenant}
      and (${filter.partner ?? null}::text is null or partner = ${filter.partner ?? null})
      and (${filter.states ?? null}::text[] is null or state = any(${filter.states ?? null}::text[]))
      and (${filter.correlation ?? null}::text is null or correlation = ${filter.correlation ?? null})
    order by answer_by, id offset ${filter.offset ?? 0} limit ${filter.limit ?? 100}`;
  return { items: rows.map(queryOf), total: rows[0]?.total ?? 0 };
}
