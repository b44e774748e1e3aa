import { ServiceOrderBackOut, ServiceOrderGiveUp } from '@turnup/contract';
import { ok, unwrap } from '../../foundation/result.ts';
import {
  backOutOrder,
  complianceOfOrder,
  giveUpItems,
  orderPath,
  ordersById,
  orderView,
} from '../../ordering/index.ts';
import type { Context } from '../../platform/context.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How an order ends that cannot end whole: without some of its items, or not at all; and what it came to. */
export function endingRoutes({ database, delivery, wake }: Application): Route[] {
  const isThere = async ({ tenant, party }: Context, id: string): Promise<boolean> => {
    const [order] = uuid.test(id) ? await ordersById(database.sql, tenant, [id]) : [];
    return order !== undefined && (party === undefined || order.customer === party);
  };
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/serviceOrder/:id/giveUp',
      access: may('order.issue'),
      summary: 'Give items up that cannot be delivered: taken back, failed with a code, the rest accepted',
      body: ServiceOrderGiveUp,
      async handle({ params, body, context }) {
        const id = params['id'] ?? '';
        if (!(await isThere(context, id))) return notFound('service order', id);
        await database.transaction(async (tx) => unwrap(await giveUpItems(delivery, tx, context, id, body)));
        wake();
        return ok({ status: 200, body: await orderView(database.sql, context.tenant, id) });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/serviceOrder/:id/backOut',
      access: may('order.issue'),
      summary: 'Back an order out: cancel what is open, delete what was delivered by a linked order',
      body: ServiceOrderBackOut,
      async handle({ params, body, context }) {
        const id = params['id'] ?? '';
        if (!(await isThere(context, id))) return notFound('service order', id);
        const { reason, acceptCharges = false } = body;
        const linked = await database.transaction(async (tx) =>
          unwrap(await backOutOrder(delivery, tx, context, id, { reason, acceptCharges })),
        );
        wake();
        return linked === null
          ? ok({ status: 200, body: await orderView(database.sql, context.tenant, id) })
          : ok({
              status: 201,
              body: await orderView(database.sql, context.tenant, linked),
              location: `${orderPath}/${linked}`,
            });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/serviceOrder/:id/compliance',
      access: may('order.read'),
      summary: 'The compliance matrix of an order: what was required, what it came to, what was waived',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        if (!(await isThere(context, id))) return notFound('service order', id);
        return ok({ status: 200, body: await complianceOfOrder(database.sql, context.tenant, id) });
      },
    }),
  ];
}
