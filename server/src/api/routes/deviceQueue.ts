import { QueueWithdrawal } from '@turnup/contract';
import { dequeue, listDevices, readQueue, release, trafficOf } from '../../activation/index.ts';
import { ok, refuse } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import { limitsOf, tasksOfDevice } from '../../ordering/index.ts';
import type { Sql } from '../../platform/database.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { pageOf } from '../paging.ts';

const path = '/turnup/v1/deviceQueue';

/** What waits for devices that cannot be reached, what keeps a device busy, and what it bears. */
export function deviceQueueRoutes({ database, delivery, wake }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('network.read'),
      summary: 'Parts of changes that wait for devices, in the order of delivery: ?device=',
      async handle({ query, context }) {
        const page = pageOf(query, ['device']);
        if (!page.ok) return page;
        return ok({ status: 200, body: await queueBody(database.sql, context.tenant, query.get('device')) });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/device/:name/queue',
      access: may('network.read'),
      summary: 'What a device is busy with, what waits for it and why, and what it bears',
      async handle({ params, context }) {
        const name = params['name'] ?? '';
        const { tenant } = context;
        if (!(await listDevices(database.sql, tenant)).includes(name)) return notFound('device', name);
        const limits = (await limitsOf(delivery, tenant, [name])).get(name) ?? {};
        const body = {
          device: name,
          limits,
          ...(await trafficOf(database.sql, tenant, name, limits)),
          queued: await queueBody(database.sql, tenant, name),
          tasks: await tasksOfDevice(database.sql, tenant, name),
        };
        return ok({ status: 200, body });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/retry`,
      access: may('plan.intervene'),
      summary: 'Try at once to deliver a part, also one that its device refused',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const { tenant, account, trace } = context;
        const known = await database.transaction(async (tx) => {
          const found = await release(tx, tenant, id);
          if (found)
            await recordAudit(tx, tenant, [
              {
                account,
                action: 'deviceQueue.retry',
                object: { kind: 'deviceQueue', id },
                detail: {},
                trace,
              },
            ]);
          return found;
        });
        if (!known) return notFound('queued part', id);
        return ok({ status: 200, body: await queueBody(database.sql, tenant, null) });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/withdraw`,
      access: may('plan.intervene'),
      summary: 'Take a part out of its queue undelivered; the device stays as it is there',
      body: QueueWithdrawal,
      async handle({ params, body, context }) {
        const id = params['id'] ?? '';
        const { tenant, account, trace } = context;
        const part = (await readQueue(database.sql, tenant, null)).find((one) => one.id === id);
        if (part === undefined) return notFound('queued part', id);
        const gone = await database.transaction(async (tx) => {
          const done = await dequeue(tx, tenant, id);
          const { device, serviceId, kind } = part;
          const detail = { device, service: serviceId, change: kind, reason: body.reason };
          if (done)
            await recordAudit(tx, tenant, [
              { account, action: 'deviceQueue.withdraw', object: { kind: 'deviceQueue', id }, detail, trace },
            ]);
          return done;
        });
        if (!gone) return refuse(409, 'ALREADY_DELIVERED', `part ${id} was delivered meanwhile`);
        wake();
        return ok({ status: 200, body: await queueBody(database.sql, tenant, null) });
      },
    }),
  ];
}

async function queueBody(sql: Sql, tenant: string, device: string | null) {
  const parts = await readQueue(sql, tenant, device);
  const ids = [...new Set(parts.map(({ serviceId }) => serviceId))].filter(isId);
  const numbers = new Map((await servicesById(sql, tenant, ids)).map(({ id, number }) => [id, number]));
  return parts.map(({ id, device, kind, serviceId, transactionId, queuedAt, lastFailure, blocked }) => ({
    id,
    device,
    change: kind,
    service: { id: serviceId, name: numbers.get(serviceId) ?? serviceId },
    state: blocked ? 'blocked' : 'waiting',
    since: queuedAt,
    transactionId,
    lastFailure,
  }));
}
