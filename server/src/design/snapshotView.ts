import {
  availabilityOfLegs,
  type CoreConditions,
  coreRouteIn,
  coreView,
  legPairIn,
  type NetworkSnapshot,
  sharedOnWays,
} from '../network/index.ts';
import type { NetworkView } from './types.ts';

/** The network as a design asks it: a snapshot at a date of need, with what is promised on its links. */
export function snapshotView(snapshot: NetworkSnapshot, conditions: CoreConditions): NetworkView {
  const view = coreView(snapshot, conditions);
  const { nodes, sharedRisks } = snapshot;
  return {
    coreRoute: (from, to, request) => coreRouteIn(view, from, to, request),
    legPair: (ends, request) => legPairIn(view, ends, request),
    sharedOnWays: (one, other) => sharedOnWays(snapshot, one, other),
    availabilityOfLegs,
    nodeAvailability: (node) => nodes.get(node)?.availability ?? 0,
    riskAvailability: (code) => sharedRisks.get(code)?.availability,
    nodeEndOfLife: (node) => nodes.get(node)?.endOfLife,
    freeKbps: (link) => view.freeKbps[snapshot.links.indexOf(link)] ?? 0,
  };
}
