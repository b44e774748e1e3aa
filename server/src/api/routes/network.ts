import { checkSync, getTransaction, getTransactions, listDevices, readBack } from '../../activation/index.ts';
import { ok } from '../../foundation/result.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { pageOf } from '../paging.ts';

/** The network as the console draws it, its devices, and the transactions that changed them. */
export function networkRoutes({ database, delivery, activation }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/topology',
      access: may('network.read'),
      summary: 'Places, nodes and links for a map',
      async handle({ context }) {
        const { places, nodes, links, version } = await delivery.network(database.sql, context.tenant);
        return ok({
          status: 200,
          body: {
            version,
            places: byName([...places], ({ code }) => code),
            nodes: byName([...nodes], ({ name }) => name),
            links: byName([...links], ({ name }) => name),
          },
          headers: { etag: `"${version}"` },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/device',
      access: may('network.read'),
      summary: 'Devices that can be configured; never their secrets',
      handle: async ({ context }) =>
        ok({ status: 200, body: await listDevices(database.sql, context.tenant) }),
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/device/:name/configuration',
      access: may('network.read'),
      summary: 'What services own on a device, as the device has it now',
      async handle({ params, context }) {
        const name = params['name'] ?? '';
        const known = (await listDevices(database.sql, context.tenant)).includes(name);
        if (!known) return notFound('device', name);
        const read = await readBack(activation, context.tenant, name);
        return read.ok ? ok({ status: 200, body: read.value }) : read;
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/device/:name/drift',
      access: may('network.read'),
      summary: 'Where a device differs from the records, read now, with the services concerned',
      async handle({ params, context }) {
        const name = params['name'] ?? '';
        const known = (await listDevices(database.sql, context.tenant)).includes(name);
        if (!known) return notFound('device', name);
        const compared = await checkSync(activation, context.tenant, name);
        return compared.ok ? ok({ status: 200, body: compared.value }) : compared;
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/configurationTransaction',
      access: may('network.read'),
      summary: 'Network-wide transactions, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['service', 'before']);
        if (!page.ok) return page;
        const [serviceId, before] = [query.get('service'), query.get('before')];
        const rows = await getTransactions(activation, context.tenant, {
          limit: page.value.limit,
          ...(serviceId === null ? {} : { serviceId }),
          ...(before === null ? {} : { before }),
        });
        return ok({ status: 200, body: rows });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/configurationTransaction/:id',
      access: may('network.read'),
      summary: 'One transaction with its devices and its journal',
      async handle({ params, context }) {
        const found = await getTransaction(activation, context.tenant, params['id'] ?? '');
        return found === undefined
          ? notFound('configuration transaction', params['id'] ?? '')
          : ok({ status: 200, body: found });
      },
    }),
  ];
}

/** In the order of their names: how the database finds records says nothing. */
function byName<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return items.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
