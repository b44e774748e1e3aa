import { PartnerAnswer, PartnerOrderPatch } from '@turnup/contract';
import { readCatalog } from '../../catalog/index.ts';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import {
  type Actor,
  answerQuery,
  beginOrder,
  changeExpectedDate,
  chargesOf,
  completeOrder,
  listOrders,
  listQueries,
  type PartnerOrder,
  partnerOrder,
  recordFoc,
  refuseOrder,
} from '../../partner/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply } from '../paging.ts';

const actorOf = (context: Context): Actor => ({
  account: context.account,
  onBehalf: context.permissions.has('partner.manage'),
});

/** Code of the partner for whose party the session acts; null where it acts for the operator. */
async function ownPartner(sql: Sql, context: Context): Promise<string | null> {
  if (context.party === undefined) return null;
  const partners = (await readCatalog(sql, context.tenant)).of('partner');
  return [...partners.values()].find((partner) => partner.party === context.party)?.code ?? '';
}

/** Queries and orders to partners (eTOM 1.6.8), for both sides. A partner sees its own and nothing else. */
export function partnerRoutes({ database, partner }: Application): Route[] {
  return [...queryRoutes({ database, partner }), ...orderRoutes({ database, partner })];
}

function queryRoutes({ database, partner }: Pick<Application, 'database' | 'partner'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/partnerQuery',
      access: may('partner.read'),
      summary: 'Queries to partners',
      async handle({ query, context }) {
        const page = pageOf(query, ['partner', 'state'], filterWords.partnerQueries);
        if (!page.ok) return page;
        const own = await ownPartner(database.sql, context);
        const wanted = own ?? query.get('partner');
        const states = query.get('state')?.split(',') as never;
        const { items, total } = await listQueries(database.sql, context.tenant, {
          ...page.value,
          ...(wanted === null ? {} : { partner: wanted }),
          ...(states === undefined ? {} : { states }),
        });
        return ok(pageReply(items, total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'PATCH',
      path: '/turnup/v1/partnerQuery/:id',
      access: may('partner.answer'),
      summary: 'The partner answers',
      body: PartnerAnswer,
      async handle({ params, body, context }) {
        // A late or second answer is refused, but kept: it must not be rolled back with the refusal.
        const answered = await database.transaction((tx) =>
          answerQuery(partner, tx, context.tenant, {
            id: params['id'] ?? '',
            actor: actorOf(context),
            answer: body,
          }),
        );
        return answered.ok ? ok({ status: 200, body: answered.value }) : answered;
      },
    }),
  ];
}

function orderRoutes({ database, partner }: Pick<Application, 'database' | 'partner'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/partnerOrder',
      access: may('partner.read'),
      summary: 'Orders to partners',
      async handle({ query, context }) {
        const page = pageOf(query, ['partner', 'state', 'place'], filterWords.partnerOrders);
        if (!page.ok) return page;
        const own = await ownPartner(database.sql, context);
        const wanted = own ?? query.get('partner');
        const place = query.get('place');
        const states = query.get('state')?.split(',') as never;
        const { items, total } = await listOrders(database.sql, context.tenant, {
          ...page.value,
          ...(wanted === null ? {} : { partner: wanted }),
          ...(place === null ? {} : { place }),
          ...(states === undefined ? {} : { states }),
        });
        return ok(pageReply(items, total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/partnerOrder/:id',
      access: may('partner.read'),
      summary: 'One order to a partner, with what it was charged',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const found = await partnerOrder(database, context.tenant, id);
        const own = await ownPartner(database.sql, context);
        if (!found.ok || (own !== null && found.value.partner !== own)) return notFound('partner order', id);
        const charges = await chargesOf(database.sql, context.tenant, found.value.id);
        return ok({ status: 200, body: { ...found.value, charges } });
      },
    }),
    route({
      method: 'PATCH',
      path: '/turnup/v1/partnerOrder/:id',
      access: may('partner.answer'),
      summary: 'The partner commits, moves a date, completes or refuses',
      body: PartnerOrderPatch,
      handle: ({ params, body, context }) =>
        database.transaction(async (tx) => {
          const own = await ownPartner(tx.sql, context);
          const found = await partnerOrder(tx, context.tenant, params['id'] ?? '');
          if (!found.ok || (own !== null && found.value.partner !== own))
            return notFound('partner order', params['id'] ?? '');
          const changed = await change(partner, tx, context, found.value, body);
          return ok({ status: 200, body: unwrap(changed) });
        }),
    }),
  ];
}

/** Applies what the partner says, in the order in which it would say it: begin, commit, move, end. */
async function change(
  ports: Application['partner'],
  tx: Transaction,
  context: Context,
  order: PartnerOrder,
  patch: PartnerOrderPatch,
): Promise<Result<PartnerOrder>> {
  const { tenant } = context;
  const target = { id: order.id, actor: actorOf(context) };
  let latest: Result<PartnerOrder> = ok(order);
  const step = async (wanted: boolean, run: () => Promise<Result<PartnerOrder>>): Promise<void> => {
    if (wanted && latest.ok) latest = await run();
  };
  const { state, focDate, expectedDate, reason, circuitReference } = patch;
  await step(state === 'inProgress', () => beginOrder(ports, tx, tenant, target));
  await step(focDate !== undefined, () =>
    recordFoc(ports, tx, tenant, { ...target, focDate: focDate ?? '' }),
  );
  await step(expectedDate !== undefined, () =>
    moveDate(ports, tx, tenant, target, expectedDate ?? '', reason),
  );
  await step(state === 'completed', () =>
    completeOrder(ports, tx, tenant, {
      ...target,
      ...(circuitReference === undefined ? {} : { circuitReference }),
    }),
  );
  await step(state === 'rejected' || state === 'failed', () =>
    refuseOrder(ports, tx, tenant, { ...target, reason: reason ?? 'no reason given' }),
  );
  return latest;
}

async function moveDate(
  ports: Application['partner'],
  tx: Transaction,
  tenant: string,
  target: { readonly id: string; readonly actor: Actor },
  expectedDate: string,
  reason: string | undefined,
): Promise<Result<PartnerOrder>> {
  if (reason === undefined)
    return refuse(422, 'REASON_MISSING', 'a new date needs its reason', [
      { path: '/reason', message: 'is required with expectedDate' },
    ]);
  return changeExpectedDate(ports, tx, tenant, { ...target, expectedDate, reason });
}
