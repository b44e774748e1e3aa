import { covers, formatAddress, type Prefix, samePrefix } from '../address.ts';
import { type Core, compareText } from './core.ts';
import type { Ports } from './ports.ts';
import { compareRoutes, DEFAULT_PREFERENCE, type Route } from './routes.ts';
import { matchSessions, type Session } from './sessions.ts';
import { CUSTOMER_PREMISES, type NetworkInput, type NodeInput, type VrfInstance } from './types.ts';
import type { Wires } from './wires.ts';

/**
 * Routes of every vrf, worked out only where a question needs them. BGP is not simulated in time: this is the
 * state in which it settles. Two simplifications: a provider edge rewrites its customers' AS numbers towards other
 * sites (as-override), so sites may share one; and a customer's device announces its `network` statements only.
 */
export class Routing {
  readonly #input: NetworkInput;
  readonly #ports: Ports;
  readonly #wires: Wires;
  readonly #core: Core;
  readonly #instances = new WeakMap<NodeInput, ReadonlyMap<string, VrfInstance>>();
  readonly #matched = new Map<VrfInstance, readonly Session[]>();
  readonly #sessions = new Map<VrfInstance, readonly Session[]>();
  readonly #local = new Map<VrfInstance, readonly Route[]>();
  readonly #byTarget = new Map<string, VrfInstance[]>();
  readonly #byDistinguisher = new Map<string, VrfInstance[]>();
  #indexed = false;

  constructor(input: NetworkInput, ports: Ports, wires: Wires, core: Core) {
    this.#input = input;
    this.#ports = ports;
    this.#wires = wires;
    this.#core = core;
  }

  /** The routing instance of a device, or undefined. */
  instance(nodeName: string, vrfName: string): VrfInstance | undefined {
    const node = this.#input.nodes.get(nodeName);
    return node && this.#instancesOf(node).get(vrfName);
  }

