import { TaskVerb } from '@turnup/contract';
import { ok, refuse, unwrap } from '../../foundation/result.ts';
import { listOrderIds, orderViews } from '../../ordering/index.ts';
import { planViews } from '../../plan/index.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { pageOf, pageReply } from '../paging.ts';
import { taskBody } from './orders.ts';

const verbs = ['retry', 'skip', 'pause', 'resume'] as const;

/** What people do to tasks, and the worklist of those that need a person. */
export function planRoutes({ database, plans, wake }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/fallout',
      access: may('order.read'),
      summary: 'Tasks that need a person, with their orders',
      async handle({ query, context }) {
        const page = pageOf(query, []);
        if (!page.ok) return page;
        const filter = {
          state: 'inProgress,held',
          customer: null,
          jeopardy: null,
          externalId: null,
          kind: 'request',
          party: context.party ?? null,
        };
        const { ids } = await listOrderIds(database.sql, context.tenant, filter, { offset: 0, limit: 1_000 });
        const orders = await orderViews(database.sql, context.tenant, ids);
        const byPlan = new Map(
          orders.flatMap((order) => (order.planId === undefined ? [] : [[order.planId, order] as const])),
        );
        const views = await planViews(database.sql, context.tenant, [...byPlan.keys()]);
        const rows = views.flatMap((plan) =>
          plan.tasks
            .filter((task) => task.state === 'fallout' || task.state === 'failed')
            .map((task) => ({
              ...taskBody(task),
              serviceOrder: { id: byPlan.get(plan.id)?.id, number: byPlan.get(plan.id)?.number },
            })),
        );
        return ok(
          pageReply(
            rows.slice(page.value.offset, page.value.offset + page.value.limit),
            rows.length,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
    ...verbs.map((verb) =>
      route({
        method: 'POST',
        path: `/turnup/v1/task/:id/${verb}`,
        access: may('plan.intervene'),
        summary: `${verb} a task`,
        body: TaskVerb,
        async handle({ params, body, context }) {
          const taskId = params['id'] ?? '';
          if (verb === 'skip' && body.reason === undefined)
            return refuse(422, 'REASON_REQUIRED', 'a skipped task needs its reason', [
              { path: '/reason', message: 'is required' },
            ]);
          const by = { by: context.account, reason: body.reason ?? verb };
          await database.transaction(async (tx) => {
            const ref = { taskId };
            const act = {
              retry: () => plans.retryTask(tx, context.tenant, ref, by),
              skip: () => plans.skipTask(tx, context.tenant, ref, by),
              pause: () => plans.pauseTask(tx, context.tenant, ref),
              resume: () => plans.resumeTask(tx, context.tenant, ref),
            };
            unwrap(await act[verb]());
            await recordAudit(tx, context.tenant, [
              {
                account: context.account,
                action: `task.${verb}`,
                object: { kind: 'task', id: taskId },
                detail: { reason: body.reason },
                trace: context.trace,
              },
            ]);
          });
          wake();
          return ok({ status: 204 });
        },
      }),
    ),
  ];
}
