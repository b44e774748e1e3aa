import { TaskVerb } from '@turnup/contract';
import { ok, refuse, unwrap } from '../../foundation/result.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

const verbs = ['retry', 'skip', 'pause', 'resume'] as const;

/** What people do to tasks. */
export function planRoutes({ database, plans, wake }: Application): Route[] {
  return [
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
