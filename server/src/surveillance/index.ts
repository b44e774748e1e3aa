export { type Ground, lookAt } from './look.ts';
export { listConditions, lockFailed, noteObstacle, noteOrdered } from './store.ts';
export type { Condition, ConditionState, SurveillancePolicy, Told, WatchedLink } from './types.ts';
