import { ResourceAnswer, ResourceQueryCreate } from '@turnup/contract';
import { findDesign } from '../../design/index.ts';
import { ok, unwrap } from '../../foundation/result.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { answerResources, askResources, readQueries } from '../../resourcing/index.ts';
import { type Application, may } from '../application.ts';

const path = '/turnup/v1/resourceQuery';

/** Questions of designs to the resource domain and their answers (TMF652, TMF639 in our words). */
export function resourceQueryRoutes({ database, resourcing }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('design.read'),
      summary: 'Questions to the resource domain, newest first; of one design with design=',
      handle: async ({ query, context }) =>
        ok({ status: 200, body: await readQueries(database.sql, context.tenant, query.get('design')) }),
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/serviceDesign/:id/resourceQuery',
      access: may('design.edit'),
      summary: 'Ask the resource domain which ports can be had at a place, and from when',
      body: ResourceQueryCreate,
      async handle({ params, body, context }) {
        const design = params['id'] ?? '';
        if ((await findDesign(database.sql, context.tenant, design)) === undefined)
          return notFound('service design', design);
        const asked = await database.transaction(async (tx) =>
          unwrap(
            await askResources(resourcing, tx, context.tenant, { ...body, design, askedBy: context.account }),
          ),
        );
        return ok({ status: 201, body: asked, location: `${path}?design=${design}` });
      },
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      access: may('partner.answer'),
      summary: 'The resource domain answers, in whole or in part',
      body: ResourceAnswer,
      async handle({ params, body, context }) {
        // A late, second or excess answer is refused, but kept: it must not be rolled back with the refusal.
        const answered = await database.transaction((tx) =>
          answerResources(resourcing, tx, context.tenant, {
            id: params['id'] ?? '',
            by: context.account,
            ports: body.ports,
          }),
        );
        return answered.ok ? ok({ status: 200, body: answered.value }) : answered;
      },
    }),
  ];
}
