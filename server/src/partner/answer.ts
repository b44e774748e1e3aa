import { ok, type Refusal, type Result, refuse, refused, unreachable } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { queryFact } from './facts.ts';
import { domainNow, lockQuery, saveQuery } from './query-store.ts';
import { judgeAnswer, mayActFor, moveQuery } from './rules.ts';
import type { Actor, PartnerAnswer, PartnerPorts, PartnerQuery } from './types.ts';

/**
 * The partner says that it works on a query. Doing so again changes nothing. 403 for anyone but the partner, 409 when
 * the query is over.
 */
export async function beginQuery(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly actor: Actor },
): Promise<Result<PartnerQuery>> {
  const found = await lockOwn(ports, tx, tenant, input.id, input.actor);
  if (!found.ok || found.value.state === 'inProgress') return found;
  const state = moveQuery(found.value.state, 'begin');
  if (state === undefined) return refused(closed(found.value));
  const query = await saveQuery(tx, tenant, { ...found.value, state });
  await ports.record(tx, tenant, [queryFact('PartnerQueryStateChangeEvent', query)]);
  return ok(query);
}

/**
 * The partner's answer. The same again is heard silently. Refused: 403 for anyone but the partner; 409
 * `PARTNER_ANSWER_DIFFERS` after another answer; 409 `PARTNER_QUERY_CLOSED` when it comes too late; 422 for a yellow or
 * red answer without its condition, one that is over already, or amounts in a currency that no rate brings into the offer's.
 *
 * A late answer is recorded although it is refused: the caller commits, and does not throw, on that refusal.
 */
export async function answerQuery(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly actor: Actor; readonly answer: PartnerAnswer },
): Promise<Result<PartnerQuery>> {
  const found = await lockOwn(ports, tx, tenant, input.id, input.actor);
  if (!found.ok) return found;
  const now = await domainNow(tx);
  const fault =
    faultOf(input.answer, now) ?? (await currencyFault(ports, tx, tenant, found.value.offer, input.answer));
  if (fault !== undefined) return refused(fault);
  const verdict = judgeAnswer(found.value, input.answer, now);
  switch (verdict) {
    case 'same':
      return found;
    case 'different':
      return refuse(
        409,
        'PARTNER_ANSWER_DIFFERS',
        `query ${input.id} was answered otherwise at ${found.value.answeredAt}; an answer cannot be changed, ask again`,
      );
    case 'late':
      return keepLate(ports, tx, tenant, found.value, input.answer, now);
    case 'counts': {
      const answered = { state: 'answered', answer: input.answer, answeredAt: now } as const;
      const query = await saveQuery(tx, tenant, { ...found.value, ...answered });
      await ports.record(tx, tenant, [queryFact('PartnerQueryStateChangeEvent', query)]);
      await ports.onSettled(tx, tenant, query);
      return ok(query);
    }
    default:
      return unreachable(verdict);
  }
}

async function keepLate(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  before: PartnerQuery,
  answer: PartnerAnswer,
  now: string,
): Promise<Result<PartnerQuery>> {
  const state = moveQuery(before.state, 'timeOut') ?? before.state;
  const query = await saveQuery(tx, tenant, { ...before, state, lateAnswer: answer, lateAt: now });
  if (state !== before.state) {
    await ports.record(tx, tenant, [queryFact('PartnerQueryStateChangeEvent', query)]);
    await ports.onSettled(tx, tenant, query);
  }
  await ports.record(tx, tenant, [queryFact('PartnerQueryLateAnswerEvent', query)]);
  return refused(closed(query));
}

function closed(query: PartnerQuery): Refusal {
  const why = query.state === 'timedOut' ? `could be answered until ${query.answerBy}` : `is ${query.state}`;
  return { status: 409, code: 'PARTNER_QUERY_CLOSED', message: `query ${query.id} ${why}` };
}

const invalid = (path: string, message: string): Refusal => ({
  status: 422,
  code: 'PARTNER_ANSWER_INVALID',
  message,
  faults: [{ path, message }],
});

/** What is wrong with the currency of an answer: no rate is known, or half of the price stays in the rate card's. */
async function currencyFault(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  offer: string,
  { currency, oneOffMinor, monthlyMinor }: PartnerAnswer,
): Promise<Refusal | undefined> {
  if (currency === undefined) return undefined;
  switch (await ports.rateTo(tx, tenant, offer, currency)) {
    case 'same':
      return undefined;
    case 'none':
      return invalid(
        '/currency',
        `no exchange rate brings ${currency} into the currency of ${offer}: answer in that, or have a rate loaded`,
      );
    case 'exchanged':
      return oneOffMinor === undefined || monthlyMinor === undefined
        ? invalid(
            oneOffMinor === undefined ? '/oneOffMinor' : '/monthlyMinor',
            `an answer in ${currency} says both amounts: what it leaves out stands in the currency of ${offer}`,
          )
        : undefined;
  }
}

function faultOf(answer: PartnerAnswer, now: string): Refusal | undefined {
  if (answer.confidence !== 'green' && (answer.condition ?? '') === '') {
    return invalid('/condition', `a ${answer.confidence} answer says what is missing`);
  }
  if (answer.validUntil !== undefined && Date.parse(answer.validUntil) <= Date.parse(now)) {
    return invalid('/validUntil', `an answer that ended at ${answer.validUntil} cannot be given at ${now}`);
  }
  return undefined;
}

async function lockOwn(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  id: string,
  actor: Actor,
): Promise<Result<PartnerQuery>> {
  const query = await lockQuery(tx, tenant, id);
  if (query === undefined) return refuse(404, 'PARTNER_QUERY_UNKNOWN', `there is no partner query ${id}`);
  const [terms] = await ports.partners(tx, tenant, [query.partner]);
  if (terms === undefined || !mayActFor(terms, actor)) {
    return refuse(403, 'PARTNER_NOT_YOURS', `${actor.account} does not answer for ${query.partner}`);
  }
  return ok(query);
}
