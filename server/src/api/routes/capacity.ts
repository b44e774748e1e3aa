import {
  AugmentationRequest,
  CancelResourceOrderCreate,
  CapacityNeed,
  ResourceOrderPatch,
} from '@turnup/contract';
import {
  type AugmentationFilter,
  augmentationPath,
  augmentationView,
  lockOpenAugmentations,
  readAugmentations,
  resourceOrderPath,
  resourceOrderView,
  type StoredAugmentation,
} from '../../augmentation/index.ts';
import { textPolicy } from '../../catalog/index.ts';
import { ok, refuse, unwrap } from '../../foundation/result.ts';
import {
  cancelResourceOrder,
  orderAugmentation,
  progressResourceOrder,
  proposeAugmentation,
  worldOf,
} from '../../ordering/index.ts';
import type { Context } from '../../platform/context.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

const cancelPath = '/tmf-api/resourceOrdering/v4/cancelResourceOrder';

/** Capacity augmentations (ours) and their resource orders (TMF652). */
export function capacityRoutes(application: Application): Route[] {
  return [...augmentationRoutes(application), ...resourceOrderRoutes(application)];
}

function viewer({ database, delivery }: Application) {
  return async (tenant: string) => {
    const currency = textPolicy(await delivery.catalog(database.sql, tenant), 'currency', '');
    return (one: StoredAugmentation) => augmentationView(one, currency === '' ? undefined : currency);
  };
}

function augmentationRoutes(application: Application): Route[] {
  const { database, delivery, wake } = application;
  const viewOf = viewer(application);
  const audited = (context: Context, action: string, id: string) => (tx: Parameters<typeof recordAudit>[0]) =>
    recordAudit(tx, context.tenant, [
      {
        account: context.account,
        action,
        object: { kind: 'capacityAugmentation', id },
        trace: context.trace,
      },
    ]);
  return [
    route({
      method: 'GET',
      path: augmentationPath,
      access: may('network.read'),
      summary: 'Augmentations of core links: ?state= ?link= ?design=',
      async handle({ query, context }) {
        const design = query.get('design');
        const filter: AugmentationFilter = {
          ...(query.has('state') && { states: [query.get('state') as StoredAugmentation['state']] }),
          ...(query.has('link') && { links: [query.get('link') ?? ''] }),
          ...(design !== null && { consumer: { kind: 'serviceDesign' as const, id: design } }),
        };
        const found = await readAugmentations(database.sql, context.tenant, filter);
        return ok({ status: 200, body: found.map(await viewOf(context.tenant)) });
      },
    }),
    route({
      method: 'GET',
      path: `${augmentationPath}/:id`,
      access: may('network.read'),
      summary: 'One augmentation, with who shares it',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const [one] = await readAugmentations(database.sql, context.tenant, { ids: [id] });
        if (one === undefined) return notFound('capacity augmentation', id);
        return ok({ status: 200, body: (await viewOf(context.tenant))(one) });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/serviceDesign/:id/capacityAugmentation',
      access: may('design.edit'),
      summary: 'Find which modules on which links carry a design, with those of others, at least cost',
      body: AugmentationRequest,
      async handle({ params, body, context }) {
        const id = params['id'] ?? '';
        const short = { design: id, protection: body.protection ?? false };
        const proposed = await proposeAugmentation(delivery, database, context.tenant, short);
        if (!proposed.ok) return proposed;
        await database.transaction(audited(context, 'capacityAugmentation.propose', id));
        return ok({ status: 200, body: proposed.value });
      },
    }),
    route({
      method: 'POST',
      path: augmentationPath,
      access: may('capacity.manage'),
      summary: 'Ask for capacity that planning needs: found and shared together with what designs need',
      body: CapacityNeed,
      async handle({ body, context }) {
        const proposed = await proposeAugmentation(delivery, database, context.tenant, { process: body });
        if (!proposed.ok) return proposed;
        await database.transaction(audited(context, 'capacityAugmentation.propose', body.id));
        return ok({ status: 200, body: proposed.value });
      },
    }),
    route({
      method: 'POST',
      path: `${augmentationPath}/:id/order`,
      access: may('capacity.manage'),
      summary: 'Order an augmentation: one resource order for all who share it',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const [seen] = await readAugmentations(database.sql, context.tenant, { ids: [id] });
        if (seen === undefined) return notFound('capacity augmentation', id);
        const ordered = await database.transaction(async (tx) => {
          const one = (await lockOpenAugmentations(tx, context.tenant)).find((open) => open.id === id);
          const world = await worldOf(delivery, tx.sql, context.tenant);
          const made = unwrap(await orderAugmentation(delivery, tx, context.tenant, world, one ?? seen));
          await audited(context, 'capacityAugmentation.order', id)(tx);
          return made;
        });
        wake();
        return ok({ status: 200, body: (await viewOf(context.tenant))(ordered) });
      },
    }),
  ];
}

function resourceOrderRoutes({ database, delivery, wake }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: resourceOrderPath,
      access: may('network.read'),
      summary: 'Resource orders of augmentations',
      async handle({ context }) {
        const found = await readAugmentations(database.sql, context.tenant, {});
        const ordered = found.filter(({ resourceOrderId }) => resourceOrderId !== null);
        return ok({ status: 200, body: ordered.map(resourceOrderView) });
      },
    }),
    route({
      method: 'GET',
      path: `${resourceOrderPath}/:id`,
      access: may('network.read'),
      summary: 'One resource order',
      async handle({ params, context }) {
        const resourceOrder = params['id'] ?? '';
        const [one] = await readAugmentations(database.sql, context.tenant, { resourceOrder });
        if (one === undefined) return notFound('resource order', resourceOrder);
        return ok({ status: 200, body: resourceOrderView(one) });
      },
    }),
    route({
      method: 'PATCH',
      path: `${resourceOrderPath}/:id`,
      access: may('capacity.manage'),
      summary: 'The resource domain tells another date, or that the modules are in service',
      body: ResourceOrderPatch,
      async handle({ params, body, context }) {
        const id = params['id'] ?? '';
        if (body.state === undefined && body.expectedCompletionDate === undefined)
          return refuse(400, 'NOTHING_TO_CHANGE', 'say state or expectedCompletionDate');
        const told = await database.transaction(async (tx) => {
          const after = unwrap(await progressResourceOrder(delivery, tx, context.tenant, id, body));
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'resourceOrder.progress',
              object: { kind: 'resourceOrder', id },
              detail: body,
              trace: context.trace,
            },
          ]);
          return after;
        });
        wake();
        return ok({ status: 200, body: resourceOrderView(told) });
      },
    }),
    route({
      method: 'POST',
      path: cancelPath,
      access: may('capacity.manage'),
      summary: 'Cancel the resource order of an augmentation that nobody needs any more',
      body: CancelResourceOrderCreate,
      async handle({ body, context }) {
        const { id } = body.resourceOrder;
        const cancelled = await database.transaction(async (tx) => {
          const after = unwrap(
            await cancelResourceOrder(delivery, tx, context.tenant, id, body.cancellationReason),
          );
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'resourceOrder.cancel',
              object: { kind: 'resourceOrder', id },
              detail: { reason: body.cancellationReason },
              trace: context.trace,
            },
          ]);
          return after;
        });
        wake();
        return ok({
          status: 201,
          body: {
            id,
            state: 'done',
            cancellationReason: body.cancellationReason,
            resourceOrder: resourceOrderView(cancelled),
          },
          location: `${resourceOrderPath}/${id}`,
        });
      },
    }),
  ];
}
