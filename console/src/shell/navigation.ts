import type { IconName } from '../shared/Icon.tsx';

/** A page of the navigation: who sees it, and the key that goes to it after `g`. */
export type Destination = {
  readonly to:
    | '/orders'
    | '/feasibility'
    | '/designs'
    | '/fallout'
    | '/work'
    | '/services'
    | '/network'
    | '/pools'
    | '/reservations'
    | '/jeopardy'
    | '/clock';
  readonly name: string;
  readonly icon: IconName;
  readonly permission: string;
  readonly key: string;
};

const destinations: readonly Destination[] = [
  { to: '/orders', name: 'Orders', icon: 'orders', permission: 'order.read', key: 'o' },
  { to: '/jeopardy', name: 'Jeopardy', icon: 'jeopardy', permission: 'order.read', key: 'j' },
  { to: '/fallout', name: 'Fallout', icon: 'fallout', permission: 'order.read', key: 'f' },
  { to: '/work', name: 'Work orders', icon: 'work', permission: 'work.read', key: 'w' },
  { to: '/feasibility', name: 'Feasibility', icon: 'search', permission: 'order.read', key: 'q' },
  { to: '/designs', name: 'Designs', icon: 'design', permission: 'design.read', key: 'd' },
  { to: '/services', name: 'Services', icon: 'system', permission: 'order.read', key: 's' },
  { to: '/network', name: 'Network', icon: 'live', permission: 'network.read', key: 'n' },
  { to: '/pools', name: 'Pools', icon: 'pools', permission: 'network.read', key: 'r' },
  { to: '/reservations', name: 'Reservations', icon: 'star', permission: 'network.read', key: 'h' },
  { to: '/clock', name: 'Clock', icon: 'clock', permission: 'simulation.control', key: 'c' },
];

/** The pages that these permissions open. */
export const destinationsFor = (permissions: readonly string[]): Destination[] =>
  destinations.filter(({ permission }) => permissions.includes(permission));
