export { availabilityOfLegs, type Component } from './availability.ts';
export { capacityTimeline } from './capacity.ts';
export {
  type Avoid,
  type CoreDisjointness,
  type CoreRoutePair,
  type CoreRouteRequest,
  coreRouteIn,
  coreRoutePairIn,
  type NoCorePair,
} from './core-route.ts';
export { type CoreConditions, type CoreView, coreView, freeOnLink } from './core-view.ts';
export { dateOfDay, dayNumber } from './days.ts';
export { type LegRisks, proveDiversity } from './diversity.ts';
export { components } from './graph/components.ts';
export { widestPath } from './graph/widest-path.ts';
export { type Loader, referenceLoaders } from './load.ts';
export { NetworkMemory } from './memory.ts';
export { buildSnapshot, risksOfLink } from './snapshot.ts';
export { readNetwork } from './store.ts';
export type {
  LoadCounts,
  NetworkKind,
  NetworkRecords,
  NetworkSnapshot,
  Premises,
} from './types.ts';
