import { wanPortOf } from '@turnup/contract';
import type { Catalog } from '../catalog/index.ts';
import type { Transaction } from '../platform/database.ts';
import { openOutage } from './outages/gate.ts';
import { unitsOfLegs } from './parameters.ts';
import { previousOf } from './previous.ts';
import { unitsToHandle } from './siteUnits.ts';
import type { OrderItem, TaskInput } from './types.ts';

/**
 * What a piece of work is about, for the person who does it: the design to make or to judge; for work at a site its
 * legs with the port each plugs into and the one it leaves, and the units to bring; where services are interrupted, when.
 */
export async function workSubject(
  tx: Transaction,
  catalog: Catalog,
  tenant: string,
  item: OrderItem,
  input: TaskInput,
): Promise<Record<string, unknown>> {
  const subject: Record<string, unknown> = { item: item.itemId };
  if (item.designId !== null) subject['design'] = item.designId;
  if (item.serviceId !== null) subject['service'] = item.serviceId;
  if (input.window !== undefined) subject['window'] = input.window;
  if (input.work === 'train') subject['training'] = item.solution?.training ?? [];
  const outage = await openOutage(tx.sql, tenant, item);
  if (outage !== undefined)
    subject['outage'] = { number: outage.number, startsAt: outage.startsAt, endsAt: outage.endsAt };
  const { serviceId } = item;
  const before = serviceId === null ? undefined : await previousOf(tx.sql, tenant, { ...item, serviceId });
  // What a change collects is what stood before it.
  const collects = input.work === 'collect' && item.action === 'modify';
  const solution = collects ? (before?.solution ?? item.solution) : item.solution;
  const sites =
    solution?.sites.filter((option) => input.site === undefined || option.site === input.site) ?? [];
  const units: ReadonlyMap<string, readonly string[]> =
    item.serviceId === null ? new Map() : await unitsToHandle(tx.sql, tenant, item.serviceId);
  subject['sites'] = sites.map(({ site, legs }) => {
    const stood = before?.solution.sites.find((other) => other.site === site)?.legs ?? [];
    const own = unitsOfLegs(site, legs, units);
    const serials = own.filter((serial) => serial !== undefined);
    const chosen = solution?.cpe.find((choice) => choice.site === site);
    const model = chosen?.model;
    const wanPort = chosen?.standing?.wanPort ?? wanPortOf(catalog.of('cpeModel').get(model ?? ''), 0);
    return {
      site,
      model,
      serials,
      legs: legs.map((leg, index) => ({
        index,
        node: leg.node,
        port: leg.port,
        link: leg.link,
        partner: leg.partner,
        latencyUs: leg.latencyUs,
        capacityKbps: leg.portRateKbps,
        mtu: leg.mtu,
        ...movedFrom(stood[index], leg),
        ...(own[index] === undefined ? {} : { serial: own[index], wanPort }),
      })),
    };
  });
  return subject;
}

/** The port that a leg leaves for another; one that takes the place of another leaves none. */
function movedFrom(
  stood: { readonly node: string; readonly port: string; readonly slot?: number } | undefined,
  leg: { readonly node: string; readonly port: string; readonly slot?: number },
): { readonly was?: { readonly node: string; readonly port: string } } {
  if (stood === undefined || stood.slot !== leg.slot) return {};
  if (stood.node === leg.node && stood.port === leg.port) return {};
  return { was: { node: stood.node, port: stood.port } };
}
