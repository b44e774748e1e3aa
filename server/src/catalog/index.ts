export { CatalogMemory } from './memory.ts';
export { referenceLoaders } from './load.ts';
export { numberPolicy, objectPolicy, textPolicy } from './policies.ts';
export { readCatalog } from './store.ts';
export type { Catalog, CatalogKind } from './types.ts';
