import { valuesOf } from '../allocation/index.ts';
import type { Transaction } from '../platform/database.ts';
import { wanPort } from './intent.ts';
import { parameterKey } from './parameters.ts';
import type { OrderItem, TaskInput } from './types.ts';

/**
 * What a piece of work is about, for the person who does it: the design to make or to judge; for work at a site its
 * legs with the port each plugs into, and the units to bring.
 */
export async function workSubject(
  tx: Transaction,
  tenant: string,
  item: OrderItem,
  input: TaskInput,
): Promise<Record<string, unknown>> {
  const subject: Record<string, unknown> = { item: item.itemId };
  if (item.designId !== null) subject['design'] = item.designId;
  if (item.serviceId !== null) subject['service'] = item.serviceId;
  if (input.window !== undefined) subject['window'] = input.window;
  if (input.work === 'train') subject['training'] = item.solution?.training ?? [];
  const sites =
    item.solution?.sites.filter((option) => input.site === undefined || option.site === input.site) ?? [];
  const units = item.serviceId === null ? new Map() : await unitsOf(tx, tenant, item.serviceId);
  subject['sites'] = sites.map(({ site, legs }) => {
    const serials: readonly string[] = units.get(parameterKey.site('cpe', site)) ?? [];
    return {
      site,
      model: item.solution?.cpe.find((choice) => choice.site === site)?.model,
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
        ...(serials[index] === undefined ? {} : { serial: serials[index], wanPort }),
      })),
    };
  });
  return subject;
}

async function unitsOf(
  tx: Transaction,
  tenant: string,
  serviceId: string,
): Promise<Map<string, readonly string[]>> {
  const lines = await valuesOf(tx.sql, tenant, { kind: 'service', id: serviceId });
  return new Map(lines.flatMap((line) => ('values' in line ? [[line.key, line.values] as const] : [])));
}
