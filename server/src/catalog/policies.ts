import type { Catalog } from './types.ts';

/**
 * The value of a policy as a number, or the default that its reader documents. A policy of another shape is a fault of
 * the data and is told as such.
 */
export function numberPolicy(catalog: Catalog, code: string, otherwise: number): number {
  const value = catalog.of('policy').get(code)?.value;
  if (value === undefined) return otherwise;
  if (typeof value !== 'number') throw new Error(`policy ${code} must be a number`);
  return value;
}

/** The value of a policy as an object of the reader's shape, or the default. */
export function objectPolicy<Shape extends object>(catalog: Catalog, code: string, otherwise: Shape): Shape {
  const value = catalog.of('policy').get(code)?.value;
  if (value === undefined) return otherwise;
  if (typeof value !== 'object' || value === null) throw new Error(`policy ${code} must be an object`);
  return { ...otherwise, ...(value as Partial<Shape>) };
}

/** The value of a policy as text, or the default. */
export function textPolicy(catalog: Catalog, code: string, otherwise: string): string {
  const value = catalog.of('policy').get(code)?.value;
  if (value === undefined) return otherwise;
  if (typeof value !== 'string') throw new Error(`policy ${code} must be a text`);
  return value;
}
