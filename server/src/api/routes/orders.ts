import { ServiceOrderCreate, ServiceOrderPatch } from '@turnup/contract';
import { ok, refuse, unwrap } from '../../foundation/result.ts';
import {
  acceptOrder,
  amendmentView,
  billingEvents,
  changeOrder,
  expectedActivities,
  isFinalState,
  listOrderIds,
  type Order,
  orderPath,
  ordersById,
  orderView,
  orderViews,
  simulateOrder,
} from '../../ordering/index.ts';
import { type PlanView, planView } from '../../plan/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

/** Service orders (TMF641), their plans, and what billing was told. */
export function orderRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  const find = async (tenant: string, party: string | undefined, id: string) => {
    const [order] = isId(id) ? await ordersById(database.sql, tenant, [id]) : [];
    return party === undefined || order?.customer === party ? order : undefined;
  };
  return [
    route({
      method: 'POST',
      path: orderPath,
      access: may('order.issue'),
      summary: 'Issue a service order',
      body: ServiceOrderCreate,
      async handle({ body, context, headers }) {
        const accepted = await database.transaction(async (tx) =>
          unwrap(await acceptOrder(delivery, tx, context, body, headers['idempotency-key'])),
        );
        application.wake();
        const view = await orderView(database.sql, context.tenant, accepted.orderId);
        return ok({
          status: accepted.existed ? 200 : 201,
          body: view,
          location: `${orderPath}/${accepted.orderId}`,
        });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/serviceOrder/simulate',
      access: may('order.issue'),
      summary:
        'What an order would come to: tasks, parameters, device lines, dates and cost. Nothing is kept',
      body: ServiceOrderCreate,
      async handle({ body, context }) {
        const found = await simulateOrder(delivery, database, context, body);
        return found.ok ? ok({ status: 200, body: found.value }) : found;
      },
    }),
    route({
      method: 'GET',
      path: orderPath,
      access: may('order.read'),
      summary: 'Service orders, newest first',
      async handle({ query, context }) {
        const page = pageOf(
          query,
          ['state', 'customer', 'jeopardy', 'externalId', 'kind'],
          filterWords.orders,
        );
        if (!page.ok) return page;
        const filter = {
          state: query.get('state'),
          customer: query.get('customer'),
          jeopardy: query.get('jeopardy'),
          externalId: query.get('externalId'),
          kind: query.get('kind'),
          party: context.party ?? null,
        };
        const { ids, total } = await listOrderIds(database.sql, context.tenant, filter, page.value);
        const views = await orderViews(database.sql, context.tenant, ids);
        return ok(pageReply(views.toReversed(), total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${orderPath}/:id`,
      access: may('order.read'),
      summary: 'One service order',
      async handle({ params, query, context }) {
        const order = await find(context.tenant, context.party, params['id'] ?? '');
        if (order === undefined) return notFound('service order', params['id'] ?? '');
        const view = await orderView(database.sql, context.tenant, order.id);
        return ok({
          status: 200,
          body: selected(view, query.get('fields')),
          headers: { etag: `"${order.version}"` },
        });
      },
    }),
    route({
      method: 'PATCH',
      path: `${orderPath}/:id`,
      access: may('order.issue'),
      summary: 'Change an order under way: words at once, dates and items as an amendment',
      body: ServiceOrderPatch,
      async handle({ params, body, context, headers }) {
        const order = await find(context.tenant, context.party, params['id'] ?? '');
        if (order === undefined) return notFound('service order', params['id'] ?? '');
        const tag = headers['if-match'];
        if (tag !== undefined && tag !== `"${order.version}"`)
          return refuse(
            412,
            'CHANGED',
            `order ${order.number} is at version ${order.version} now: read it again`,
          );
        const { amendment } = await database.transaction(async (tx) =>
          unwrap(await changeOrder(delivery, tx, context, order.id, body)),
        );
        application.wake();
        const view = await orderView(database.sql, context.tenant, order.id);
        return ok({
          status: 200,
          body: amendment === undefined ? view : { ...view, amendment: amendmentView(amendment) },
        });
      },
    }),
    route({
      method: 'DELETE',
      path: `${orderPath}/:id`,
      access: may('order.issue'),
      summary: 'Refused: an order is a record, and is cancelled or kept',
      async handle({ params, context }) {
        const order = await find(context.tenant, context.party, params['id'] ?? '');
        if (order === undefined) return notFound('service order', params['id'] ?? '');
        return refuse(409, 'ORDER_KEPT', whyKept(order));
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/serviceOrder/:id/plan',
      access: may('order.read'),
      summary: 'The plan of an order: activities with baseline, forecast and actual dates, and every task',
      async handle({ params, context }) {
        const order = await find(context.tenant, context.party, params['id'] ?? '');
        const plan =
          order?.planId === undefined || order.planId === null
            ? null
            : await planView(database.sql, context.tenant, order.planId);
        if (order === undefined || plan === null)
          return notFound('plan of the service order', params['id'] ?? '');
        const expected = await expectedActivities(delivery, database.sql, context.tenant, order, plan);
        const { committedDate, expectedDate, slackWorkingDays } = order;
        const dates = { committedDate, expectedDate, slackWorkingDays };
        const known = Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== null));
        return ok({
          status: 200,
          body: {
            planId: plan.id,
            version: plan.version,
            state: plan.state,
            ...known,
            ...expected,
            tasks: plan.tasks.map(taskBody),
          },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/billingEvent',
      access: may('order.read'),
      summary: 'What billing was told',
      async handle({ query, context }) {
        const page = pageOf(query, ['service']);
        if (!page.ok) return page;
        if (context.party !== undefined)
          return refuse(403, 'NOT_PERMITTED', 'billing events are for the operator’s own people');
        const rows = await billingEvents(database.sql, context.tenant, query.get('service'));
        return ok(
          pageReply(
            rows.slice(page.value.offset, page.value.offset + page.value.limit),
            rows.length,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
  ];
}

/** Why an order is not deleted, and what would be legal instead. */
function whyKept({ number, state }: Order): string {
  return isFinalState(state)
    ? `order ${number} is ${state}: it is the record of what was done and stays; what it delivered is ended by an order with delete items`
    : `order ${number} is ${state}: it is cancelled (POST cancelServiceOrder), never deleted`;
}

/** A task as the API tells it. */
export function taskBody(task: PlanView['tasks'][number]): Record<string, unknown> {
  const { id, key, kind, activity, label, state, after, attempt, owner, paused } = task;
  const optional = {
    waitingFor: task.wait,
    error: task.error,
    output: task.output,
    notBefore: task.notBefore,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
  };
  return {
    id,
    key,
    kind,
    activity: activity.slice(activity.indexOf('/') + 1),
    label,
    state,
    paused,
    after,
    attempt,
    owner: { kind: owner.kind, ...(owner.ref === null ? {} : { code: owner.ref }) },
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)),
  };
}
