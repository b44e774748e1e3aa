import { addWorkingDays, closingOf, localDate } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { queryFact } from './facts.ts';
import { domainNow, insertQueries, lockQueriesOf, queriesByCorrelation, saveQuery } from './query-store.ts';
import { moveQuery } from './rules.ts';
import type { PartnerPorts, PartnerQuery, PartnerTerms, QueryDraft } from './types.ts';

/**
 * Asks partners, all at once or nobody: each has until the close of its last working day to answer. Asking about the
 * same offer at the same rate again under the same correlation answers what was asked before. 422 for a partner that does not exist.
 * Answers one query per draft, in order.
 */
export async function askPartners(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  drafts: readonly QueryDraft[],
): Promise<Result<readonly PartnerQuery[]>> {
  const codes = [...new Set(drafts.map((draft) => draft.partner))];
  const terms = new Map((await ports.partners(tx, tenant, codes)).map((partner) => [partner.code, partner]));
  const faults = drafts.flatMap((draft, index) =>
    terms.has(draft.partner)
      ? []
      : [{ path: `/${index}/partner`, message: `there is no partner ${draft.partner}` }],
  );
  if (faults.length > 0)
    return refuse(422, 'PARTNER_UNKNOWN', 'a query names a partner that does not exist', faults);
  const now = await domainNow(tx);
  const asked = await insertQueries(
    tx,
    tenant,
    drafts.map((draft) => newQuery(ports.ids(), draft, terms.get(draft.partner) as PartnerTerms, now)),
  );
  await ports.record(
    tx,
    tenant,
    asked.map((query) => queryFact('PartnerQueryCreateEvent', query)),
  );
  const all = await queriesByCorrelation(tx.sql, tenant, [
    ...new Set(drafts.map((draft) => draft.correlation)),
  ]);
  const byKey = new Map(all.map((query) => [keyOf(query), query]));
  return ok(drafts.map((draft) => byKey.get(keyOf(draft)) as PartnerQuery));
}

const keyOf = (query: Pick<PartnerQuery, 'correlation' | 'offer' | 'rateKbps'>): string =>
  JSON.stringify([query.correlation, query.offer, query.rateKbps]);

function newQuery(id: string, draft: QueryDraft, terms: PartnerTerms, now: string): PartnerQuery {
  return {
    id,
    correlation: draft.correlation,
    partner: draft.partner,
    party: terms.party,
    offer: draft.offer,
    place: draft.place,
    technology: draft.technology,
    rateKbps: draft.rateKbps,
    state: 'acknowledged',
    askedAt: now,
    answerBy: answerBy(terms, now),
    answer: null,
    answeredAt: null,
    lateAnswer: null,
    lateAt: null,
    version: 1,
  };
}

/** The close of the last working day, on the partner's calendar, that it has for an answer. */
function answerBy(terms: Pick<PartnerTerms, 'calendar' | 'answerWithinWorkingDays'>, now: string): string {
  const { calendar, answerWithinWorkingDays } = terms;
  const today = localDate(now, calendar.zone);
  const close = closingOf(calendar, addWorkingDays(calendar, today, answerWithinWorkingDays));
  // "The same day" means the next one to a question that comes after hours.
  return Date.parse(close) > Date.parse(now)
    ? close
    : closingOf(calendar, addWorkingDays(calendar, today, 1));
}

/** The asker needs no answers any more: an answer from now on is kept to be read and refused. */
export async function closeQueries(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  correlation: string,
): Promise<readonly PartnerQuery[]> {
  const closed: PartnerQuery[] = [];
  for (const query of await lockQueriesOf(tx, tenant, correlation)) {
    const state = moveQuery(query.state, 'close');
    if (state !== undefined) closed.push(await saveQuery(tx, tenant, { ...query, state }));
  }
  await ports.record(
    tx,
    tenant,
    closed.map((query) => queryFact('PartnerQueryStateChangeEvent', query)),
  );
  return closed;
}
