import { QueryServiceQualificationCreate } from '@turnup/contract';
import { listQualifications } from '../../feasibility/index.ts';
import { ok, unwrap } from '../../foundation/result.ts';
import { inquire, inquiryPath, inquiryView, inquiryViewOf } from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

/** Queries of feasibility (TMF645): what can be had where, up to 2,000 sites in one call. */
export function inquiryRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  return [
    route({
      method: 'POST',
      path: inquiryPath,
      access: may('qualification.create'),
      summary: 'Ask what can be had at up to 2,000 sites',
      body: QueryServiceQualificationCreate,
      bodyLimit: 8 * 1_048_576,
      async handle({ body, context }) {
        const asked = unwrap(await inquire(delivery, database, context, body));
        application.wake();
        const view = await inquiryView(database.sql, context.tenant, asked.id);
        return ok({
          status: asked.existed || view?.state === 'done' ? 200 : 201,
          body: view,
          location: `${inquiryPath}/${asked.id}`,
        });
      },
    }),
    route({
      method: 'GET',
      path: inquiryPath,
      access: may('order.read'),
      summary: 'Queries of feasibility, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['state'], filterWords.qualifications);
        if (!page.ok) return page;
        const filter = {
          form: 'query',
          ...page.value,
          ...(query.has('state') ? { state: query.get('state') } : {}),
          ...(context.party === undefined ? {} : { customer: context.party }),
        };
        const found = await listQualifications(database.sql, context.tenant, filter as never);
        const views = found.qualifications.map(inquiryViewOf);
        return ok(pageReply(views, found.total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${inquiryPath}/:id`,
      access: may('order.read'),
      summary: 'One query with its answer',
      async handle({ params, query, context }) {
        const id = params['id'] ?? '';
        const view = isId(id) ? await inquiryView(database.sql, context.tenant, id) : undefined;
        const concerns =
          context.party === undefined ||
          view?.relatedParty.some((party) => party.id === context.party) === true;
        return view === undefined || !concerns
          ? notFound('service query', id)
          : ok({ status: 200, body: selected(view, query.get('fields')) });
      },
    }),
  ];
}
