import { listPools, takenValues } from '../../allocation/index.ts';
import { ok } from '../../foundation/result.ts';
import { allUnits, currentResources } from '../../inventory/index.ts';
import type { NetworkSnapshot } from '../../network/index.ts';
import { registeredPools } from '../../ordering/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { pageOf, pageReply } from '../paging.ts';

const path = '/tmf-api/resourceInventoryManagement/v4/resource';

type Resource = { readonly id: string; readonly category: string } & Readonly<Record<string, unknown>>;

/** Physical and logical resources (TMF639), read from where each is kept: network, stock, and what services stand on. */
export function resourceRoutes({ database, delivery }: Application): Route[] {
  const { sql } = database;
  return [
    route({
      method: 'GET',
      path,
      access: may('network.read'),
      summary: 'Resources: nodes, ports, links, units of equipment, and parameters that services hold',
      async handle({ query, context }) {
        const page = pageOf(query, ['category', 'place', 'service', 'resourceStatus', 'name']);
        if (!page.ok) return page;
        const all = (await resourcesOf(context.tenant)).filter((resource) =>
          ['category', 'place', 'resourceStatus', 'name'].every(
            (member) => !query.has(member) || fits(resource[member], query.get(member) ?? ''),
          ),
        );
        const service = query.get('service');
        const wanted = service === null ? all : all.filter((resource) => supports(resource, service));
        const { offset, limit } = page.value;
        return ok(
          pageReply(wanted.slice(offset, offset + limit), wanted.length, page.value, query.get('fields')),
        );
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('network.read'),
      summary: 'One resource',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const found = (await resourcesOf(context.tenant)).find((resource) => resource.id === id);
        return found === undefined ? notFound('resource', id) : ok({ status: 200, body: found });
      },
    }),
  ];

  async function resourcesOf(tenant: string): Promise<Resource[]> {
    const now = await delivery.now(sql);
    const [network, units, held, pools, taken] = await Promise.all([
      delivery.network(sql, tenant),
      allUnits(sql, tenant),
      currentResources(sql, tenant),
      listPools(sql, tenant),
      takenValues(sql, tenant, registeredPools.port, now),
    ]);
    const states = new Map(taken.map(({ scope, value, state }) => [`${scope}/${value}`, state]));
    const services = Map.groupBy(held, (one) => `${one.kind} ${one.key}`);
    const whose = (kind: string, key: string): string[] =>
      (services.get(`${kind} ${key}`) ?? []).map((one) => one.serviceId);
    return [
      ...nodesOf(network),
      ...portsOf(network, states, whose),
      ...linksOf(network),
      ...units.map((unit) =>
        body('cpe', unit.serial, `CPE ${unit.serial}`, {
          resourceStatus:
            unit.state === 'inStock' ? 'available' : unit.state === 'failed' ? 'alarm' : 'reserved',
          usageState: unit.state === 'installed' ? 'active' : unit.state === 'assigned' ? 'busy' : 'idle',
          resourceSpecification: { id: unit.model },
          place: unit.place ?? unit.depot,
          turnupState: unit.state,
          supports: unit.serviceId === null ? [] : [unit.serviceId],
        }),
      ),
      ...held
        .filter((one) => one.kind !== registeredPools.port && one.kind !== registeredPools.cpe)
        .map((one) =>
          body(`parameter:${one.kind}`, one.key, one.key, {
            resourceStatus: 'reserved',
            usageState: 'active',
            category: pools.get(one.kind)?.kind ?? one.kind,
            startOperatingDate: one.fromAt,
            supports: [one.serviceId],
            role: one.role,
          }),
        ),
    ];
  }
}

const physical = new Set(['node', 'port', 'link', 'cpe']);

function body(kind: string, key: string, name: string, rest: Readonly<Record<string, unknown>>): Resource {
  const id = `${kind}:${key}`;
  return {
    id,
    href: `${path}/${encodeURIComponent(id)}`,
    '@type': physical.has(kind) ? 'PhysicalResource' : 'LogicalResource',
    category: kind,
    name,
    administrativeState: 'unlocked',
    operationalState: 'enable',
    ...rest,
  };
}

const present = (members: Readonly<Record<string, unknown>>) =>
  Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value }));

function nodesOf(network: NetworkSnapshot): Resource[] {
  return Array.from(network.nodes, (node) =>
    body('node', node.name, node.name, {
      resourceStatus: 'available',
      usageState: 'active',
      place: node.place,
      resourceSpecification: { id: node.model },
      ...(node.retires === undefined ? {} : { endOperatingDate: node.retires }),
      resourceCharacteristic: present({
        role: node.role,
        routerId: node.routerId,
        asNumber: node.asNumber,
        endOfLife: node.endOfLife,
      }),
    }),
  );
}

function portsOf(
  network: NetworkSnapshot,
  states: ReadonlyMap<string, string>,
  whose: (kind: string, key: string) => string[],
): Resource[] {
  return Array.from(network.ports, (port) => {
    const key = `${port.node}/${port.name}`;
    const state = states.get(key);
    const withdrawn = state === 'withdrawn';
    return body('port', key, port.name, {
      resourceStatus: withdrawn ? 'suspended' : state === undefined ? 'available' : 'reserved',
      usageState: state === 'allocated' ? 'active' : state === 'reserved' ? 'busy' : 'idle',
      ...(withdrawn ? { operationalState: 'disable' } : {}),
      place: network.nodes.get(port.node)?.place,
      ...(port.inServiceDate === undefined ? {} : { startOperatingDate: port.inServiceDate }),
      resourceRelationship: [{ relationshipType: 'contained', resource: { id: `node:${port.node}` } }],
      resourceCharacteristic: present({
        card: port.card,
        rateKbps: port.rateKbps,
        optic: port.optic,
        use: port.use,
        partner: port.partner,
      }),
      supports: whose(registeredPools.port, key),
    });
  });
}

function linksOf(network: NetworkSnapshot): Resource[] {
  return Array.from(network.links, (link) =>
    body('link', link.name, link.name, {
      resourceStatus: link.status === 'inService' ? 'available' : 'standby',
      usageState: 'active',
      ...(link.inServiceDate === undefined ? {} : { startOperatingDate: link.inServiceDate }),
      resourceRelationship: [link.a, link.b].flatMap((end) =>
        end.node === undefined
          ? []
          : [{ relationshipType: 'connects', resource: { id: `node:${end.node}` } }],
      ),
      resourceCharacteristic: present({
        capacityKbps: link.capacityKbps,
        lengthM: link.lengthM,
        latencyUs: link.latencyUs,
        status: link.status,
      }),
    }),
  );
}

function fits(value: unknown, wanted: string): boolean {
  return value === wanted;
}

function supports(resource: Resource, service: string): boolean {
  const list = resource['supports'];
  return Array.isArray(list) && list.includes(service);
}
