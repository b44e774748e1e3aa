import { setTimeout as pause } from 'node:timers/promises';
import { type FalloutOutcome, FalloutRepair } from '@turnup/contract';
import { numberPolicy } from '../../catalog/index.ts';
import { ok, RefusalError, refuse, unwrap } from '../../foundation/result.ts';
import {
  type FallenOut,
  fallenOut,
  fallenOutInBrief,
  orderQuality,
  replanItems,
  requestCancellation,
  stalledOrders,
} from '../../ordering/index.ts';
import { type Json, type PlanView, planOfTask, planView } from '../../plan/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { monotonicUs } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { pageOf, pageReply } from '../paging.ts';
import { taskBody } from './orders.ts';

type Task = PlanView['tasks'][number];

/** How long a repair waits for tasks that are at work again, all together. */
const verifyForUs = 10_000_000;
const needsPerson = (task: Task): boolean => task.state === 'fallout' || task.state === 'failed';
const atWork = new Set<Task['state']>(['ready', 'running', 'retrying', 'stopping']);
const needReason: ReadonlySet<FalloutRepair['action']> = new Set(['skip', 'replan', 'undo']);

/** The worklist of tasks that need a person, its groups, their repair, and orders that have not moved. */
export function falloutRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/fallout',
      access: may('order.read'),
      summary: 'Tasks that need a person, with their orders',
      async handle({ query, context }) {
        const page = pageOf(query, ['cause', 'code']);
        if (!page.ok) return page;
        const { sql } = database;
        const filter = {
          party: context.party ?? null,
          cause: query.get('cause'),
          code: query.get('code'),
        };
        const { rows, total } = await fallenOut(sql, context.tenant, filter, page.value);
        return ok(pageReply(rows.map(rowOf), total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/falloutGroup',
      access: may('order.read'),
      summary: 'Tasks that need a person by cause and code, the largest group first, with what can be done',
      async handle({ context }) {
        const rows = await fallenOutInBrief(database.sql, context.tenant, context.party ?? null);
        const groups = Map.groupBy(rows, (row) => `${row.cause}/${row.code}`);
        const body = [...groups.values()]
          .map((rows) => ({
            cause: rows[0]?.cause,
            code: rows[0]?.code,
            count: rows.length,
            tasks: rows.map((row) => row.id),
            corrective: [...new Set(rows.flatMap((row) => row.corrective))],
            actions: ['retry', 'correct', 'skip', 'replan', 'undo'],
          }))
          .sort((one, other) => other.count - one.count);
        return ok({ status: 200, body });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/fallout/repair',
      access: may('plan.intervene'),
      summary:
        'Retry, correct, skip, plan anew or undo tasks that need a person, singly or in bulk; the outcome of each',
      body: FalloutRepair,
      async handle({ body, context }) {
        if (needReason.has(body.action) && body.reason === undefined)
          return refuse(422, 'REASON_REQUIRED', `to ${body.action} a task needs a reason`, [
            { path: '/reason', message: 'is required' },
          ]);
        if ((body.action === 'correct') !== (body.input !== undefined))
          return refuse(422, 'INPUT_REQUIRED', 'input is for the action correct, and needed by it', [
            { path: '/input', message: 'goes with the action correct' },
          ]);
        const outcomes: FalloutOutcome[] = [];
        for (const task of new Set(body.tasks)) outcomes.push(await repair(application, context, body, task));
        application.wake();
        return ok({ status: 200, body: await verified(application, context.tenant, outcomes) });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/orderQuality',
      access: may('order.read'),
      summary:
        'Requests that ended, and how many of them fell out or were right first time; each counts once',
      async handle({ context }) {
        return ok({ status: 200, body: await orderQuality(database.sql, context.tenant) });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/stalledOrder',
      access: may('order.read'),
      summary: 'Orders that have not moved for as many days as the policy `stalledAfterDays` says',
      async handle({ context }) {
        const catalog = await delivery.catalog(database.sql, context.tenant);
        const days = numberPolicy(catalog, 'stalledAfterDays', 10);
        const before = new Date(
          Date.parse(await delivery.now(database.sql)) - days * 86_400_000,
        ).toISOString();
        const stalled = await stalledOrders(database.sql, context.tenant, context.party ?? null, before);
        const body = stalled.map(({ id, number, state, unmovedSince }) => ({
          id,
          number,
          state,
          unmovedSince,
          days,
        }));
        return ok({ status: 200, body });
      },
    }),
  ];
}

/** A task of the worklist as the API tells it. */
function rowOf({ task, cause, code, order }: FallenOut): Record<string, unknown> {
  return {
    ...taskBody(task),
    cause,
    code,
    tried: task.attempt,
    corrective: task.error?.corrective ?? [],
    serviceOrder: { id: order.id, number: order.number },
  };
}

/** Acts on one task in a transaction of its own: what one refuses harms no other. */
async function repair(
  { database, plans, delivery }: Application,
  context: Context,
  body: FalloutRepair,
  task: string,
): Promise<FalloutOutcome> {
  const { tenant } = context;
  try {
    await database.transaction(async (tx) => {
      const by = { by: context.account, reason: body.reason ?? body.action };
      const ref = { taskId: task };
      const found = await taskOf(tx, tenant, task);
      if (found === undefined || !needsPerson(found.task))
        throw new RefusalError({
          status: 409,
          code: 'NOT_FALLOUT',
          message:
            found === undefined
              ? `there is no task ${task}`
              : `task ${found.task.key} is ${found.task.state}`,
        });
      switch (body.action) {
        case 'correct':
          unwrap(
            await plans.correctInput(
              tx,
              tenant,
              ref,
              { ...(found.task.input as object), ...body.input } as Json,
              by,
            ),
          );
          unwrap(await plans.retryTask(tx, tenant, ref, by));
          break;
        case 'retry':
          unwrap(await plans.retryTask(tx, tenant, ref, by));
          break;
        case 'skip':
          unwrap(await plans.skipTask(tx, tenant, ref, by));
          break;
        case 'replan':
          unwrap(
            await replanItems(
              delivery,
              tx,
              context,
              found.plan.subject.id,
              [found.task.key.slice(0, found.task.key.indexOf('/'))],
              { reason: by.reason, acceptCharges: body.acceptCharges ?? false },
            ),
          );
          break;
        case 'undo':
          unwrap(
            await requestCancellation(delivery, tx, context, {
              serviceOrder: { id: found.plan.subject.id },
              serviceOrderItem: [found.task.key.slice(0, found.task.key.indexOf('/'))],
              cancellationReason: by.reason,
              ...(body.acceptCharges === undefined ? {} : { acceptCharges: body.acceptCharges }),
            }),
          );
      }
      await recordAudit(tx, tenant, [
        {
          account: context.account,
          action: `task.${body.action}`,
          object: { kind: 'task', id: task },
          detail: { reason: body.reason, input: body.input },
          trace: context.trace,
        },
      ]);
    });
    return { task, outcome: 'underWay', verified: false };
  } catch (error) {
    if (error instanceof RefusalError)
      return { task, outcome: 'refused', verified: true, message: error.refusal.message };
    throw error;
  }
}

async function taskOf(tx: Pick<Transaction, 'sql'>, tenant: string, id: string) {
  const plan = await planView(tx.sql, tenant, planOfTask(id) ?? '');
  const task = plan?.tasks.find((candidate) => candidate.id === id);
  return plan === null || task === undefined ? undefined : { plan, task };
}

/** Reads each task again until it is no longer at work, or the time for it is over. */
async function verified(
  { database }: Application,
  tenant: string,
  outcomes: readonly FalloutOutcome[],
): Promise<FalloutOutcome[]> {
  const until = monotonicUs() + verifyForUs;
  const done: FalloutOutcome[] = [];
  for (const outcome of outcomes) {
    if (outcome.outcome === 'refused') {
      done.push(outcome);
      continue;
    }
    let found = await taskOf({ sql: database.sql }, tenant, outcome.task);
    while (found !== undefined && atWork.has(found.task.state) && monotonicUs() < until) {
      await pause(50);
      found = await taskOf({ sql: database.sql }, tenant, outcome.task);
    }
    done.push(outcomeOf(outcome.task, found?.task));
  }
  return done;
}

function outcomeOf(task: string, found: Task | undefined): FalloutOutcome {
  if (found === undefined) return { task, outcome: 'refused', verified: true, message: 'it is gone' };
  const { state, error } = found;
  if (atWork.has(state)) return { task, outcome: 'underWay', state, verified: false };
  if (needsPerson(found))
    return {
      task,
      outcome: 'stillFallout',
      state,
      verified: true,
      ...(error === null ? {} : { message: error.message }),
    };
  return { task, outcome: 'mended', state, verified: true };
}