  /** The BGP sessions of a vrf with their states. */
  sessions(own: VrfInstance): readonly Session[] {
    return remember(this.#sessions, own, () =>
      this.#sessionsBeforeLimits(own).map((session) => {
        const within = session.peer === undefined || this.#isWithinLimits(own, session);
        return within ? session : { ...session, state: 'idle', peer: undefined, wire: undefined };
      }),
    );
  }

  /** The best route of a vrf towards an address. At the egress of a VPN route only what is local counts. */
  lookup(own: VrfInstance, address: number, scope: 'all' | 'local'): Route | undefined {
    const routes = scope === 'all' ? this.#covering(own, address, []) : this.#coveringLocal(own, address, []);
    return [...routes].sort(compareRoutes)[0];
  }

  #covering(own: VrfInstance, address: number, asking: readonly VrfInstance[]): readonly Route[] {
    return [...this.#coveringLocal(own, address, asking), ...this.#imported(own, address, asking)];
  }

  #coveringLocal(own: VrfInstance, address: number, asking: readonly VrfInstance[]): readonly Route[] {
    const local = this.#localRoutes(own).filter((route) => covers(route.prefix, address));
    return [...local, ...this.#learned(own, address, asking)];
  }

  /** Connected and static routes whose unit is up. */
  #localRoutes(own: VrfInstance): readonly Route[] {
    return remember(this.#local, own, () => {
      const common = { preference: DEFAULT_PREFERENCE, latencyUs: 0 };
      const up = own.units.filter((unit) => unit.address && this.#ports.isPortUp(own.node, unit.port));
      const connected = up.map((unit): Route => {
        const prefix = unit.address?.subnet ?? { network: 0, length: 32 };
        const name = `${unit.port}.${unit.vlan}`;
        return { ...common, prefix, origin: 'connected', name, via: { kind: 'connected', unit } };
      });
      const statics = own.vrf.statics.flatMap(({ prefix, nextHop }): Route[] => {
        const unit = up.find((candidate) => candidate.address && covers(candidate.address.subnet, nextHop));
        const name = formatAddress(nextHop);
        if (unit === undefined) return [];
        return [{ ...common, prefix, origin: 'static', name, via: { kind: 'next-hop', unit, nextHop } }];
      });
      return [...connected, ...statics];
    });
  }

  /** What established neighbours announce for an address; `asking` are the vrfs that the question came through. */
  #learned(own: VrfInstance, address: number, asking: readonly VrfInstance[]): readonly Route[] {
    return this.sessions(own).flatMap((session) => {
      const { peer, wire, neighbor } = session;
      const unit = this.#unitTowards(own, session);
      if (peer === undefined || wire === undefined || unit === undefined || asking.includes(peer)) return [];
      const prefixes = this.#isVpn(peer)
        ? this.#bestPerPrefix(peer, address, [...asking, own])
        : this.#networks(peer).filter((prefix) => covers(prefix, address));
      return prefixes.map(
        (prefix): Route => ({
          prefix,
          origin: 'bgp',
          preference: neighbor.preference,
          // A provider edge compares its customers by preference and name; a site compares its uplinks.
          latencyUs: this.#isVpn(own) ? 0 : wire.latencyUs,
          name: formatAddress(neighbor.address),
          via: { kind: 'next-hop', unit, nextHop: neighbor.address },
        }),
      );
    });
  }

  /** What a provider edge offers a neighbour: its best routes, unless the best goes back to that neighbour. */
  #bestPerPrefix(peer: VrfInstance, address: number, asking: readonly VrfInstance[]): readonly Prefix[] {
    const lengths = new Map<number, Prefix>();
    for (const { prefix } of this.#covering(peer, address, asking)) lengths.set(prefix.length, prefix);
    return [...lengths.values()];
  }

  /** Routes of other vrfs whose export targets meet the import targets, as far as the reflector passes them on. */
  #imported(own: VrfInstance, address: number, asking: readonly VrfInstance[]): readonly Route[] {
    if (!this.#isVpn(own)) return [];
    const sources = new Set(own.vrf.importTargets.flatMap((target) => this.#exporters(target)));
    return [...sources].flatMap((source): readonly Route[] => {
      if (source === own || asking.includes(source)) return [];
      const latencyUs = this.#core.shortest(own.node.name, source.node.name)?.latencyUs;
      if (latencyUs === undefined) return [];
      return this.#coveringLocal(source, address, [...asking, own])
        .filter((route) => source.node === own.node || !this.#isHidden(source, route, address, asking))
        .map((route): Route => {
          const via = { kind: 'vpn', egress: source } as const;
          return {
            prefix: route.prefix,
            origin: 'vpn',
            preference: route.preference,
            latencyUs,
            name: source.key,
            via,
          };
        });
    });
  }

  /**
   * Whether the route reflector keeps the route back: VPN routes are told apart by distinguisher and prefix alone
   * (RFC 4364, 4.1), and of two that are the same it passes on the better one, whosever they are.
   */
  #isHidden(source: VrfInstance, route: Route, address: number, asking: readonly VrfInstance[]): boolean {
    const same = (this.#distinguished(source.vrf.rd) ?? []).filter((other) => other !== source);
    return same.some((other) =>
      this.#coveringLocal(other, address, [...asking, source])
        .filter((rival) => samePrefix(rival.prefix, route.prefix))
        .some(
          (rival) =>
            rival.preference > route.preference ||
            (rival.preference === route.preference && compareText(other.key, source.key) < 0),
        ),
    );
  }

  /** The prefixes that a vrf without distinguisher announces: a `network` needs a route of just that prefix. */
  #networks(own: VrfInstance): readonly Prefix[] {
    const local = this.#localRoutes(own);
    return own.vrf.networks.filter((network) => local.some((route) => samePrefix(route.prefix, network)));
  }

  #sessionsBeforeLimits(own: VrfInstance): readonly Session[] {
    const context = {
      ports: this.#ports,
      wires: this.#wires,
      instance: (node: string, vrf: string) => this.instance(node, vrf),
    };
    return remember(this.#matched, own, () => matchSessions(own, context));
  }

  /** A session that brings more prefixes than either side admits is closed by that side and stays closed. */
  #isWithinLimits(own: VrfInstance, { peer, neighbor }: Session): boolean {
    if (peer === undefined) return true;
    const back = this.#sessionsBeforeLimits(peer).find((session) => session.peer === own)?.neighbor.maxPrefix;
    const accepts = (limit: number | undefined, from: VrfInstance, to: VrfInstance) =>
      limit === undefined || this.#offeredCount(from, to) <= limit;
    return accepts(neighbor.maxPrefix, peer, own) && accepts(back, own, peer);
  }

  /** How many prefixes a vrf offers a neighbour, counted before limits so that limits cannot chase each other. */
  #offeredCount(from: VrfInstance, to: VrfInstance): number {
    if (!this.#isVpn(from)) return this.#networks(from).length;
    const sources = [from, ...new Set(from.vrf.importTargets.flatMap((target) => this.#exporters(target)))];
    const prefixes = sources.flatMap((source) => [
      ...this.#localRoutes(source).map((route) => route.prefix),
      ...this.#sessionsBeforeLimits(source)
        .flatMap((session) => (session.peer && session.peer !== to ? [session.peer] : []))
        .flatMap((peer) => (this.#isVpn(peer) ? [] : this.#networks(peer))),
    ]);
    return new Set(prefixes.map((prefix) => `${prefix.network}/${prefix.length}`)).size;
  }

  #unitTowards(own: VrfInstance, { neighbor }: Session) {
    return own.units.find((unit) => unit.address && covers(unit.address.subnet, neighbor.address));
  }

  #exporters(target: string): readonly VrfInstance[] {
    this.#index();
    return this.#byTarget.get(target) ?? [];
  }

  #distinguished(rd: string | undefined): readonly VrfInstance[] | undefined {
    this.#index();
    return rd === undefined ? undefined : this.#byDistinguisher.get(rd);
  }

  #index(): void {
    if (this.#indexed) return;
    this.#indexed = true;
    for (const node of this.#input.nodes.values()) {
      for (const instance of this.#instancesOf(node).values()) {
        if (!this.#isVpn(instance)) continue;
        append(this.#byDistinguisher, instance.vrf.rd ?? '', instance);
        for (const target of instance.vrf.exportTargets) append(this.#byTarget, target, instance);
      }
    }
  }

  /** A vrf takes part in the provider's VPN routing when it has a distinguisher and its node is reachable. */
  #isVpn(own: VrfInstance): boolean {
    const provider = own.node.role !== CUSTOMER_PREMISES;
    return provider && own.vrf.rd !== undefined && this.#core.routerIdOf(own.node.name) !== undefined;
  }

  #instancesOf(node: NodeInput): ReadonlyMap<string, VrfInstance> {
    const known = this.#instances.get(node);
    if (known) return known;
    const units = [...(node.config?.ports.values() ?? [])].flatMap((port) => [...port.units.values()]);
    const byVrf = Map.groupBy(units, (unit) => unit.vrf);
    const instances = new Map<string, VrfInstance>();
    for (const vrf of node.config?.vrfs.values() ?? []) {
      const key = `${node.name}/${vrf.name}`;
      instances.set(vrf.name, { key, node, vrf, units: byVrf.get(vrf.name) ?? [] });
    }
    this.#instances.set(node, instances);
    return instances;
  }
}

function remember<Key, Value>(memory: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

function append<Value>(index: Map<string, Value[]>, key: string, value: Value): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}
