export { type Ground, lookAt } from './look.ts';
export { lockFailed, noteObstacle, noteOrdered, readConditions } from './store.ts';
export type { Condition, SurveillancePolicy, Told, WatchedLink } from './types.ts';
