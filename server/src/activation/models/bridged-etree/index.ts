export { renderBridgedEtree } from './render.ts';
export type { BridgedEtreeIntent } from './types.ts';
