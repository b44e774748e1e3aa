import Type from 'typebox';
import { ok, unwrap } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { serviceTests, waiveTest } from '../../testing/index.ts';
import { type Application, may } from '../application.ts';

/** Tests of services (TMF653), and their waiver by authority. */
export function testRoutes({ database }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: '/tmf-api/serviceTestManagement/v4/serviceTest',
      access: may('order.read'),
      summary: 'Test runs of a service, newest first: ?relatedService=',
      async handle({ query, context }) {
        const serviceId = query.get('relatedService') ?? '';
        const [service] = isId(serviceId)
          ? await servicesById(database.sql, context.tenant, [serviceId])
          : [];
        if (service === undefined || (context.party !== undefined && service.customer !== context.party))
          return notFound('service', serviceId);
        const runs = await serviceTests(database.sql, context.tenant, serviceId);
        return ok({
          status: 200,
          body: runs.map((run) => ({ ...run, '@type': 'ServiceTest', relatedService: { id: serviceId } })),
          headers: { 'x-total-count': String(runs.length) },
        });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/service/:id/waiveTest',
      access: may('test.waive'),
      summary: 'Let a service go on without a passed test, with the reason',
      body: Type.Object(
        { reason: Type.String({ minLength: 1, maxLength: 500 }) },
        { additionalProperties: false },
      ),
      async handle({ params, body, context }) {
        const serviceId = params['id'] ?? '';
        if (!isId(serviceId)) return notFound('service', serviceId);
        const waived = await database.transaction(async (tx) => {
          const result = unwrap(
            await waiveTest(tx, context.tenant, {
              serviceId,
              by: context.account,
              authority: 'test.waive',
              reason: body.reason,
            }),
          );
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'service.waiveTest',
              object: { kind: 'service', id: serviceId },
              detail: { reason: body.reason },
              trace: context.trace,
            },
          ]);
          return result;
        });
        return ok({ status: 200, body: waived });
      },
    }),
  ];
}
