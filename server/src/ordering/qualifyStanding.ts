import type {
  CheckServiceQualificationCreate,
  Classification,
  FeasibilityAnswer,
  Reason,
  ServiceOrderCreate,
  ServiceRequirement,
  TerminationCharge,
} from '@turnup/contract';
import { numberPolicy } from '../catalog/index.ts';
import { addWorkingDays, closingOf, localDate } from '../foundation/calendar.ts';
import { formatMinor } from '../foundation/money.ts';
import { ok, type Refusal, type Result, refuse, refused } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { monotonicUs, newId } from '../platform/ids.ts';
import { onTrial } from './amend/store.ts';
import type { Delivery } from './delivery.ts';
import { terminationCharges } from './earlyTermination.ts';
import { capexOfChange } from './patterns/cost.ts';
import { placePattern } from './patterns/place.ts';
import type { Placed } from './placed.ts';
import { placeRecovery } from './placeRecovery.ts';
import { type Standing, standingBefore } from './standing.ts';
import type { World } from './world.ts';

type Asked = CheckServiceQualificationCreate['serviceQualificationItem'][number];

/** What an item of a question comes to that names a service. */
export type StandingJudged = {
  readonly requirement: ServiceRequirement;
  readonly answer: FeasibilityAnswer;
  readonly classification: Classification | null;
};

/** Whether a service as it is asked about names one that stands: it is changed, or ended where its state says so. */
export function namesStanding(service: unknown): boolean {
  return typeof service === 'object' && service !== null && 'id' in service && service.id !== undefined;
}

/**
 * Judges what an item asks of a service that stands, as an order would be judged that asks the same from the day on which
 * the customer is assumed to confirm: placed by the same code against the same ledger, of which nothing stays. So what
 * the service holds already counts as its own, and only what it needs more is sought. With the state `terminated` the
 * service is ended: the answer tells the day, and what partners charge before their minimum term. Refused as an order
 * (400, 422 `UNKNOWN_SERVICE`) where the request makes no sense; what an order would be refused for otherwise is the
 * reason of an answer that is `unqualified`.
 */
export async function judgeStanding(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  question: Pick<CheckServiceQualificationCreate, 'relatedParty' | 'serviceQualificationItem'>,
  asked: Asked,
  startDate: string,
): Promise<Result<StandingJudged>> {
  const since = monotonicUs();
  const serviceId = asked.service.id ?? '';
  const tried = await onTrial(tx, () =>
    placedOnTrial(delivery, tx, context, world, question, asked, startDate),
  );
  const before = await standingIfKnown(tx, context.tenant, serviceId, tried.ok ? undefined : tried.fault);
  if (!tried.ok) {
    const fault = atQuestion(tried.fault);
    if (before === undefined) return refused(fault);
    const { code, message } = fault;
    const answer = answerOf(world, 'unqualified', [{ code, message }], since);
    return ok({ requirement: before.requirement, answer, classification: null });
  }
  if (before === undefined)
    return refuse(409, 'SERVICE_NOT_DELIVERED', `nothing is known of how service ${serviceId} stands`);
  const { placed, charges } = tried.value;
  return ok({
    requirement: placed.item.requirement ?? before.requirement,
    answer: {
      ...answerOf(world, 'qualified', charges.map(chargeReason), since),
      ...found(world, before, placed),
      ...late(world, asked, placed),
    },
    classification: placed.item.classification,
  });
}

type Tried = { readonly placed: Placed; readonly charges: readonly TerminationCharge[] };

async function placedOnTrial(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  { relatedParty, serviceQualificationItem }: Parameters<typeof judgeStanding>[4],
  asked: Asked,
  startDate: string,
): Promise<Result<Tried>> {
  const items = serviceQualificationItem.map(orderItemOf);
  const item = items[serviceQualificationItem.indexOf(asked)] as (typeof items)[number];
  const body: ServiceOrderCreate = {
    ...(relatedParty && { relatedParty }),
    requestedStartDate: `${startDate}T12:00:00.000Z`,
    serviceOrderItem: items,
  };
  const order = { orderId: newId(), number: 'a question' };
  const placed =
    item.action === 'delete'
      ? await placeRecovery(tx, context, world, body, order.orderId, item)
      : await placePattern({ delivery, tx, context, world, body, order, item });
  if (!placed.ok) return placed;
  const { plan } = placed.value;
  const charges =
    plan === undefined ? [] : await terminationCharges(tx, context.tenant, item.service.id ?? '', plan);
  return ok({ placed: placed.value, charges });
}

