import { type Catalog, objectPolicy } from '../catalog/index.ts';

/**
 * What part of the ordered rates is configured and measured: 1, unless the policy `rateScale` says that this network is a
 * laboratory that carries less (`factor`, above 0 and up to 1). Every certificate says which.
 */
export function rateScaleOf(catalog: Catalog): number {
  const { factor } = objectPolicy(catalog, 'rateScale', { factor: 1 });
  if (typeof factor === 'number' && factor > 0 && factor <= 1) return factor;
  throw new Error(`policy rateScale: factor is above 0 and up to 1, not ${String(factor)}`);
}

/** An ordered rate as it is configured here. */
export function scaledKbps(orderedKbps: number, rateScale: number): number {
  return Math.max(1, Math.round(orderedKbps * rateScale));
}
