export * from './common.ts';
export * from './reference/index.ts';
export * from './requirement.ts';
export * from './solution.ts';
