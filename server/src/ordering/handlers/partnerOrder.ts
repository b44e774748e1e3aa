import { addWorkingDays, calendarNamed, localDate } from '../../foundation/calendar.ts';
import {
  awaitOrder,
  listQueries,
  orderFromPartners,
  ordersByCorrelation,
  type PartnerOrder,
} from '../../partner/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { itemsOf } from '../store.ts';
import type { TaskInput } from '../types.ts';

/**
 * The same for the tail of one site of one order, however often it is asked: no tail is ordered twice. A tail that an
 * amendment orders anew is another.
 */
export const correlationOf = (input: {
  readonly orderId: string;
  readonly itemId: string;
  readonly site?: string | undefined;
  readonly revision?: number | undefined;
}): string =>
  `${input.orderId}/${input.itemId}/${input.site}${input.revision === undefined ? '' : `/${input.revision}`}`;

/** Orders a site's tail from its partner (eTOM 1.6.8) and waits for the firm order commitment. */
export function partnerOrderHandler(delivery: Delivery): TransactionalHandler {
  return {
    kind: 'partner.order@1',
    mode: 'transactional',
    run: (tx, attempts) => each(attempts, (attempt) => order(delivery, tx, attempt)),
  };
}

/** Waits until the partner has delivered the tail that was ordered before. */
export function partnerDeliveryHandler(): TransactionalHandler {
  return {
    kind: 'partner.delivery@1',
    mode: 'transactional',
    run: (tx, attempts) => each(attempts, (attempt) => deliver(tx, attempt)),
  };
}

async function each(
  attempts: readonly Attempt[],
  run: (attempt: Attempt) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const attempt of attempts) outcomes.push(await run(attempt));
  return outcomes;
}

async function order(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = attempt.input as TaskInput;
  const item = (await itemsOf(tx.sql, tenant, [input.orderId])).find(
    (candidate) => candidate.itemId === input.itemId,
  );
  const leg = item?.solution?.sites
    .find((option) => option.site === input.site)
    ?.legs.find((candidate) => candidate.partnerOffer !== undefined);
  if (leg?.partner === undefined || leg.partnerOffer === undefined) {
    return fallout(
      'NO_PARTNER_LEG',
      `the design has no partner tail at ${input.site}: correct the design or skip this task`,
    );
  }
  const catalog = await delivery.catalog(tx.sql, tenant);
  const offer = catalog.of('partnerOffer').get(leg.partnerOffer);
  if (offer === undefined)
    return fallout('OFFER_GONE', `the offer ${leg.partnerOffer} is no longer in the catalogue`);
  const calendar = calendarNamed(await delivery.calendars(tx.sql, tenant), input.calendar);
  const today = localDate(await delivery.now(tx.sql), calendar.zone);
  const days = leg.workingDays.partnerFoc + leg.workingDays.partnerBuild.likely;
  const { items: answers } = await listQueries(tx.sql, tenant, {
    partner: leg.partner,
    states: ['answered'],
    limit: 200,
  });
  const query = answers.find(
    ({ offer: asked, rateKbps, answer }) =>
      asked === offer.code && rateKbps === leg.rateKbps && answer?.confidence !== 'red',
  );
  const placed = await orderFromPartners(delivery.partners, tx, tenant, [
    {
      correlation: correlationOf(input),
      partner: leg.partner,
      offer: offer.code,
      place: offer.place,
      rateCard: {
        monthlyMinor: offer.monthlyMinor,
        oneOffMinor: offer.oneOffMinor,
        currency: offer.currency,
        termination: offer.termination,
      },
      requestedDate: addWorkingDays(calendar, today, days),
      focTask: attempt.taskId,
      ...(query === undefined ? {} : { query: query.id }),
    },
  ]);
  if (!placed.ok) return fallout(placed.fault.code, placed.fault.message);
  const made = placed.value[0];
  if (made === undefined) return fallout('NO_PARTNER_ORDER', 'the partner order was not made');
  return made.focDate === null
    ? stateOutcome(made, 'foc')
    : { kind: 'completed', output: { partnerOrder: made.id, focDate: made.focDate } };
}

async function deliver(tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const input = attempt.input as TaskInput;
  const [found] = await ordersByCorrelation(tx.sql, attempt.tenant, [correlationOf(input)]);
  if (found === undefined)
    return fallout('NO_PARTNER_ORDER', `no order was placed for the tail of ${input.site}`);
  const awaited = await awaitOrder(tx, attempt.tenant, { id: found.id, deliveryTask: attempt.taskId });
  if (!awaited.ok) return fallout(awaited.fault.code, awaited.fault.message);
  return awaited.value.state === 'completed'
    ? { kind: 'completed', output: { partnerOrder: found.id, circuit: awaited.value.circuitReference } }
    : stateOutcome(awaited.value, 'delivery');
}

function stateOutcome(order: PartnerOrder, what: 'foc' | 'delivery'): Outcome {
  if (order.state === 'rejected' || order.state === 'failed' || order.state === 'cancelled') {
    return fallout(
      'PARTNER_REFUSED',
      `${order.partner} ${order.state} the order ${order.number}: ${order.reason ?? 'no reason given'}`,
    );
  }
  return { kind: 'waiting', wait: { for: 'partner', reference: `${order.id}/${what}` } };
}

function fallout(code: string, message: string): Outcome {
  return { kind: 'fallout', error: { code, message, cause: 'partner' } };
}
