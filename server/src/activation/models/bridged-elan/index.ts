export { renderBridgedElan } from './render.ts';
export type { BridgedElanIntent } from './types.ts';
