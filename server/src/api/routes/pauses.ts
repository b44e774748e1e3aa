import { PauseReason, WorkPause } from '@turnup/contract';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import {
  listedPauses,
  ordersById,
  orderView,
  type PauseTarget,
  pauseOrder,
  pauseWork,
  resumeOrder,
  resumeWork,
} from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';

const path = '/turnup/v1/pause';

/** Pauses: of an order, of a kind of task, of a device, of everything. What runs is always let finish. */
export function pauseRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  return [
    route({
      method: 'GET',
      path,
      access: may('order.read'),
      summary: 'What is paused, by whom, since when and why',
      handle: async ({ context }) =>
        ok({ status: 200, body: await listedPauses(database.sql, context.tenant) }),
    }),
    route({
      method: 'POST',
      path,
      access: may('plan.intervene'),
      summary: 'Keep everything, a kind of task or a device from being worked on',
      body: WorkPause,
      async handle({ body, context }) {
        const target = targetOf(body);
        if (!target.ok) return target;
        await database.transaction(async (tx) =>
          unwrap(await pauseWork(delivery, tx, context, target.value, body.reason)),
        );
        return ok({ status: 200, body: await listedPauses(database.sql, context.tenant) });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/end`,
      access: may('plan.intervene'),
      summary: 'Let it be worked on again',
      body: WorkPause,
      async handle({ body, context }) {
        const target = targetOf(body);
        if (!target.ok) return target;
        const ended = await resumeWork(delivery, database, context, target.value, body.reason);
        if (!ended.ok) return ended;
        application.wake();
        return ok({ status: 200, body: await listedPauses(database.sql, context.tenant) });
      },
    }),
    ...(['pause', 'resume'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/turnup/v1/serviceOrder/:id/${verb}`,
        access: may('plan.intervene'),
        summary: verb === 'pause' ? 'Keep an order from going on' : 'Let a paused order go on',
        body: PauseReason,
        async handle({ params, body, context }) {
          const id = params['id'] ?? '';
          const [order] = await ordersById(database.sql, context.tenant, isId(id) ? [id] : []);
          if (order === undefined) return notFound('service order', id);
          const act = verb === 'pause' ? pauseOrder : resumeOrder;
          await database.transaction(async (tx) =>
            unwrap(await act(delivery, tx, context, order.id, body.reason)),
          );
          application.wake();
          return ok({ status: 200, body: await orderView(database.sql, context.tenant, order.id) });
        },
      }),
    ),
  ];
}

function targetOf({ scope, reference }: WorkPause): Result<PauseTarget> {
  if (scope === 'everything' && reference === undefined) return ok({ scope });
  if (scope !== 'everything' && reference !== undefined) return ok({ scope, reference });
  return refuse(
    422,
    'REFERENCE_MISMATCH',
    `a pause of ${scope} ${reference === undefined ? 'needs a' : 'has no'} reference`,
    [
      {
        path: '/reference',
        message: reference === undefined ? 'is required' : 'goes with taskKind and device',
      },
    ],
  );
}
