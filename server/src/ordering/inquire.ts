import { createHash } from 'node:crypto';
import type {
  QueryServiceQualification,
  QueryServiceQualificationCreate,
  Reason,
  ServiceRequirement,
} from '@turnup/contract';
import { canonicalJson, demandsOfAlternative, requirementHash } from '../design/index.ts';
import {
  createQualification,
  getQualification,
  lockQualification,
  type Qualification,
  type QualificationItem,
  saveItems,
  writeStands,
} from '../feasibility/index.ts';
import { localDate } from '../foundation/calendar.ts';
import { ok, type Result, refuse, unwrap } from '../foundation/result.ts';
import type { TransactionalHandler } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Database, Sql, Transaction } from '../platform/database.ts';
import { nextNumber, recordAudit, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { checkRequirement, needDateOf, type World, worldOf } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { withStandingUnits } from './joining/offer.ts';
import { assumedConfirmation } from './qualify.ts';
import { requirementOf } from './requirement.ts';
import { rememberRequest } from './store.ts';
import type { Judged } from './world.ts';

/** The subject kind of the plans by which queries are answered later. */
const inquirySubject = 'serviceInquiry';
export const inquiryPath = '/tmf-api/serviceQualificationManagement/v4/queryServiceQualification';

/**
 * Takes a query (TMF645): which ways there are of serving up to 2,000 sites as one service. It is stored with its answer
 * and the version of the network that was searched; nothing is reserved, no design is opened, partners' rate cards are
 * taken as they stand. Answered at once, unless it need not be: then a worker does, and an event tells.
 */
export async function inquire(
  delivery: Delivery,
  database: Database,
  context: Context,
  body: QueryServiceQualificationCreate,
): Promise<Result<{ readonly id: string; readonly existed: boolean }>> {
  const { tenant } = context;
  // Searched outside of any transaction, which others would have to wait for.
  const world = await worldOf(delivery, database.sql, tenant);
  const requirement = requirementIn(world, body);
  if (!requirement.ok) return requirement;
  const now = body.instantSyncQualification !== false;
  const judged = now ? await answerOf(delivery, database.sql, tenant, world, requirement.value) : undefined;
  return await database.transaction(async (tx) => {
    const id = newId();
    const known = await replayOf(tx, context, body, id);
    if (known !== undefined) return known;
    await record(tx, context, body, id, requirement.value);
    if (judged !== undefined) await conclude(tx, tenant, id, judged);
    else unwrap(await later(delivery, tx, tenant, id));
    return ok({ id, existed: false });
  });
}

function requirementIn(world: World, body: QueryServiceQualificationCreate): Result<ServiceRequirement> {
  const { service, expectedServiceAvailabilityDate: wanted } = body.searchCriteria;
  const date =
    wanted === undefined ? undefined : localDate(new Date(wanted).toISOString(), world.operatorCalendar.zone);
  const read = requirementOf(service, body.relatedParty ?? [], date, '/searchCriteria/service');
  if (!read.ok) return read;
  const checked = checkRequirement(world, read.value);
  return checked.ok ? read : checked;
}

async function replayOf(
  tx: Transaction,
  { tenant, account }: Context,
  body: QueryServiceQualificationCreate,
  id: string,
): Promise<Result<{ readonly id: string; readonly existed: boolean }> | undefined> {
  if (body.externalId === undefined) return undefined;
  const requestHash = createHash('sha256').update(canonicalJson(body)).digest('base64url');
  const key = `serviceInquiry:${body.externalId}`;
  const known = await rememberRequest(tx, tenant, { client: account, key, requestHash, resourceId: id });
  if (known === undefined) return undefined;
  if (known.requestHash === requestHash) return ok({ id: known.resourceId, existed: true });
  const message = `another query was sent under the external id ${body.externalId} before: use a new one, or send the same body`;
  return refuse(409, 'IDEMPOTENCY_CONFLICT', message, [
    { path: '/externalId', message: 'was used with another body' },
  ]);
}

async function record(
  tx: Transaction,
  { tenant, account, trace }: Context,
  body: QueryServiceQualificationCreate,
  id: string,
  requirement: ServiceRequirement,
): Promise<void> {
  await createQualification(tx, tenant, {
    id,
    number: await nextNumber(tx, tenant, 'serviceQualification', 'SQ'),
    form: 'query',
    externalId: body.externalId === undefined ? null : `query:${body.externalId}`,
    description: body.description ?? null,
    customer: requirement.customer,
    provideAlternative: true,
    provideReason: true,
    reserve: false,
    requestedBy: account,
    relatedParty: body.relatedParty ?? [],
    expectedAt: body.expectedQualificationDate ?? null,
    items: [
      {
        item: '1',
        service: body.searchCriteria.service,
        requirement,
        requirementHash: requirementHash(requirement),
        expectedAvailabilityAt: body.searchCriteria.expectedServiceAvailabilityDate ?? null,
      },
    ],
  });
  await recordAudit(tx, tenant, [
    { account, action: 'serviceInquiry.create', object: { kind: 'serviceQualification', id }, trace },
  ]);
  await tellInquiry(tx, tenant, id, 'QueryServiceQualificationCreateEvent');
}

async function later(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<Result<unknown>> {
  return await delivery.plans.createPlan(tx, tenant, {
    subject: { kind: inquirySubject, id },
    tasks: [
      {
        key: 'conclude',
        kind: 'inquiry.conclude@1',
        input: { qualification: id },
        activity: 'CONCLUDE',
        label: 'Answer the query',
        after: [],
        owner: { kind: 'system', ref: null },
      },
    ],
  });
}

async function answerOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  world: World,
  requirement: ServiceRequirement,
): Promise<Result<Judged>> {
  const needDate = needDateOf(world, requirement);
  const taken = await delivery.occupancy(sql, tenant, `${needDate}T00:00:00.000Z`);
  const occupancy = await withStandingUnits(sql, tenant, world.catalog, requirement, taken);
  const options = { startDate: assumedConfirmation(world), occupancy };
  const [judged] = await delivery.judge(world, tenant, [{ requirement, options }]);
  if (judged === undefined) throw new Error('a question without an answer');
  return judged;
}

async function conclude(tx: Transaction, tenant: string, id: string, judged: Result<Judged>): Promise<void> {
  const found = await lockQualification(tx, tenant, id);
  if (found === undefined || found.state === 'done') return;
  const items = found.items.map(
    (item): QualificationItem =>
      judged.ok
        ? { ...item, state: 'done', answer: judged.value.answer, classification: judged.value.classification }
        : {
            ...item,
            state: 'terminatedWithError',
            errors: [{ id: judged.fault.code, value: judged.fault.message }],
          },
  );
  await saveItems(tx, tenant, found, items);
  // A query names no ways through the core: what it stands on is the first way of access of each site. What is shared
  // there is left: it decides how good a design is, and would be as many rows again for thousands of sites.
  if (judged.ok) {
    const sites = judged.value.answer.siteOptions.flatMap(({ options }) => options.slice(0, 1));
    const stands = demandsOfAlternative({ sites, routes: [] }).filter(({ kind }) => kind !== 'sharedRisk');
    const [item] = found.items;
    if (item !== undefined) await writeStands(tx, tenant, id, item.item, stands);
  }
  await tellInquiry(tx, tenant, id, 'QueryServiceQualificationStateChangeEvent');
}

/** How the tasks of queries that are answered later are done. */
export function inquiryHandlers(delivery: Delivery): TransactionalHandler[] {
  return [
    {
      kind: 'inquiry.conclude@1',
      mode: 'transactional',
      async run(tx, attempts) {
        for (const { tenant, subject } of attempts) {
          const found = await getQualification(tx.sql, tenant, subject.id);
          const requirement = found?.items[0]?.requirement;
          if (requirement === undefined) continue;
          const world = await worldOf(delivery, tx.sql, tenant);
          await conclude(
            tx,
            tenant,
            subject.id,
            await answerOf(delivery, tx.sql, tenant, world, requirement),
          );
        }
        return attempts.map(() => ({ kind: 'completed', output: null }) as const);
      },
    },
  ];
}

/** A query as TMF645 tells it, with our extensions; undefined where there is none of that id. */
export async function inquiryView(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<QueryServiceQualification | undefined> {
  const found = await getQualification(sql, tenant, id);
  return found?.form === 'query' ? inquiryViewOf(found) : undefined;
}

/** The same from what was read. */
export function inquiryViewOf(found: Qualification): QueryServiceQualification {
  const [item] = found.items;
  const answer = item?.answer ?? null;
  const { siteOptions = [], latencies = [], ...whole } = answer ?? {};
  const overtaken = item?.overtaken ?? [];
  const overtakenAt = Map.groupBy(overtaken, ({ parameters }) => parameters?.['site']);
  const ofSite = Map.groupBy(
    latencies.flatMap((one) => [
      { site: one.to, one },
      // A small service tells every pair, and each end of it wants to know.
      ...(siteOptions.length > 10 ? [] : [{ site: one.from, one }]),
    ]),
    ({ site }) => site,
  );
  return {
    id: found.id,
    href: `${inquiryPath}/${found.id}`,
    '@type': 'QueryServiceQualification',
    number: found.number,
    state: found.state,
    queryServiceQualificationDate: found.createdAt,
    relatedParty: [...found.relatedParty],
    searchCriteria: {
      service: item?.service,
      ...(item?.expectedAvailabilityAt == null
        ? {}
        : { expectedServiceAvailabilityDate: item.expectedAvailabilityAt }),
    },
    serviceQualificationItem: siteOptions.map(({ site, options }) => ({
      id: site,
      qualificationItemResult: options.length > 0 ? 'qualified' : 'unqualified',
      options,
      latencies: (ofSite.get(site) ?? []).map(({ one }) => one),
      ...noLongerHolds(overtakenAt.get(site)),
    })),
    terminationError: [...(item?.errors ?? [])],
    ...noLongerHolds(overtaken),
    ...(found.externalId === null ? {} : { externalId: found.externalId.replace(/^query:/, '') }),
    ...(found.effectiveAt === null ? {} : { effectiveQualificationDate: found.effectiveAt }),
    ...(answer === null
      ? {}
      : {
          expirationDate: answer.validUntil,
          feasibility: whole,
        }),
  };
}

function noLongerHolds(reasons: readonly Reason[] = []): { noLongerHolds?: Reason[] } {
  return reasons.length === 0 ? {} : { noLongerHolds: [...reasons] };
}

/** Tells subscribers how a query stands. */
export async function tellInquiry(tx: Transaction, tenant: string, id: string, type: string): Promise<void> {
  const found = await getQualification(tx.sql, tenant, id);
  if (found === undefined) return;
  const { number, state, customer, items } = found;
  const [item] = items;
  const noLongerHolds = (item?.overtaken.length ?? 0) > 0;
  await recordFacts(tx, tenant, [
    {
      type,
      domain: 'serviceQualification',
      aggregate: { kind: 'serviceQualification', id },
      resource: 'queryServiceQualification',
      body: { id, number, state, result: item?.answer?.result ?? null, noLongerHolds },
      correlationId: id,
      audience: customer === null ? [] : [customer],
    },
  ]);
}
