import { type NetworkSnapshot, portsOf } from '../../network/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { linksAtPort, type NetworkObject, nameOfObject } from '../standsOn.ts';
import { endFailure, noteSpare, openFailures } from './store.ts';

export { openFailures as failedObjects } from './store.ts';

/** More than any link carries: a link that has failed is full. */
const full = 1e15;

/** What failures take away from planning: ports that are taken, links that are full. */
export async function closedByFailure(
  sql: Sql,
  tenant: string,
): Promise<{
  readonly ports: readonly string[];
  readonly linkUseKbps: readonly (readonly [string, number])[];
}> {
  const failures = await openFailures(sql, tenant);
  return {
    ports: failures.flatMap(({ ports }) => ports),
    linkUseKbps: failures.flatMap(({ links }) => links.map((link) => [link, full] as const)),
  };
}

/** Says that something works again; false where it had not failed. */
export async function repairObject(tx: Transaction, context: Context, name: string): Promise<boolean> {
  if (!(await endFailure(tx, context.tenant, name))) return false;
  await noteSpare(tx, [context.tenant]);
  await recordAudit(tx, context.tenant, [
    {
      account: context.account,
      action: 'network.repaired',
      object: { kind: 'failedObject', id: name },
      detail: {},
      trace: context.trace,
    },
  ]);
  return true;
}

/** What is closed with an object that fails. */
export function closedBy(
  network: NetworkSnapshot,
  object: NetworkObject,
): { name: string; ports: string[]; links: string[] } {
  const name = nameOfObject(object);
  switch (object.kind) {
    case 'link':
      return { name, ports: [], links: [object.link] };
    case 'port':
      return { name, ports: [name], links: linksAtPort(network, object.node, object.port) };
    case 'node': {
      const ports = portsOf(network, object.node);
      const links = [...network.links].filter(({ a, b }) => a.node === object.node || b.node === object.node);
      return {
        name,
        ports: ports.map((port) => `${port.node}/${port.name}`),
        links: links.map((link) => link.name),
      };
    }
  }
}
