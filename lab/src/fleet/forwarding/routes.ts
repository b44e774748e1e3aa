import type { Prefix } from '../address.ts';
import type { UnitConfig } from '../config.ts';
import { compareText } from './core.ts';
import type { VrfInstance } from './types.ts';

/** How a packet leaves a vrf: to a neighbour on a unit's wire, or through the core into another vrf. */
export type Via =
  | { readonly kind: 'connected'; readonly unit: UnitConfig }
  | { readonly kind: 'next-hop'; readonly unit: UnitConfig; readonly nextHop: number }
  | { readonly kind: 'vpn'; readonly egress: VrfInstance };

/** A route of a vrf. `latencyUs` is that through the core to the egress, 0 for what is learned locally. */
export type Route = {
  readonly prefix: Prefix;
  readonly origin: 'connected' | 'static' | 'bgp' | 'vpn';
  readonly preference: number;
  readonly latencyUs: number;
  /** Decides between equals. */
  readonly name: string;
  readonly via: Via;
};

/** The preference of a route that no neighbour statement gave one (the usual default local preference). */
export const DEFAULT_PREFERENCE = 100;

const distance: Readonly<Record<Route['origin'], number>> = { connected: 0, static: 1, bgp: 2, vpn: 2 };

/**
 * Order in which routes that cover an address are taken: longest prefix, connected before static before BGP, then
 * BGP's own decision: higher preference, external before internal, lower latency, name.
 */
export function compareRoutes(a: Route, b: Route): number {
  return (
    b.prefix.length - a.prefix.length ||
    distance[a.origin] - distance[b.origin] ||
    b.preference - a.preference ||
    Number(a.origin === 'vpn') - Number(b.origin === 'vpn') ||
    a.latencyUs - b.latencyUs ||
    compareText(a.name, b.name)
  );
}
