import { ServiceActivationCreate, ServiceActivationPatch, type ServiceOrderCreate } from '@turnup/contract';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import { listServices, type Service, servicesById } from '../../inventory/index.ts';
import { acceptOrder, monitorPath, openMonitor, readMonitors } from '../../ordering/index.ts';
import type { Context } from '../../platform/context.ts';
import { notFound, type Reply, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';
import { serviceBody } from './inventory.ts';
import { monitorBody, monitorReply } from './monitors.ts';

const path = '/tmf-api/ServiceActivationAndConfiguration/v4/service';

/**
 * Service activation and configuration (TMF640). What changes a service is done by a service order, since parameters, work
 * and tests belong to it: the answer is 202 with a monitor that follows the order.
 */
export function activationRoutes(application: Application): Route[] {
  return [...serviceRoutes(application), ...changeRoutes(application), ...monitorRoutes(application)];
}

function serviceRoutes({ database }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('order.read'),
      summary: 'Services as they are configured: ?state=, customer',
      async handle({ query, context }) {
        const page = pageOf(query, ['state', 'customer'], filterWords.services);
        if (!page.ok) return page;
        const customer = context.party ?? query.get('customer');
        const filter = { state: query.get('state'), customer, category: 'CFS', orderId: null };
        const rows = await listServices(database.sql, context.tenant, filter, page.value);
        const bodies = rows.map(({ total: _, ...service }) => bodyOf(service));
        return ok(pageReply(bodies, rows[0]?.total ?? 0, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('order.read'),
      summary: 'One service as it is configured',
      async handle({ params, query, context }) {
        const service = await serviceOf(database.sql, context, params['id'] ?? '');
        if (service === undefined) return notFound('service', params['id'] ?? '');
        return ok({ status: 200, body: selected(bodyOf(service), query.get('fields')) });
      },
    }),
  ];
}

function changeRoutes(application: Application): Route[] {
  const { database } = application;
  return [
    route({
      method: 'POST',
      path,
      access: may('order.issue'),
      summary: 'Have a service delivered and activated; 202 with a monitor of the order that does it',
      body: ServiceActivationCreate,
      async handle({ body, context }) {
        const { serviceSpecification, serviceCharacteristic, relatedParty, externalId } = body;
        const order: ServiceOrderCreate = {
          ...(externalId === undefined ? {} : { externalId }),
          relatedParty,
          serviceOrderItem: [
            { id: '1', action: 'add', service: { serviceSpecification, serviceCharacteristic } },
          ],
        };
        return await ordered(application, context, order, { method: 'POST', to: path, body });
      },
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      access: may('order.issue'),
      summary:
        'Change characteristics, stop the traffic (inactive) or let it pass (active); 202 with a monitor',
      body: ServiceActivationPatch,
      async handle({ params, body, context }) {
        const service = await serviceOf(database.sql, context, params['id'] ?? '');
        if (service === undefined) return notFound('service', params['id'] ?? '');
        const { state, serviceCharacteristic } = body;
        if ((state === undefined) === (serviceCharacteristic === undefined))
          return refuse(422, 'ONE_CHANGE', 'say either another state or other characteristics', [
            { path: '', message: 'needs state or serviceCharacteristic, and not both' },
          ]);
        const asked = {
          ...(state === undefined ? {} : { state }),
          ...(serviceCharacteristic === undefined ? {} : { serviceCharacteristic }),
        };
        const order = orderOf(service, { action: 'modify', service: { id: service.id, ...asked } });
        return await ordered(application, context, order, {
          method: 'PATCH',
          to: `${path}/${service.id}`,
          body,
        });
      },
    }),
    route({
      method: 'DELETE',
      path: `${path}/:id`,
      access: may('order.issue'),
      summary: 'End a service; 202 with a monitor of the order that does it',
      async handle({ params, context }) {
        const service = await serviceOf(database.sql, context, params['id'] ?? '');
        if (service === undefined) return notFound('service', params['id'] ?? '');
        const order = orderOf(service, { action: 'delete', service: { id: service.id } });
        const to = `${path}/${service.id}`;
        return await ordered(application, context, order, { method: 'DELETE', to, body: null });
      },
    }),
  ];
}

function monitorRoutes({ database }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: monitorPath,
      access: may('network.read'),
      summary: 'Monitors of what takes its time, the newest first: ?state=InProgress, InError, Completed',
      async handle({ query, context }) {
        const page = pageOf(query, ['state'], filterWords.monitors);
        if (!page.ok) return page;
        const state = query.get('state');
        const found = await readMonitors(database.sql, context.tenant, {
          ...page.value,
          ...(state === null ? {} : { state }),
        });
        return ok(pageReply(found.map(monitorBody), found[0]?.total ?? 0, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: `${monitorPath}/:id`,
      access: may('network.read'),
      summary: 'One monitor: what was asked, and what came of it',
      async handle({ params, query, context }) {
        const id = params['id'] ?? '';
        const [monitor] = await readMonitors(database.sql, context.tenant, { id });
        if (monitor === undefined) return notFound('monitor', id);
        return ok({ status: 200, body: selected(monitorBody(monitor), query.get('fields')) });
      },
    }),
  ];
}

async function serviceOf(
  sql: Application['database']['sql'],
  { tenant, party }: Context,
  id: string,
): Promise<Service | undefined> {
  const [service] = isId(id) ? await servicesById(sql, tenant, [id]) : [];
  if (service === undefined || service.category !== 'CFS') return undefined;
  return party === undefined || service.customer === party ? service : undefined;
}

function bodyOf(service: Service): Record<string, unknown> {
  return { ...serviceBody(service), href: `${path}/${service.id}` };
}

function orderOf(
  { customer }: Service,
  item: Omit<ServiceOrderCreate['serviceOrderItem'][number], 'id'>,
): ServiceOrderCreate {
  return {
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', ...item }],
  };
}

/** Issues the order and answers the monitor that follows it. */
async function ordered(
  { database, delivery, wake }: Application,
  context: Context,
  order: ServiceOrderCreate,
  request: { readonly method: string; readonly to: string; readonly body: unknown },
): Promise<Result<Reply>> {
  const id = await database.transaction(async (tx) => {
    const { orderId } = unwrap(await acceptOrder(delivery, tx, context, order, undefined));
    const sourceHref = `/tmf-api/serviceOrdering/v4/serviceOrder/${orderId}`;
    return await openMonitor(tx, context, { kind: 'order', orderId }, { sourceHref, request });
  });
  wake();
  return await monitorReply(database.sql, context.tenant, id);
}
