import { ObjectRepaired, RestorationCreate, ServiceSwitch } from '@turnup/contract';
import { ok, unwrap } from '../../foundation/result.ts';
import {
  failedObjects,
  orderPath,
  ordersById,
  orderView,
  repairObject,
  requestRestoration,
  restorationOf,
  switchOrder,
} from '../../ordering/index.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { listConditions } from '../../surveillance/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply } from '../paging.ts';

/** Restoration of services that something failed takes down (eTOM 1.4.6), and what has failed. */
export function restorationRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/restoration',
      access: may('plan.intervene'),
      summary: 'Order the restoration of everything that stands on what has failed',
      body: RestorationCreate,
      async handle({ body, context }) {
        const made = await database.transaction((tx) => requestRestoration(delivery, tx, context, body));
        if (!made.ok) return made;
        application.wake();
        const view = await orderView(database.sql, context.tenant, made.value.orderId);
        return ok({ status: made.value.existed ? 200 : 201, body: view });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/service/:id/switch',
      access: may('service.switch'),
      summary: 'Orders that a service moves to the ways that stand by for it',
      body: ServiceSwitch,
      async handle({ params, body, context, headers }) {
        const { tenant, account, trace } = context;
        const asked = { service: params['id'] ?? '', ...body };
        const { orderId, existed } = await database.transaction(async (tx) => {
          const made = unwrap(await switchOrder(delivery, tx, context, asked, headers['idempotency-key']));
          if (!made.existed)
            await recordAudit(tx, tenant, [
              {
                account,
                action: 'service.switch',
                object: { kind: 'service', id: asked.service },
                detail: { order: made.orderId, reason: body.reason },
                trace,
              },
            ]);
          return made;
        });
        application.wake();
        return ok({
          status: existed ? 200 : 201,
          body: await orderView(database.sql, tenant, orderId),
          location: `${orderPath}/${orderId}`,
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/serviceOrder/:id/restoration',
      access: may('order.read'),
      summary: 'What came of a restoration, service by service: restored, workAround, unsuccessful',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const [order] = await ordersById(database.sql, context.tenant, isId(id) ? [id] : []);
        const foreign = context.party !== undefined && order?.customer !== context.party;
        if (order === undefined || foreign) return notFound('service order', id);
        return ok({ status: 200, body: await restorationOf(database.sql, context.tenant, id) });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/failedObject',
      access: may('network.read'),
      summary: 'What of the network has failed and is not repaired',
      handle: async ({ context }) =>
        ok({ status: 200, body: await failedObjects(database.sql, context.tenant) }),
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/networkCondition',
      access: may('network.read'),
      summary:
        'What surveillance found bad in the network, the newest first: ?state=suspected, failed, cleared',
      async handle({ query, context }) {
        const page = pageOf(query, ['state'], filterWords.conditions);
        if (!page.ok) return page;
        const rows = await listConditions(database.sql, context.tenant, query.get('state'), page.value);
        const bodies = rows.map(({ total: _, ...condition }) => condition);
        return ok(pageReply(bodies, rows[0]?.total ?? 0, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/failedObject/repair',
      access: may('plan.intervene'),
      summary: 'It works again: what waits for capacity is planned anew',
      body: ObjectRepaired,
      async handle({ body, context }) {
        const ended = await database.transaction((tx) => repairObject(tx, context, body.name));
        if (!ended) return notFound('failed object', body.name);
        application.wake();
        return ok({ status: 200, body: await failedObjects(database.sql, context.tenant) });
      },
    }),
  ];
}
