/** Questions to the resource domain (eTOM 1.4.5.1 → 1.5; TMF652, TMF639). See README.md. */
export { answerResources } from './answer.ts';
export { askResources } from './ask.ts';
export { readQueries } from './store.ts';
export { timeOutResources } from './timeOut.ts';
export type { ResourceQuery, ResourcingPorts } from './types.ts';
