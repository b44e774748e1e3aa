export { availabilityOfLegs, type Component } from './availability.ts';
export { capacityTimeline, withBoundlessCore, withCapacity } from './capacity.ts';
export {
  type Avoid,
  type CoreDisjointness,
  type CoreRoutePair,
  type CoreRouteRequest,
  coreLatenciesFrom,
  coreRouteIn,
  coreRoutePairIn,
  type NoCorePair,
} from './core-route.ts';
export { type CoreConditions, type CoreView, coreView, freeOnLink } from './core-view.ts';
export { dateOfDay, dayNumber } from './days.ts';
export { type LegRisks, proveDiversity } from './diversity.ts';
export { risksOfLink } from './facts.ts';
export { type FoundPaths, findPaths } from './find-paths.ts';
export { components } from './graph/components.ts';
export { widestPath } from './graph/widest-path.ts';
export type { NetworkImage } from './image-types.ts';
export {
  type LegEnds,
  type LegPair,
  type LegPairRequest,
  legPairIn,
  type SharedOnWays,
  sharedOnWays,
} from './leg-pair.ts';
export {
  type LinkNumbers,
  type LinkUse,
  nothingPromised,
  promisedEdges,
  promisedOn,
  type RememberedLinkUse,
  withPromised,
} from './link-use.ts';
export { type Loader, referenceLoaders } from './load.ts';
export { NetworkMemory, type NetworkMemoryOptions } from './memory.ts';
export { KEY_SEPARATOR, type RecordList } from './packed.ts';
export { buildSnapshot, linksAtNodes, linksOf, openImage, portsOf } from './snapshot.ts';
export { networkVersion, readNetwork } from './store.ts';
export { augmentationsOfLinks, linkNames, standingRecords } from './store-changes.ts';
export type {
  LoadCounts,
  NetworkKind,
  NetworkRecords,
  NetworkSnapshot,
} from './types.ts';
export { NEVER } from './types.ts';
