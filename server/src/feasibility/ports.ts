import type { Port } from '@turnup/contract';
import { dayNumber, portsOf } from '../network/index.ts';
import type { Ground, PortSupply } from './ground.ts';
import { rateText, reason } from './reasons.ts';

/** What an access needs of a port. */
export type PortNeed = {
  readonly node: string;
  readonly rateKbps: number;
  /** The partner whose hand-over it must be; absent for a customer's port. */
  readonly partner?: string | undefined;
};

/**
 * The ports of a node that fit: of the use, rate and partner, and those of them free by the date of need. The best
 * first: the cheapest, then the slowest that is enough, then the one that is there soonest.
 */
export function portSupply(ground: Ground, need: PortNeed): PortSupply {
  const key = `${need.node} ${need.partner ?? ''} ${need.rateKbps}`;
  let supply = ground.portCache.get(key);
  if (supply === undefined) {
    supply = findPorts(ground, need);
    ground.portCache.set(key, supply);
  }
  return supply;
}

function findPorts(ground: Ground, need: PortNeed): PortSupply {
  const { network, occupancy, needDate } = ground.input;
  const ofUse = portsOf(network, need.node).filter((port) =>
    need.partner === undefined
      ? port.use === 'customer'
      : port.use === 'partner' && port.partner === need.partner,
  );
  const fitting = ofUse.filter((port) => port.rateKbps >= need.rateKbps).toSorted(byPreference);
  const there = fitting.filter(
    (port) => port.inServiceDate === undefined || dayNumber(port.inServiceDate) <= ground.needDay,
  );
  const free = there.filter((port) => !occupancy.takenPorts.has(`${port.node}/${port.name}`));
  const later = fitting.flatMap((port) => (there.includes(port) ? [] : (port.inServiceDate ?? []))).sort()[0];
  const use = need.partner === undefined ? 'customer ports' : `hand-over ports of ${need.partner}`;
  const next = later === undefined ? '' : ` The next comes on ${later}.`;
  const shortage = () =>
    reason(
      'PORT_SHORTAGE',
      `${need.node} has ${fitting.length} ${use} of at least ${rateText(need.rateKbps)}; ${there.length} are there on ${needDate}, ${free.length} of them free.${next}`,
      {
        node: need.node,
        askedKbps: need.rateKbps,
        ports: fitting.length,
        inService: there.length,
        free: free.length,
        date: needDate,
        ...(later === undefined ? {} : { availableFrom: later }),
        ...(need.partner === undefined ? {} : { partner: need.partner }),
      },
    );
  return { fitting, free, shortage };
}

function byPreference(a: Port, b: Port): number {
  return (
    a.costMinor - b.costMinor ||
    a.rateKbps - b.rateKbps ||
    (a.inServiceDate ?? '').localeCompare(b.inServiceDate ?? '') ||
    (a.name < b.name ? -1 : 1)
  );
}

/**
 * One port for each list, no port twice and none of `taken`; of ports on different cards where two lists allow it and
 * `differentCards` asks for it. Undefined when there are not enough.
 */
export function bindPorts(
  lists: readonly (readonly Port[])[],
  taken: { has(key: string): boolean },
  differentCards: boolean,
): Port[] | undefined {
  const [first = [], second] = lists.map((list) => list.filter((port) => !taken.has(portKey(port))));
  if (second === undefined) return first[0] === undefined ? undefined : [first[0]];
  let fallback: Port[] | undefined;
  for (const a of first) {
    for (const b of second) {
      if (portKey(a) === portKey(b)) continue;
      if (!differentCards || a.card !== b.card) return [a, b];
      fallback ??= [a, b];
    }
  }
  return fallback;
}

/** A port as the ledger names it. */
export function portKey(port: Pick<Port, 'node' | 'name'>): string {
  return `${port.node}/${port.name}`;
}
