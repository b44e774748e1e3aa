export { renderBridgedEline } from './render.ts';
export type { BridgedElineIntent } from './types.ts';
