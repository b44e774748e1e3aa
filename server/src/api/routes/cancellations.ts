import { CancellationQuestion, CancelServiceOrderCreate } from '@turnup/contract';
import { ok, unwrap } from '../../foundation/result.ts';
import {
  assessCancellation,
  cancellationPath,
  cancellationView,
  listCancellations,
  requestCancellation,
} from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

/** Cancellation of service orders as TMF641's task. */
export function cancellationRoutes({ database, delivery, wake }: Application): Route[] {
  const one = async (tenant: string, id: string, party: string | undefined) => {
    const filter = { id, orderId: null, state: null, party: party ?? null };
    return (await listCancellations(database.sql, tenant, filter, { offset: 0, limit: 1 }))[0];
  };
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/serviceOrder/:id/simulateCancellation',
      access: may('order.issue'),
      summary: 'What a cancellation would come to: what is taken back, and for how much. Nothing is kept',
      body: CancellationQuestion,
      async handle({ params, body, context }) {
        const id = params['id'] ?? '';
        if (!isId(id)) return notFound('service order', id);
        const found = await assessCancellation(delivery, database, context, id, body.serviceOrderItem);
        return found.ok ? ok({ status: 200, body: found.value }) : found;
      },
    }),
    route({
      method: 'POST',
      path: cancellationPath,
      access: may('order.issue'),
      summary: 'Ask for the cancellation of a service order',
      body: CancelServiceOrderCreate,
      async handle({ body, context }) {
        const id = await database.transaction(async (tx) =>
          unwrap(await requestCancellation(delivery, tx, context, body, 'recorded')),
        );
        wake();
        const made = await one(context.tenant, id, undefined);
        if (made === undefined) return notFound('cancellation', id);
        return ok({ status: 201, body: cancellationView(made), location: `${cancellationPath}/${id}` });
      },
    }),
    route({
      method: 'GET',
      path: cancellationPath,
      access: may('order.read'),
      summary: 'Cancellations, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['serviceOrder', 'state'], filterWords.cancellations);
        if (!page.ok) return page;
        const filter = {
          id: null,
          orderId: query.get('serviceOrder'),
          state: query.get('state'),
          party: context.party ?? null,
        };
        const rows = await listCancellations(database.sql, context.tenant, filter, page.value);
        return ok(
          pageReply(rows.map(cancellationView), rows[0]?.total ?? 0, page.value, query.get('fields')),
        );
      },
    }),
    route({
      method: 'GET',
      path: `${cancellationPath}/:id`,
      access: may('order.read'),
      summary: 'One cancellation',
      async handle({ params, query, context }) {
        const found = await one(context.tenant, params['id'] ?? '', context.party);
        if (found === undefined) return notFound('cancellation', params['id'] ?? '');
        return ok({ status: 200, body: selected(cancellationView(found), query.get('fields')) });
      },
    }),
  ];
}
