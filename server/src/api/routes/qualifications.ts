import { CheckServiceQualificationCreate } from '@turnup/contract';
import { listQualifications } from '../../feasibility/index.ts';
import { ok, unwrap } from '../../foundation/result.ts';
import { qualificationPath, qualificationView, qualify, viewOf } from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

/** Questions of feasibility (TMF645). */
export function qualificationRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  return [
    route({
      method: 'POST',
      path: qualificationPath,
      access: may('qualification.create'),
      summary: 'Ask whether a service is feasible',
      body: CheckServiceQualificationCreate,
      async handle({ body, context }) {
        const asked = await database.transaction(async (tx) =>
          unwrap(await qualify(delivery, tx, context, body)),
        );
        application.wake();
        const view = await qualificationView(database.sql, context.tenant, asked.id);
        const answered = view?.state === 'done' && body.instantSyncQualification === true;
        return ok({
          status: asked.existed || answered ? 200 : 201,
          body: view,
          location: `${qualificationPath}/${asked.id}`,
        });
      },
    }),
    route({
      method: 'GET',
      path: qualificationPath,
      access: may('order.read'),
      summary: 'Questions of feasibility, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['state', 'customer', 'externalId'], filterWords.qualifications);
        if (!page.ok) return page;
        const text = (name: string): Record<string, string> =>
          query.has(name) ? { [name]: query.get(name) ?? '' } : {};
        const filter = {
          form: 'check',
          ...page.value,
          ...text('state'),
          ...text('externalId'),
          ...text('customer'),
          ...(context.party === undefined ? {} : { customer: context.party }),
        };
        const { qualifications, total } = await listQualifications(
          database.sql,
          context.tenant,
          filter as never,
        );
        return ok(pageReply(qualifications.map(viewOf), total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${qualificationPath}/:id`,
      access: may('order.read'),
      summary: 'One question of feasibility with its answer',
      async handle({ params, query, context }) {
        const id = params['id'] ?? '';
        const view = isId(id) ? await qualificationView(database.sql, context.tenant, id) : undefined;
        const concerns =
          context.party === undefined ||
          view?.relatedParty.some((party) => party.id === context.party) === true;
        return view === undefined || !concerns
          ? notFound('service qualification', id)
          : ok({ status: 200, body: selected(view, query.get('fields')) });
      },
    }),
  ];
}
