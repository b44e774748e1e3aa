import { type WorkOrder as WorkOrderBody, WorkOrderPatch } from '@turnup/contract';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import {
  type Actor,
  assignWorkOrder,
  completeWorkOrder,
  findWorkOrder,
  holdWorkOrder,
  listWorkOrders,
  recordEvidence,
  rejectWorkOrder,
  startWorkOrder,
  type WorkOrder,
} from '../../provisioning/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

const path = '/tmf-api/workOrder/v4/workOrder';
const actorOf = (context: Context): Actor => ({
  account: context.account,
  dispatcher: context.permissions.has('work.dispatch'),
});

/** A session of a party sees the work of that party's own people alone: their team has the party's code. */
const sees = (context: Context, workOrder: WorkOrder): boolean =>
  context.party === undefined || workOrder.team === context.party;

/** A work order as the API tells it (TMF697 in our words). */
function workOrderBody(workOrder: WorkOrder): WorkOrderBody & Record<string, unknown> {
  const { taskReference: _, orderReference, ...rest } = workOrder;
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return {
    ...present,
    href: `${path}/${workOrder.id}`,
    ...(orderReference === null ? {} : { serviceOrder: orderReference }),
  } as never;
}

/** Work of people: queues, and what they do with their work. */
export function workRoutes({ database, provisioning }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('work.read'),
      summary: 'Work orders',
      async handle({ query, context }) {
        const page = pageOf(
          query,
          ['assignee', 'team', 'state', 'serviceOrder', 'place', 'kind'],
          filterWords.workOrders,
        );
        if (!page.ok) return page;
        const text = (name: string, as: string): Record<string, string> =>
          query.has(name) ? { [as]: query.get(name) ?? '' } : {};
        const states = query.get('state')?.split(',') as never;
        const { items, total } = await listWorkOrders(database.sql, context.tenant, {
          ...page.value,
          ...text('assignee', 'assignee'),
          ...text('team', 'team'),
          ...text('serviceOrder', 'order'),
          ...text('place', 'place'),
          ...text('kind', 'kind'),
          ...(states === undefined ? {} : { states }),
          ...(context.party === undefined ? {} : { team: context.party }),
        });
        return ok(pageReply(items.map(workOrderBody), total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('work.read'),
      summary: 'One work order',
      async handle({ params, query, context }) {
        const found = await findWorkOrder(database.sql, context.tenant, params['id'] ?? '');
        if (found === undefined || !sees(context, found)) return notFound('work order', params['id'] ?? '');
        return ok({ status: 200, body: selected(workOrderBody(found), query.get('fields')) });
      },
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      access: may('work.do'),
      summary: 'Start, finish, hold or hand over work',
      body: WorkOrderPatch,
      handle: ({ params, body, context }) =>
        database.transaction(async (tx) => {
          const found = await findWorkOrder(tx.sql, context.tenant, params['id'] ?? '');
          if (found === undefined || !sees(context, found)) return notFound('work order', params['id'] ?? '');
          const changed = unwrap(await change(provisioning, tx, context, found, body));
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'workOrder.change',
              object: { kind: 'workOrder', id: found.id },
              detail: { ...body },
              trace: context.trace,
            },
          ]);
          return ok({ status: 200, body: workOrderBody(changed) });
        }),
    }),
  ];
}

async function change(
  ports: Application['provisioning'],
  tx: Transaction,
  context: Context,
  workOrder: WorkOrder,
  patch: WorkOrderPatch,
): Promise<Result<WorkOrder>> {
  const { tenant } = context;
  const { state, assignee, evidence, cause, note } = patch;
  const target = { id: workOrder.id, actor: actorOf(context), ...(note === undefined ? {} : { note }) };
  if (assignee !== undefined) unwrap(await assignWorkOrder(ports, tx, tenant, { ...target, assignee }));
  switch (state) {
    case undefined:
      return evidence === undefined
        ? ok(workOrder)
        : recordEvidence(ports, tx, tenant, { ...target, evidence });
    case 'inProgress':
      return startWorkOrder(ports, tx, tenant, target);
    case 'completed':
      return completeWorkOrder(ports, tx, tenant, {
        ...target,
        ...(evidence === undefined ? {} : { evidence }),
      });
    case 'held':
      return holdWorkOrder(ports, tx, tenant, { ...target, cause: cause ?? 'unspecified' });
    case 'rejected':
      return rejectWorkOrder(ports, tx, tenant, { ...target, cause: cause ?? 'unspecified' });
    default:
      return refuse(409, 'NOT_CANCELLED_HERE', 'work is cancelled with its task: cancel or skip that');
  }
}
