import { parseAddress } from './address.ts';
import type {
  CableRequest,
  LinkRecord,
  ModelRecord,
  NodeRecord,
  UnpackRequest,
  WorldUpdate,
} from './control-schema.ts';
import { editTree } from './edit.ts';
import { CUSTOMER_PREMISES, type LinkInput, type PortInput } from './forwarding/types.ts';
import { DEVICE } from './schema.ts';
import { type ContainerData, emptyTree } from './tree.ts';
import { validateTree } from './validate.ts';
import { element, parseXml, type XmlElement } from './xml.ts';

/** A request that the world cannot take, with every fault in it. */
export class WorldFault extends Error {
  readonly status: 400 | 404 | 409 | 422;
  readonly faults: readonly string[];
  constructor(status: WorldFault['status'], faults: readonly string[]) {
    super(faults.join('; '));
    this.name = 'WorldFault';
    this.status = status;
    this.faults = faults;
  }
}

/** The ports of a CPE whose model nobody described. */
const GENERIC_CPE_PORTS: ModelRecord['ports'] = ['wan0', 'wan1', 'lan0', 'lan1'].map((name) => ({
  name,
  rateKbps: 1_000_000,
}));

/** Everything wrong with an update, against the world that it would lead to. */
export function updateFaults(update: WorldUpdate, nodes: ReadonlyMap<string, NodeRecord>): readonly string[] {
  return [
    ...(update.nodes ?? []).flatMap(nodeFaults),
    ...(update.links ?? []).flatMap((link) =>
      [link.a, link.b].flatMap((end) => endFaults(link.name, end, nodes)),
    ),
  ];
}

function nodeFaults(node: NodeRecord): readonly string[] {
  const faults: string[] = [];
  if (node.routerId !== undefined && parseAddress(node.routerId) === undefined)
    faults.push(`${node.name}: router-id "${node.routerId}" is not an IPv4 address`);
  if (node.managed && (node.user === undefined || node.password === undefined))
    faults.push(`${node.name}: a managed node needs user and password`);
  const names = node.ports.map((port) => port.name);
  if (new Set(names).size !== names.length) faults.push(`${node.name}: a port is there twice`);
  return faults;
}

/** What is wrong with a link's end. */
export function endFaults(
  link: string,
  end: LinkRecord['a'],
  nodes: ReadonlyMap<string, NodeRecord>,
): readonly string[] {
  const node = nodes.get(end.node);
  if (node === undefined) return [`${link}: there is no node "${end.node}"`];
  if (end.vlan !== undefined && end.port === undefined) return [`${link}: a vlan needs a port`];
  const known = end.port === undefined || node.ports.some((port) => port.name === end.port);
  return known ? [] : [`${link}: "${end.node}" has no port "${end.port}"`];
}

/** A cable as a link. Its name follows from its ends, so plugging it again is the same cable. */
export function cableOf({ name, ...cable }: CableRequest): LinkRecord {
  const label = ({ node, port, vlan }: CableRequest['a']) =>
    vlan === undefined ? `${node}:${port}` : `${node}:${port}.${vlan}`;
  const ends = [cable.a, cable.b].map(label).sort();
  return { ...cable, name: name ?? `cable ${ends.join(' ')}` };
}

/** Whether two ends would need the same socket (or the same VLAN of a shared one). */
export function sameSocket(a: LinkRecord['a'], b: LinkRecord['a']): boolean {
  if (a.node !== b.node || a.port === undefined || a.port !== b.port) return false;
  return a.vlan === undefined || b.vlan === undefined || a.vlan === b.vlan;
}

/** The node that comes out of a box. */
export function unpacked(request: UnpackRequest, model: ModelRecord | undefined): NodeRecord {
  return {
    name: request.name ?? request.serial,
    role: model?.role ?? CUSTOMER_PREMISES,
    ports: model?.ports ?? GENERIC_CPE_PORTS,
    managed: true,
    model: request.model,
    serial: request.serial,
    firmware: request.firmware ?? model?.firmware ?? '1.0',
    sensors: model?.sensors ?? [],
    // Whoever is to be told who he is lets nobody in before.
    ...(request.bootstrap === undefined
      ? { user: model?.user ?? 'admin', password: model?.password ?? request.serial }
      : { bootstrap: request.bootstrap, snmp: { port: 0 } }),
  };
}

/** The configuration a device leaves the factory or the staging room with: its name, loopback and open ports. */
export function initialTree(node: NodeRecord): ContainerData {
  const leaf = (name: string, value: string) => element(DEVICE, name, value);
  const system = [leaf('hostname', node.name)];
  if (node.routerId !== undefined) system.push(leaf('router-id', node.routerId));
  const ports = node.ports.map(({ name }) =>
    element(DEVICE, 'port', [leaf('name', name), leaf('enabled', 'true')]),
  );
  const base = element(DEVICE, 'device', [element(DEVICE, 'system', system), ...ports]);
  const own = node.config === undefined ? [] : [parseConfig(node)];
  const outcome = editTree(emptyTree, element('', 'config', [base]), 'merge');
  const merged = outcome.ok ? editTree(outcome.tree, element('', 'config', own), 'merge') : outcome;
  if (!merged.ok) throw new WorldFault(422, [`${node.name}: ${describe(merged.fault)}`]);
  const faults = validateTree(merged.tree);
  if (faults.length > 0)
    throw new WorldFault(
      422,
      faults.map((fault) => `${node.name}: ${describe(fault)}`),
    );
  return merged.tree;
}

function parseConfig(node: NodeRecord): XmlElement {
  try {
    return parseXml(node.config ?? '');
  } catch (error) {
    throw new WorldFault(422, [
      `${node.name}: config: ${error instanceof Error ? error.message : 'not XML'}`,
    ]);
  }
}

function describe(fault: { readonly message: string; readonly parts: { readonly path?: string } }): string {
  return `${fault.message} ${fault.parts.path ?? ''}`.trim();
}

/** A port as forwarding sees it. */
export function portInput(node: NodeRecord, port: NodeRecord['ports'][number]): PortInput {
  const lan = node.role === CUSTOMER_PREMISES && port.name.startsWith('lan');
  return { rateKbps: port.rateKbps, side: port.side ?? (lan ? 'customer' : 'line') };
}

/** A link as forwarding sees it. */
export function linkInput(link: LinkRecord, downLinks: ReadonlySet<string>): LinkInput {
  return { ...link, up: !downLinks.has(link.name) };
}
