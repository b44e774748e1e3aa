import { PlannedOutageCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { moveOutageTo, readNotices, readOutages } from '../../maintenance/index.ts';
import { announceByHand, maintenanceWindowOf } from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf } from '../paging.ts';

const path = '/turnup/v1/plannedOutage';

/** Planned outages, their notices, maintenance windows, and which alarms are expected. */
export function maintenanceRoutes({ database, delivery }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('network.read'),
      summary: 'Planned outages, those that begin first before others',
      async handle({ query, context }) {
        const page = pageOf(query, ['state', 'object', 'serviceOrder', 'at'], filterWords.outages);
        if (!page.ok) return page;
        const at = instantOf(query);
        if (!at.ok) return at;
        const given = (name: string): string | undefined => query.get(name) ?? undefined;
        const rows = await readOutages(database.sql, context.tenant, {
          limit: page.value.limit,
          ...defined({ state: given('state'), object: given('object'), orderId: given('serviceOrder') }),
          ...defined({ at: at.value }),
        });
        return ok({ status: 200, body: rows });
      },
    }),
    route({
      method: 'POST',
      path,
      access: may('plan.intervene'),
      summary: 'Announce work on devices, ports or links that interrupts what stands on them',
      body: PlannedOutageCreate,
      async handle({ body, context }) {
        const made = await database.transaction((tx) => announceByHand(delivery, tx, context, body));
        return made.ok ? ok({ status: 201, body: made.value }) : made;
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('network.read'),
      summary: 'One planned outage with what each was told of it',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const [found] = await readOutages(database.sql, context.tenant, { id });
        if (found === undefined) return notFound('planned outage', id);
        const notices = await readNotices(database.sql, context.tenant, { outageId: found.id });
        return ok({ status: 200, body: { ...found, notices } });
      },
    }),
    ...(['withdraw', 'complete'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `${path}/:id/${verb}`,
        access: may('plan.intervene'),
        summary:
          verb === 'withdraw'
            ? 'It will not happen: all who were told are told so'
            : 'It is over: services are back',
        async handle({ params, context }) {
          const id = params['id'] ?? '';
          const [found] = await readOutages(database.sql, context.tenant, { id });
          if (found === undefined) return notFound('planned outage', id);
          if (found.orderId !== null)
            return refuse(
              409,
              'OUTAGE_OF_AN_ORDER',
              `${found.number} belongs to an order, which ends it itself: cancel or finish that`,
            );
          if (found.taskId !== null)
            return refuse(
              409,
              'OUTAGE_OF_A_WRITE',
              `${found.number} belongs to what is written to the network ("${found.reason}"), which ends it itself`,
            );
          const [from, to] =
            verb === 'withdraw'
              ? ([['announced'], 'withdrawn'] as const)
              : ([['announced', 'inProgress'], 'completed'] as const);
          const moved = await database.transaction((tx) =>
            moveOutageTo(tx, context.tenant, found.id, from, to),
          );
          if (!moved)
            return refuse(409, 'OUTAGE_NOT_OPEN', `${found.number} is ${found.state}: it cannot be ${to}`);
          const [now] = await readOutages(database.sql, context.tenant, { id: found.id });
          return ok({ status: 200, body: now });
        },
      }),
    ),
    route({
      method: 'GET',
      path: '/turnup/v1/outageNotice',
      access: may('order.read'),
      summary: 'What a customer, or surveillance, was told of planned outages, the newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['recipient']);
        if (!page.ok) return page;
        const recipient = context.party ?? query.get('recipient') ?? undefined;
        const rows = await readNotices(database.sql, context.tenant, {
          limit: page.value.limit,
          ...defined({ recipient }),
        });
        return ok({ status: 200, body: rows });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/expectedAlarm',
      access: may('network.read'),
      summary: 'Whether an alarm of a device, port or link at an instant is expected, and by which outages',
      async handle({ query, context }) {
        const object = query.get('object');
        if (object === null)
          return refuse(400, 'OBJECT_REQUIRED', 'name the device, device/port or link: ?object=', [
            { path: '/object', message: 'is required' },
          ]);
        const at = instantOf(query);
        if (!at.ok) return at;
        const instant = at.value ?? (await delivery.now(database.sql));
        const outages = await readOutages(database.sql, context.tenant, {
          object,
          at: instant,
          state: 'announced,inProgress,completed',
        });
        return ok({
          status: 200,
          body: {
            object,
            at: instant,
            expected: outages.length > 0,
            outages: outages.map(({ id, number, reason }) => ({ id, number, reason })),
          },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/maintenanceWindow',
      access: may('network.read'),
      summary: 'The next time in which devices may be worked on together',
      async handle({ query, context }) {
        const devices = (query.get('device') ?? '').split(',').filter((name) => name !== '');
        const found = await maintenanceWindowOf(delivery, database.sql, context.tenant, devices);
        return found.ok ? ok({ status: 200, body: found.value }) : found;
      },
    }),
  ];
}

function instantOf(query: URLSearchParams): Result<string | undefined> {
  const at = query.get('at');
  if (at === null) return ok(undefined);
  const ms = Date.parse(at);
  if (Number.isNaN(ms))
    return refuse(400, 'INVALID_INSTANT', `${at} is not an instant`, [
      { path: '/at', message: 'is not an instant' },
    ]);
  return ok(new Date(ms).toISOString());
}

/** Members that are there. */
function defined<Shape extends object>(
  shape: Shape,
): { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}
