import type { ServiceDesign } from '@turnup/contract';
import type { Sql } from '../platform/database.ts';
import {
  countSummaries,
  type DesignFilter,
  type DesignSummary,
  matchingId,
  readSummaries,
  readVersion,
  readVersions,
} from './store.ts';

/** A design in its current or the named version. */
export async function findDesign(
  sql: Sql,
  tenant: string,
  id: string,
  version?: number,
): Promise<ServiceDesign | undefined> {
  return (await readVersion(sql, tenant, id, version))?.design;
}

/**
 * The design to deliver a requirement by at an instant: approved, or a feasibility design that still stands, and good.
 * Undefined when the requirement has none, and a new one is to be opened.
 */
export async function matchingDesign(
  sql: Sql,
  tenant: string,
  requirementHash: string,
  at: string,
): Promise<ServiceDesign | undefined> {
  const id = await matchingId(sql, tenant, requirementHash, at);
  return id === undefined ? undefined : findDesign(sql, tenant, id);
}

/** Current versions in brief, the newest first, with how many there are in all. */
export async function listDesigns(
  sql: Sql,
  tenant: string,
  filter: DesignFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly designs: readonly DesignSummary[]; readonly total: number }> {
  const [designs, total] = await Promise.all([
    readSummaries(sql, tenant, filter, page),
    countSummaries(sql, tenant, filter),
  ]);
  return { designs, total };
}

/** All versions of a design in brief, the newest first. */
export function designVersions(sql: Sql, tenant: string, id: string): Promise<readonly DesignSummary[]> {
  return readVersions(sql, tenant, id);
}