function orderItemOf({ id, service }: Asked): ServiceOrderCreate['serviceOrderItem'][number] {
  if (service.id === undefined) return { id, action: 'add', service };
  return service.state === 'terminated'
    ? { id, action: 'delete', service: { id: service.id } }
    : { id, action: 'modify', service };
}

/** How a service stands that a refusal does not say to be unknown, or the request for it to make no sense. */
async function standingIfKnown(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  fault: Refusal | undefined,
): Promise<Standing | undefined> {
  const senseless = fault !== undefined && (fault.status === 400 || fault.code === 'UNKNOWN_SERVICE');
  return senseless || fault?.code === 'NOT_CUSTOMER_FACING'
    ? undefined
    : await standingBefore(tx, tenant, serviceId);
}

/** A refusal of an order's item as one of the question's. */
function atQuestion(fault: Refusal): Refusal {
  const { faults } = fault;
  return faults === undefined
    ? fault
    : {
        ...fault,
        faults: faults.map(({ path, message }) => ({
          path: path.replace(/^\/serviceOrderItem/, '/serviceQualificationItem'),
          message,
        })),
      };
}

function answerOf(
  { catalog, operatorCalendar, today, network }: World,
  result: FeasibilityAnswer['result'],
  reasons: readonly Reason[],
  since: number,
): FeasibilityAnswer {
  const validDays = numberPolicy(catalog, 'answerValidWorkingDays', 20);
  return {
    result,
    confidence: result === 'unqualified' ? 'red' : 'green',
    reasons: [...reasons],
    siteOptions: [],
    latencies: [],
    alternatives: [],
    validUntil: closingOf(operatorCalendar, addWorkingDays(operatorCalendar, today, validDays)),
    networkVersion: network.version,
    computedInUs: monotonicUs() - since,
  };
}

/** How it is done, when, and what it costs more than the service as it stands. */
function found(
  { catalog }: World,
  before: Standing,
  { item, plan, solution }: Placed,
): Partial<FeasibilityAnswer> {
  const dates = plan && { intervalWorkingDays: plan.workingDays, earliestCompletionDate: plan.finishDate };
  if (item.action === 'delete' || solution === undefined) return { ...dates };
  return {
    ...dates,
    confidence: solution.confidence,
    siteOptions: solution.sites.map((option) => ({ site: option.site, options: [option] })),
    price: {
      oneOffMinor: capexOfChange(before.solution, solution, catalog.of('cpeModel')),
      monthlyMinor: Math.max(0, solution.monthlyCostMinor - before.solution.monthlyCostMinor),
    },
  };
}

/** What is done later than the day that was asked for: that day works instead. */
function late(
  { operatorCalendar }: World,
  { expectedServiceAvailabilityDate: asked }: Asked,
  { plan }: Placed,
): Partial<FeasibilityAnswer> {
  const wanted = asked && localDate(new Date(asked).toISOString(), operatorCalendar.zone);
  if (wanted === undefined || plan === undefined || plan.finishDate <= wanted) return {};
  const { finishDate } = plan;
  return {
    result: 'alternate',
    alternatives: [
      {
        change: 'date',
        description: `Done by ${finishDate} instead of ${wanted}`,
        parameters: { asked: wanted, finishDate },
        completionDate: finishDate,
      },
    ],
  };
}

function chargeReason(charge: TerminationCharge): Reason {
  const { site, partner, partnerOrder, endDate, minimumTermUntil, remainingMonths, chargeMinor, currency } =
    charge;
  return {
    code: 'EARLY_TERMINATION',
    message: `${partner} is bound at ${site} until ${minimumTermUntil}; ended on ${endDate}, with ${remainingMonths} months left, it charges ${formatMinor(chargeMinor, currency)} ${currency}.`,
    parameters: {
      site,
      partner,
      partnerOrder,
      endDate,
      minimumTermUntil,
      remainingMonths,
      chargeMinor,
      currency,
    },
  };
}
