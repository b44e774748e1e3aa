import { orderOwnedMembers, ServicePatch, ServiceRequirement } from '@turnup/contract';
import { ok, refuse, unwrap } from '../../foundation/result.ts';
import {
  acceptObjective,
  editService,
  listServices,
  objectivesOf,
  resourcesOf,
  type Service,
  servicesById,
  versionsOf,
} from '../../inventory/index.ts';
import { inventoryMismatches, serviceGraph } from '../../ordering/index.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

const path = '/tmf-api/serviceInventory/v4/service';
const objectivePath = '/tmf-api/serviceQualityManagement/v4/serviceLevelObjective';

/** A service as TMF638 tells it, with our three words for allocated, in service and active. */
export function serviceBody(service: Service): Record<string, unknown> {
  const { characteristics, specification, customer, parentId, orderId, orderItem, ...rest } = service;
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return {
    ...present,
    href: `${path}/${service.id}`,
    '@type': service.category === 'CFS' ? 'CustomerFacingService' : 'ResourceFacingService',
    serviceSpecification: { id: specification },
    serviceCharacteristic: Object.entries(characteristics).map(([name, value]) => ({ name, value })),
    relatedParty: [{ id: customer, role: 'customer' }],
    ...(parentId === null
      ? {}
      : {
          serviceRelationship: [
            { relationshipType: 'supports', service: { id: parentId, href: `${path}/${parentId}` } },
          ],
        }),
    ...(orderId === null ? {} : { serviceOrderItem: [{ serviceOrderId: orderId, itemId: orderItem }] }),
  };
}

/** Characteristics that only orders write: the members of a requirement, and the parameters that were allocated. */
const ownedCharacteristics: ReadonlySet<string> = new Set([
  ...Object.keys(ServiceRequirement.properties),
  'parameters',
]);

/** The version of an entity tag, or NaN where it is none of ours. */
const versionOf = (tag: string): number => Number(/^"(\d{1,9})"$/.exec(tag)?.[1] ?? Number.NaN);

/** Service inventory (TMF638) and the parameters for Service Quality Management (TMF657). */
export function inventoryRoutes({ database, delivery }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('order.read'),
      summary: 'Services',
      async handle({ query, context }) {
        const page = pageOf(query, ['state', 'customer', 'category', 'serviceOrder'], filterWords.services);
        if (!page.ok) return page;
        const filter = {
          state: query.get('state'),
          customer: context.party ?? query.get('customer'),
          category: query.get('category'),
          orderId: query.get('serviceOrder'),
        };
        const rows = await listServices(database.sql, context.tenant, filter, page.value);
        return ok(
          pageReply(
            rows.map(({ total: _, ...service }) => serviceBody(service)),
            rows[0]?.total ?? 0,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('order.read'),
      summary: 'One service with its resources',
      async handle({ params, query, context }) {
        const service = await findService(params['id'] ?? '', context.tenant, context.party);
        if (service === undefined) return notFound('service', params['id'] ?? '');
        const resources = await resourcesOf(database.sql, context.tenant, [service.id]);
        const body = {
          ...serviceBody(service),
          supportingResource: resources.map(({ kind, key, role, detail, fromAt, untilAt }) => ({
            id: key,
            '@referredType': kind,
            role,
            detail,
            from: fromAt,
            until: untilAt,
          })),
        };
        return ok({
          status: 200,
          body: selected(body, query.get('fields')),
          headers: { etag: `"${service.version}"` },
        });
      },
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      access: may('inventory.edit'),
      summary: 'Change what no order owns of a service',
      body: ServicePatch,
      async handle({ params, body, context, headers }) {
        const service = await findService(params['id'] ?? '', context.tenant, context.party);
        if (service === undefined) return notFound('service', params['id'] ?? '');
        const tag = headers['if-match'];
        const characteristics = Object.fromEntries(
          (body.serviceCharacteristic ?? []).map(({ name, value }) => [name, value]),
        );
        const owned = orderOwnedMembers.filter((member) => body[member] !== undefined);
        if (owned.length === 0 && body.name === undefined && body.serviceCharacteristic === undefined)
          return refuse(400, 'NOTHING_TO_CHANGE', 'name something to change: name or serviceCharacteristic');
        const edit = {
          id: service.id,
          owned,
          ownedCharacteristics,
          characteristics,
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(tag === undefined ? {} : { version: versionOf(tag) }),
        };
        const changed = await database.transaction(async (tx) => {
          const edited = unwrap(await editService(tx, context.tenant, edit, context.account));
          const object = { kind: 'service', id: service.id };
          const { account, trace } = context;
          const detail = { ...body };
          await recordAudit(tx, context.tenant, [{ account, action: 'service.edit', object, detail, trace }]);
          return edited;
        });
        return ok({
          status: 200,
          body: serviceBody(changed),
          headers: { etag: `"${changed.version}"` },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/service/:id/graph',
      access: may('order.read'),
      summary: 'A service, its parts and its resources with history; designed against built',
      async handle({ params, context }) {
        const service = await findService(params['id'] ?? '', context.tenant, context.party);
        if (service === undefined) return notFound('service', params['id'] ?? '');
        const graph = await serviceGraph(delivery, database.sql, context.tenant, service);
        return ok({ status: 200, body: graph });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/service/:id/history',
      access: may('order.read'),
      summary: 'Every version of a service',
      async handle({ params, context }) {
        const service = await findService(params['id'] ?? '', context.tenant, context.party);
        if (service === undefined) return notFound('service', params['id'] ?? '');
        return ok({ status: 200, body: await versionsOf(database.sql, context.tenant, service.id) });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/inventoryMismatch',
      access: may('network.read'),
      summary: 'Services of which records and devices say different things',
      async handle({ query, context }) {
        const page = pageOf(query, []);
        if (!page.ok) return page;
        const { offset, limit } = page.value;
        const found = await inventoryMismatches(delivery, database.sql, context.tenant);
        return ok(
          pageReply(found.slice(offset, offset + limit), found.length, page.value, query.get('fields')),
        );
      },
    }),
    route({
      method: 'GET',
      path: objectivePath,
      access: may('order.read'),
      summary: 'Service level objectives',
      async handle({ query, context }) {
        const page = pageOf(query, ['service']);
        if (!page.ok) return page;
        const rows = await objectivesOf(database.sql, context.tenant, query.get('service'));
        const own = rows.map((row) => ({
          ...row,
          href: `${objectivePath}/${row.id}`,
          '@type': 'ServiceLevelObjective',
        }));
        return ok(
          pageReply(
            own.slice(page.value.offset, page.value.offset + page.value.limit),
            own.length,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/serviceLevelObjective/:id/accept',
      access: may('work.do'),
      summary: 'Service Quality Management accepts an objective',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const accepted = await database.transaction((tx) => acceptObjective(tx, context.tenant, id));
        return accepted ? ok({ status: 204 }) : notFound('service level objective', id);
      },
    }),
  ];

  async function findService(
    id: string,
    tenant: string,
    party: string | undefined,
  ): Promise<Service | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    const [service] = await servicesById(database.sql, tenant, [id]);
    return party === undefined || service?.customer === party ? service : undefined;
  }
}
