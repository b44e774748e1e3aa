import { HubCreate } from '@turnup/contract';
import { ok, unwrap } from '../../foundation/result.ts';
import {
  deleteSubscription,
  insertSubscription,
  parseCallback,
  parseEventQuery,
} from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { newId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';

/** Where listeners register: each TM Forum API has its hub, and TMF688 has one for all events. */
const hubs = [
  '/tmf-api/serviceOrdering/v4/hub',
  '/tmf-api/serviceQualificationManagement/v4/hub',
  '/tmf-api/serviceInventory/v4/hub',
  '/tmf-api/serviceTestManagement/v4/hub',
  '/tmf-api/serviceQualityManagement/v4/hub',
  '/tmf-api/workOrder/v4/hub',
  '/tmf-api/eventManagement/v4/hub',
];

/** Registration of listeners for events (TMF630 part 1, 10). */
export function hubRoutes({ database, callbackPolicy }: Application): Route[] {
  return hubs.flatMap((path): Route[] => [
    route({
      method: 'POST',
      path,
      access: may('hub.subscribe'),
      summary: 'Listen for events',
      body: HubCreate,
      async handle({ body, context }) {
        const callback = parseCallback(body.callback, callbackPolicy);
        if (!callback.ok) return callback;
        unwrap(parseEventQuery(body.query ?? null));
        const id = newId();
        const { tenant, account } = context;
        await database.transaction((tx) =>
          insertSubscription(tx, {
            tenant,
            id,
            account,
            party: context.party ?? null,
            callback: body.callback,
            query: body.query ?? null,
          }),
        );
        return ok({
          status: 201,
          location: `${path}/${id}`,
          body: { id, callback: body.callback, ...(body.query === undefined ? {} : { query: body.query }) },
        });
      },
    }),
    route({
      method: 'DELETE',
      path: `${path}/:id`,
      access: may('hub.subscribe'),
      summary: 'Stop listening',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const gone = await database.transaction((tx) =>
          deleteSubscription(tx, context.tenant, context.account, id),
        );
        return gone ? ok({ status: 204 }) : notFound('listener', id);
      },
    }),
  ]);
}
