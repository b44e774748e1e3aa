import { ServiceOrderPatch } from '@turnup/contract';
import { ok, unwrap } from '../../foundation/result.ts';
import {
  amendmentPath,
  amendmentView,
  decideAmendment,
  listAmendments,
  ordersById,
  previewAmendment,
  versionsOf,
  versionView,
} from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Amendments of orders under way, their previews, and the versions that they made. */
export function amendmentRoutes({ database, delivery, wake }: Application): Route[] {
  const find = async (tenant: string, party: string | undefined, id: string) => {
    const [order] = uuid.test(id) ? await ordersById(database.sql, tenant, [id]) : [];
    return party === undefined || order?.customer === party ? order : undefined;
  };
  const decide = (decision: 'accept' | 'withdraw', summary: string): Route =>
    route({
      method: 'POST',
      path: `${amendmentPath}/:id/${decision}`,
      access: may('order.issue'),
      summary,
      async handle({ params, context }) {
        const amendment = await database.transaction(async (tx) =>
          unwrap(await decideAmendment(delivery, tx, context, params['id'] ?? '', decision)),
        );
        wake();
        return ok({ status: 200, body: amendmentView(amendment) });
      },
    });
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/serviceOrder/:id/simulateAmendment',
      access: may('order.issue'),
      summary:
        'What an amendment would come to: tasks, dates, parameters, device lines and money. Nothing is kept',
      body: ServiceOrderPatch,
      async handle({ params, body, context }) {
        const order = await find(context.tenant, context.party, params['id'] ?? '');
        if (order === undefined) return notFound('service order', params['id'] ?? '');
        const preview = await previewAmendment(delivery, database, context, order.id, body);
        return preview.ok ? ok({ status: 200, body: preview.value }) : preview;
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/serviceOrder/:id/version',
      access: may('order.read'),
      summary: 'The versions of an order: who changed what, and when',
      async handle({ params, context }) {
        const order = await find(context.tenant, context.party, params['id'] ?? '');
        if (order === undefined) return notFound('service order', params['id'] ?? '');
        const versions = await versionsOf(database.sql, context.tenant, order.id);
        return ok({ status: 200, body: versions.map(versionView) });
      },
    }),
    route({
      method: 'GET',
      path: amendmentPath,
      access: may('order.read'),
      summary: 'Amendments, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['serviceOrder', 'state'], filterWords.amendments);
        if (!page.ok) return page;
        const filter = {
          id: null,
          orderId: query.get('serviceOrder'),
          state: query.get('state'),
          party: context.party ?? null,
        };
        const rows = await listAmendments(database.sql, context.tenant, filter, page.value);
        return ok(pageReply(rows.map(amendmentView), rows[0]?.total ?? 0, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${amendmentPath}/:id`,
      access: may('order.read'),
      summary: 'One amendment',
      async handle({ params, query, context }) {
        const filter = { id: params['id'] ?? '', orderId: null, state: null, party: context.party ?? null };
        const [found] = await listAmendments(database.sql, context.tenant, filter, { offset: 0, limit: 1 });
        if (found === undefined) return notFound('amendment', params['id'] ?? '');
        return ok({ status: 200, body: selected(amendmentView(found), query.get('fields')) });
      },
    }),
    decide('accept', 'Accept what an amendment costs'),
    decide('withdraw', 'Withdraw an amendment that is held or in line'),
  ];
}
