import { createHash } from 'node:crypto';
import type {
  CheckServiceQualification,
  CheckServiceQualificationCreate,
  FeasibilityAnswer,
  PartnerOffer,
  Reason,
  ReservationDecision,
  ServiceRequirement,
} from '@turnup/contract';
import { numberPolicy } from '../catalog/index.ts';
import { canonicalJson, demandsOfAlternative, openDesign, requirementHash } from '../design/index.ts';
import {
  createQualification,
  getQualification,
  lockQualification,
  type Qualification,
  type QualificationItem,
  saveItems,
  setEstimatedResponse,
  writeStands,
} from '../feasibility/index.ts';
import { addWorkingDays, localDate, workingDaysBetween } from '../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse, unwrap } from '../foundation/result.ts';
import { askPartners } from '../partner/index.ts';
import type { Outcome, TaskDraft, TransactionalHandler } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { nextNumber, recordAudit, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { type Assessed, checkRequirement, designedApart, needDateOf, worldOf } from './assess.ts';
import { askForCapacity, shortageIn, shortOfCapacity } from './capacity/shortage.ts';
import type { Delivery } from './delivery.ts';
import { withStandingUnits } from './joining/offer.ts';
import { type AnsweredOffers, answersTo, correctedFor } from './offers.ts';
import { judgeStanding, namesStanding, type StandingJudged } from './qualifyStanding.ts';
import { requirementOf } from './requirement.ts';
import { decideReservation, reserveForAnswer } from './reserve.ts';
import { rememberRequest } from './store.ts';
import type { AssessOptions, Judged, Judging, Occupancy, World } from './world.ts';

/** The subject kind of the plans that wait for partners' answers. */
const qualificationSubject = 'serviceQualification';
export const qualificationPath = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';

/**
 * Takes a question of feasibility (TMF645; eTOM 1.4.5.6 for a feasibility assessment). Without partners it is answered
 * at once; where a partner's offer could serve a site, the partners are asked and the answer follows as an event.
 */
export async function qualify(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  body: CheckServiceQualificationCreate,
): Promise<Result<{ readonly id: string; readonly existed: boolean }>> {
  const { tenant, account } = context;
  const id = newId();
  if (body.externalId !== undefined) {
    const requestHash = createHash('sha256').update(canonicalJson(body)).digest('base64url');
    const key = `serviceQualification:${body.externalId}`;
    const known = await rememberRequest(tx, tenant, { client: account, key, requestHash, resourceId: id });
    if (known !== undefined) return replayed(known, requestHash, body.externalId);
  }
  const world = await worldOf(delivery, tx.sql, tenant);
  const made = requirementsOf(world, body);
  if (!made.ok) return made;
  const standing = await standingOf(delivery, tx, context, world, body);
  if (!standing.ok) return standing;
  const requirements = body.serviceQualificationItem.map(
    ({ id: item }) => (made.value.get(item) ?? standing.value.get(item)?.requirement) as ServiceRequirement,
  );
  await createQualification(tx, tenant, {
    id,
    number: await nextNumber(tx, tenant, 'serviceQualification', 'SQ'),
    form: 'check',
    externalId: body.externalId ?? null,
    description: body.description ?? null,
    customer: requirements[0]?.customer ?? null,
    provideAlternative: body.provideAlternative ?? true,
    provideReason: body.provideUnavailabilityReason ?? true,
    reserve: body.reserve ?? false,
    requestedBy: account,
    relatedParty: body.relatedParty ?? [],
    expectedAt: body.expectedQualificationDate ?? null,
    items: body.serviceQualificationItem.map((item, index) => ({
      item: item.id,
      service: item.service,
      requirement: requirements[index] as ServiceRequirement,
      requirementHash: requirementHash(requirements[index] as ServiceRequirement),
      expectedAvailabilityAt: item.expectedServiceAvailabilityDate ?? null,
    })),
  });
  await recordAudit(tx, tenant, [
    {
      account,
      action: 'serviceQualification.create',
      object: { kind: 'serviceQualification', id },
      trace: context.trace,
    },
  ]);
  await tellQualification(tx, tenant, id, 'CheckServiceQualificationCreateEvent');
  const asked = await askAround(delivery, tx, tenant, world, id, [...made.value.values()], body);
  if (!asked.ok) return asked;
  if (standing.value.size > 0) await answerStanding(tx, tenant, id, standing.value);
  if (asked.value === 0) unwrap(await concludeQualification(delivery, tx, tenant, id));
  else await begin(tx, tenant, id);
  return ok({ id, existed: false });
}

function replayed(
  known: { readonly requestHash: string; readonly resourceId: string },
  requestHash: string,
  externalId: string,
): Result<{ readonly id: string; readonly existed: boolean }> {
  if (known.requestHash === requestHash) return ok({ id: known.resourceId, existed: true });
  const message = `another question was sent under the external id ${externalId} before: use a new one, or send the same body`;
  return refuse(409, 'IDEMPOTENCY_CONFLICT', message, [
    { path: '/externalId', message: 'was used with another body' },
  ]);
}

/** The requirements of the items that ask for new services, by their ids; all faults at once. */
function requirementsOf(
  world: World,
  body: CheckServiceQualificationCreate,
): Result<ReadonlyMap<string, ServiceRequirement>> {
  const faults: FieldFault[] = [];
  const requirements = new Map<string, ServiceRequirement>();
  for (const [index, item] of body.serviceQualificationItem.entries()) {
    const path = `/serviceQualificationItem/${index}`;
    if (body.serviceQualificationItem.findIndex((other) => other.id === item.id) !== index)
      faults.push({ path: `${path}/id`, message: `is ${item.id} again` });
    if (namesStanding(item.service)) continue;
    const wanted = item.expectedServiceAvailabilityDate;
    const date =
      wanted === undefined
        ? undefined
        : localDate(new Date(wanted).toISOString(), world.operatorCalendar.zone);
    const read = requirementOf(item.service, body.relatedParty ?? [], date, `${path}/service`);
    if (!read.ok) {
      faults.push(...(read.fault.faults ?? []));
      continue;
    }
    const checked = checkRequirement(world, read.value);
    if (!checked.ok) return checked;
    requirements.set(item.id, read.value);
  }
  if (faults.length === 0) return ok(requirements);
  return refuse(
    400,
    'INVALID_QUALIFICATION',
    faults.map(({ path, message }) => `${path} ${message}`).join('; '),
    faults,
  );
}

/** What the items come to that ask something of services that stand, by their ids. */
async function standingOf(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: CheckServiceQualificationCreate,
): Promise<Result<ReadonlyMap<string, StandingJudged>>> {
  const judged = new Map<string, StandingJudged>();
  for (const item of body.serviceQualificationItem) {
    if (!namesStanding(item.service)) continue;
    const one = await judgeStanding(delivery, tx, context, world, body, item, assumedConfirmation(world));
    if (!one.ok) return one;
    judged.set(item.id, one.value);
  }
  return ok(judged);
}

/** Writes the answers for services that stand: nobody has to be asked for them. */
async function answerStanding(
  tx: Transaction,
  tenant: string,
  id: string,
  judged: ReadonlyMap<string, StandingJudged>,
): Promise<void> {
  const qualification = await lockQualification(tx, tenant, id);
  if (qualification === undefined) return;
  const started = qualification.items.map((item): QualificationItem => ({ ...item, state: 'inProgress' }));
  const present = await moved(tx, tenant, qualification, started);
  const answered = present.items.flatMap((item): QualificationItem[] => {
    const { answer, classification } = judged.get(item.item) ?? {};
    return answer === undefined
      ? []
      : [{ ...item, state: 'done', answer, classification: classification ?? null }];
  });
  if ((await saveItems(tx, tenant, present, answered)) === 'done')
    await tellQualification(tx, tenant, id, 'CheckServiceQualificationStateChangeEvent');
}

/** The day on which a customer is assumed to confirm (policy `decisionWorkingDays`), from which plans run until then. */
export function assumedConfirmation(world: World): string {
  return addWorkingDays(
    world.operatorCalendar,
    world.today,
    numberPolicy(world.catalog, 'decisionWorkingDays', 10),
  );
}

/** Asks every partner whose offer could serve a site; the plan waits for them all. Answers how many tasks it has, 0 for none. */
async function askAround(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  id: string,
  requirements: readonly ServiceRequirement[],
  { instantSyncQualification }: Pick<CheckServiceQualificationCreate, 'instantSyncQualification'>,
): Promise<Result<number>> {
  const offers = requirements.flatMap((requirement) =>
    offersFor(world, requirement).map((offer) => ({ offer, requirement })),
  );
  // Who says that the answer need not come at once gets it from a worker, as an event.
  const later = instantSyncQualification === false;
  if (offers.length === 0 && !later) return ok(0);
  const asked = await askPartners(
    delivery.partners,
    tx,
    tenant,
    offers.map(({ offer, requirement }) => ({
      correlation: id,
      partner: offer.partner,
      offer: offer.code,
      place: offer.place,
      technology: offer.technology,
      rateKbps:
        requirement.sites.find((site) => site.site === offer.place)?.bandwidthKbps ?? offer.maximumRateKbps,
    })),
  );
  if (!asked.ok) return asked;
  const queries = [...new Map(asked.value.map((query) => [query.id, query])).values()];
  const waits = queries.map(
    (query): TaskDraft => ({
      key: `query/${query.id}`,
      kind: 'partner.query@1',
      input: { query: query.id },
      activity: `QUERY_${query.partner}`,
      label: `${query.partner} answers for ${query.place}`,
      after: [],
      owner: { kind: 'partner', ref: query.partner },
    }),
  );
  const conclude: TaskDraft = {
    key: 'conclude',
    kind: 'qualification.conclude@1',
    input: { qualification: id },
    activity: 'CONCLUDE',
    label: 'Answer the question',
    after: waits.map((task) => task.key),
    owner: { kind: 'system', ref: null },
  };
  const planned = await delivery.plans.createPlan(tx, tenant, {
    subject: { kind: qualificationSubject, id },
    tasks: [...waits, conclude],
  });
  if (!planned.ok) return planned;
  await setEstimatedResponse(
    tx,
    tenant,
    id,
    queries
      .map((query) => query.answerBy)
      .sort()
      .at(-1) ?? world.now,
  );
  return ok(waits.length + 1);
}

function offersFor(world: World, requirement: ServiceRequirement): PartnerOffer[] {
  return [...world.catalog.of('partnerOffer').values()].filter((offer) =>
    requirement.sites.some(
      (site) => site.site === offer.place && site.bandwidthKbps <= offer.maximumRateKbps,
    ),
  );
}

/** Partners are being asked: the question is in progress. */
async function begin(tx: Transaction, tenant: string, id: string): Promise<void> {
  const qualification = await lockQualification(tx, tenant, id);
  if (qualification === undefined) return;
  const open = qualification.items.filter(({ state }) => state === 'acknowledged');
  await saveItems(
    tx,
    tenant,
    qualification,
    open.map((item): QualificationItem => ({ ...item, state: 'inProgress' })),
  );
}

/** Answers a question from what is known now, partners' answers included; reserves by rule; opens designs for special needs. */
async function concludeQualification(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<Result<void>> {
  const qualification = await lockQualification(tx, tenant, id);
  if (qualification === undefined) return refuse(404, 'NOT_FOUND', `there is no qualification ${id}`);
  if (qualification.state === 'done') return ok(undefined);
  // What is asked of services that stand was answered when it was asked.
  const open = { ...qualification, items: qualification.items.filter(({ state }) => state !== 'done') };
  const world = await worldOf(delivery, tx.sql, tenant);
  const answers = await answersTo(world, tx, tenant, id);
  const offers = open.items.map(({ requirement }) => correctedFor(world, answers, requirement));
  const judgings = await judgingsOf(delivery, tx, tenant, world, open, offers);
  const judged = await delivery.judge(world, tenant, judgings);
  const items: QualificationItem[] = [];
  for (const [index, item] of open.items.entries()) {
    const [how, found] = [judgings[index] as Judging, judged[index] as Result<Judged>];
    const { reasons } = offers[index] as AnsweredOffers;
    items.push(
      await concludeItem(delivery, tx, tenant, world, qualification, item, reasons, how.options, found),
    );
  }
  const started = items.map((item): QualificationItem => ({ ...item, state: 'inProgress' }));
  const present = qualification.items.every((item) => item.state === 'acknowledged')
    ? await moved(tx, tenant, qualification, started)
    : qualification;
  await saveItems(tx, tenant, present, items);
  await tellQualification(tx, tenant, id, 'CheckServiceQualificationStateChangeEvent');
  return ok(undefined);
}

async function moved(
  tx: Transaction,
  tenant: string,
  qualification: Qualification,
  items: readonly QualificationItem[],
): Promise<Qualification> {
  await saveItems(tx, tenant, qualification, items);
  return (await lockQualification(tx, tenant, qualification.id)) ?? qualification;
}

/** How each item is judged; what is taken at one date is read once. */
async function judgingsOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  { items, provideAlternative }: Qualification,
  answered: readonly AnsweredOffers[],
): Promise<readonly Judging[]> {
  const startDate = assumedConfirmation(world);
  const dates = items.map(({ requirement }) => needDateOf(world, requirement));
  const taken = new Map<string, Occupancy>();
  for (const date of new Set(dates))
    taken.set(date, await delivery.occupancy(tx.sql, tenant, `${date}T00:00:00.000Z`));
  const judgings: Judging[] = [];
  for (const [index, { requirement }] of items.entries()) {
    const seen = taken.get(dates[index] as string) as Occupancy;
    const occupancy = await withStandingUnits(tx.sql, tenant, world.catalog, requirement, seen);
    const { offers } = answered[index] as AnsweredOffers;
    judgings.push({ requirement, options: { offers, startDate, occupancy, provideAlternative } });
  }
  return judgings;
}

async function concludeItem(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  qualification: Qualification,
  item: QualificationItem,
  partnersSaid: readonly Reason[],
  options: AssessOptions,
  judged: Result<Judged>,
): Promise<QualificationItem> {
  const { requirement } = item;
  const assessed = judged.ok
    ? await designedApart(delivery, world, tenant, requirement, options, judged.value)
    : judged;
  if (!assessed.ok) {
    return {
      ...item,
      state: 'terminatedWithError',
      errors: [{ id: assessed.fault.code, value: assessed.fault.message }],
    };
  }
  const { classification, composition } = assessed.value;
  const answer = withSaid(assessed.value.answer, partnersSaid);
  const short = shortageIn(world, answer);
  const special = classification.route === 'special' && composition.alternatives.length > 0;
  const design =
    special || short.length > 0
      ? await openDesign(tx, tenant, delivery.design, {
          mode: 'feasibility',
          requirement,
          classification: special ? classification : shortOfCapacity(short),
          composition,
          validUntil: answer.validUntil,
          openedFor: { kind: 'serviceQualification', id: qualification.id },
        })
      : undefined;
  if (design !== undefined && short.length > 0) await askForCapacity(delivery, tx, tenant, design.id);
  const held = await reserveAtOnce(
    delivery,
    tx,
    tenant,
    world,
    qualification,
    requirement,
    assessed.value,
    needDateOf(world, requirement),
  );
  const [first] = composition.alternatives;
  if (first !== undefined)
    await writeStands(tx, tenant, qualification.id, item.item, demandsOfAlternative(first));
  return {
    ...item,
    state: 'done',
    answer: held.refused === undefined ? answer : { ...answer, reasons: [...answer.reasons, held.refused] },
    classification: design?.classification ?? classification,
    design: design?.id ?? null,
    reservation: held.reservation,
    reservationRules: held.rules,
  };
}

/** An answer with what partners said; what the search says of an offer already is not said twice. */
function withSaid(answer: FeasibilityAnswer, partnersSaid: readonly Reason[]): FeasibilityAnswer {
  const keyOf = ({ code, parameters }: Reason): string => `${code} ${parameters?.['offer']}`;
  const told = new Set(answer.reasons.map(keyOf));
  return {
    ...answer,
    reasons: [...answer.reasons, ...partnersSaid.filter((reason) => !told.has(keyOf(reason)))],
  };
}

type Kept = {
  readonly reservation: string | null;
  readonly rules: QualificationItem['reservationRules'];
  /** Why what the requester wanted kept is not. */
  readonly refused?: Reason;
};

/** Keeps what is scarce, because the requester or a rule asks for it. */
async function reserveAtOnce(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  qualification: Qualification,
  requirement: ServiceRequirement,
  { answer, composition }: Assessed,
  useFrom: string,
): Promise<Kept> {
  const solution = composition.alternatives[0];
  const specification = world.catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (solution === undefined || specification === undefined || answer.result === 'unqualified')
    return { reservation: null, rules: [] };
  const requested = requirement.requestedCompletionDate;
  const requestedIntervalWorkingDays =
    requested === undefined ? null : workingDaysBetween(world.operatorCalendar, world.today, requested);
  const decision = asRequested(
    qualification,
    answer,
    decideReservation(world, { requirement, specification, answer, requestedIntervalWorkingDays }),
  );
  if (!decision.reserve) return { reservation: null, rules: [] };
  const reserved = await reserveForAnswer(delivery, tx, tenant, world, {
    owner: { kind: 'serviceQualification', id: qualification.id },
    requirement,
    solution,
    useFrom,
    decision,
    reason: `answer ${qualification.number}`,
  });
  if (reserved.ok) return { reservation: reserved.value.id, rules: decision.rules };
  // Someone was quicker: the answer stands, and says that nothing could be kept.
  const refused = {
    code: 'NOT_RESERVED',
    message: `Nothing is kept for this answer: ${reserved.fault.message}`,
    parameters: { refusal: reserved.fault.code },
  };
  return { reservation: null, rules: decision.rules, ...(qualification.reserve && { refused }) };
}

/** What rules decide, and for as long as the answer is good where the requester wants it. */
function asRequested(
  { reserve }: Qualification,
  { validUntil }: FeasibilityAnswer,
  byRules: ReservationDecision,
): ReservationDecision {
  if (!reserve) return byRules;
  const requested = { rule: 'REQUESTED', text: 'The requester wants what is scarce kept', facts: {} };
  const until = byRules.holdUntil ?? null;
  const isLonger = byRules.reserve && (until === null || until > validUntil);
  return {
    reserve: true,
    rules: [...byRules.rules, requested],
    holdUntil: isLonger ? until : validUntil,
  };
}

/** How the tasks of a qualification's plan are done. */
export function qualificationHandlers(delivery: Delivery): TransactionalHandler[] {
  return [
    {
      kind: 'partner.query@1',
      mode: 'transactional',
      run: async (_tx, attempts) =>
        attempts.map(
          (attempt): Outcome => ({
            kind: 'waiting',
            wait: { for: 'partner', reference: (attempt.input as { query: string }).query },
          }),
        ),
    },
    {
      kind: 'qualification.conclude@1',
      mode: 'transactional',
      async run(tx, attempts) {
        const outcomes: Outcome[] = [];
        for (const attempt of attempts) {
          const concluded = await concludeQualification(delivery, tx, attempt.tenant, attempt.subject.id);
          outcomes.push(
            concluded.ok
              ? { kind: 'completed', output: null }
              : {
                  kind: 'fallout',
                  error: { code: concluded.fault.code, message: concluded.fault.message, cause: 'data' },
                },
          );
        }
        return outcomes;
      },
    },
  ];
}

/** A qualification as TMF645 tells it, with our extensions. */
export async function qualificationView(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<CheckServiceQualification | undefined> {
  const found = await getQualification(sql, tenant, id);
  return found?.form === 'check' ? viewOf(found) : undefined;
}

/** The same from what was read. */
export function viewOf(found: Qualification): CheckServiceQualification {
  const results = found.items.flatMap((item) => (item.answer === null ? [] : [item.answer.result]));
  const overall = results.includes('unqualified')
    ? 'unqualified'
    : results.includes('alternate')
      ? 'alternate'
      : 'qualified';
  const expirations = found.items.flatMap((item) => item.answer?.validUntil ?? []).sort();
  const expirationDate = expirations[0];
  return {
    id: found.id,
    href: `${qualificationPath}/${found.id}`,
    '@type': 'CheckServiceQualification',
    number: found.number,
    state: found.state,
    checkServiceQualificationDate: found.createdAt,
    relatedParty: [...found.relatedParty],
    serviceQualificationItem: found.items.map((item) => itemView(found, item)),
    ...(found.externalId === null ? {} : { externalId: found.externalId }),
    ...(found.state === 'done' && results.length > 0 ? { qualificationResult: overall } : {}),
    ...(found.effectiveAt === null ? {} : { effectiveQualificationDate: found.effectiveAt }),
    ...(found.estimatedAt === null ? {} : { estimatedResponseDate: found.estimatedAt }),
    ...(expirationDate === undefined ? {} : { expirationDate }),
  };
}

type ItemView = CheckServiceQualification['serviceQualificationItem'][number];

function itemView(found: Qualification, item: QualificationItem): ItemView {
  const { answer } = item;
  const reasons = found.provideReason ? (answer?.reasons ?? []) : [];
  return {
    id: item.item,
    state: item.state,
    service: item.service,
    requirementHash: item.requirementHash,
    eligibilityUnavailabilityReason: reasons.map(({ code, message }) => ({ code, label: message })),
    alternateServiceProposal: (answer?.alternatives ?? []).map((alternative, index) => ({
      id: String(index + 1),
      alternateService: alternative,
    })),
    reservationRules: [...item.reservationRules],
    terminationError: [...item.errors],
    ...(item.expectedAvailabilityAt === null
      ? {}
      : { expectedServiceAvailabilityDate: item.expectedAvailabilityAt }),
    ...(answer === null ? {} : { qualificationItemResult: answer.result, feasibility: answer }),
    ...(item.classification === null ? {} : { classification: item.classification }),
    ...(item.design === null ? {} : { designId: item.design }),
    ...(item.reservation === null ? {} : { reservationId: item.reservation }),
    ...(item.overtaken.length === 0 ? {} : { noLongerHolds: [...item.overtaken] }),
  };
}

/** Tells subscribers how a question stands. */
export async function tellQualification(
  tx: Transaction,
  tenant: string,
  id: string,
  type: string,
): Promise<void> {
  const found = await getQualification(tx.sql, tenant, id);
  if (found === undefined) return;
  const { number, state, customer } = found;
  const results = found.items.map((item) => ({
    id: item.item,
    result: item.answer?.result ?? null,
    design: item.design,
    noLongerHolds: item.overtaken.length > 0,
  }));
  await recordFacts(tx, tenant, [
    {
      type,
      domain: 'serviceQualification',
      aggregate: { kind: 'serviceQualification', id },
      resource: 'checkServiceQualification',
      body: { id, number, state, items: results },
      correlationId: id,
      audience: customer === null ? [] : [customer],
    },
  ]);
}
