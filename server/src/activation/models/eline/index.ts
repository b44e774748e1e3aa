export { renderEline, renderElineCpe } from './render.ts';
export type { ElineEnd, ElineIntent } from './types.ts';
