export * from './common.ts';
export * from './reference/index.ts';
export * from './requirement.ts';
export * from './resource/ordering.ts';
export * from './resource/parameters.ts';
export * from './resource/platform.ts';
export * from './resource/work.ts';
export * from './solution.ts';
