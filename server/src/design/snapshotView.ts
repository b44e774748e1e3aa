import {
  availabilityOfLegs,
  type CoreConditions,
  coreRouteIn,
  coreView,
  type NetworkSnapshot,
} from '../network/index.ts';
import type { NetworkView } from './types.ts';

/** The network as a design asks it: a snapshot at a date of need, with what is promised on its links. */
export function snapshotView(snapshot: NetworkSnapshot, conditions: CoreConditions): NetworkView {
  const view = coreView(snapshot, conditions);
  const { nodes, sharedRisks } = snapshot;
  return {
    coreRoute: (from, to, request) => coreRouteIn(view, from, to, request),
    availabilityOfLegs,
    nodeAvailability: (node) => nodes.get(node)?.availability ?? 0,
    riskAvailability: (code) => sharedRisks.get(code)?.availability,
    nodeEndOfLife: (node) => nodes.get(node)?.endOfLife,
    freeKbps: (link) => view.freeKbps[snapshot.links.indexOf(link)] ?? 0,
  };
}
