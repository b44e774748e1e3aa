import { type NetworkSnapshot, portsOf } from '../network/index.ts';
import type { Sql } from '../platform/database.ts';
import { deliveredWith, type Stander } from './standsOn-store.ts';

export type { Stander } from './standsOn-store.ts';

/** A piece of the network: a node, a port of one, or a link. */
export type NetworkObject =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'port'; readonly node: string; readonly port: string }
  | { readonly kind: 'link'; readonly link: string };

/** Reads `node`, `node/port` or a link's name; undefined where the network has nothing of that name. Pure. */
export function objectNamed(network: NetworkSnapshot, name: string): NetworkObject | undefined {
  if (network.nodes.get(name) !== undefined) return { kind: 'node', node: name };
  if (network.links.get(name) !== undefined) return { kind: 'link', link: name };
  const at = name.indexOf('/');
  const [node, port] = [name.slice(0, at), name.slice(at + 1)];
  const known =
    portsOf(network, node).some((one) => one.name === port) || linksAtPort(network, node, port).length > 0;
  return known ? { kind: 'port', node, port } : undefined;
}

/** How an object is named outside. */
export function nameOfObject(object: NetworkObject): string {
  switch (object.kind) {
    case 'node':
      return object.node;
    case 'port':
      return `${object.node}/${object.port}`;
    case 'link':
      return object.link;
  }
}

/** Links that end on a port of a node. */
export function linksAtPort(network: NetworkSnapshot, node: string, port: string): string[] {
  return [...network.links]
    .filter(({ a, b }) => [a, b].some((end) => end.node === node && end.port === port))
    .map(({ name }) => name);
}

/**
 * Services in use that stand on any of these: with an access, or with a way through the core, active or standing by. By
 * their numbers.
 */
export async function standersOn(
  sql: Sql,
  tenant: string,
  network: NetworkSnapshot,
  objects: readonly NetworkObject[],
): Promise<Stander[]> {
  const patterns = objects.flatMap((object) => patternsOf(network, object));
  if (patterns.length === 0) return [];
  return deliveredWith(sql, tenant, patterns);
}

/** What a solution holds that stands on an object. */
function patternsOf(network: NetworkSnapshot, object: NetworkObject): object[] {
  switch (object.kind) {
    case 'node':
      return [
        { sites: [{ legs: [{ node: object.node }] }] },
        { routes: [{ core: { nodes: [object.node] } }] },
      ];
    case 'link':
      return [
        { sites: [{ legs: [{ link: object.link }] }] },
        { routes: [{ core: { links: [object.link] } }] },
      ];
    case 'port':
      return [
        { sites: [{ legs: [{ node: object.node, port: object.port }] }] },
        ...linksAtPort(network, object.node, object.port).flatMap((link) =>
          patternsOf(network, { kind: 'link', link }),
        ),
      ];
  }
}
