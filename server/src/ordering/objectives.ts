import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import type { Catalog } from '../catalog/index.ts';
import { findDesign, qualityObjectivesOf, sectionsOf } from '../design/index.ts';
import type { ServiceLevelObjective } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { qualityPolicy } from './assess.ts';
import type { OrderItem } from './types.ts';

/**
 * What an item's service is watched for: as its design says, with what engineers wrote; without a design, or when the
 * service has changed since, by the requirement and the policies.
 */
export async function objectivesOfItem(
  tx: Transaction,
  tenant: string,
  catalog: Catalog,
  item: OrderItem & { readonly requirement: ServiceRequirement; readonly serviceId: string },
): Promise<ServiceLevelObjective[]> {
  const design = item.designId === null ? undefined : await findDesign(tx.sql, tenant, item.designId);
  const written = design === undefined ? [] : sectionsOf(design).qualityObjectives;
  if (written.length === 0)
    return objectivesOf(item.serviceId, item.requirement, item.solution ?? { availability: [] }, catalog);
  return written.map((objective) => ({ ...objective, id: newId(), serviceId: item.serviceId }));
}

/** The parameters for Service Quality Management that follow from a requirement and what delivers it. */
export function objectivesOf(
  serviceId: string,
  requirement: ServiceRequirement,
  solution: Pick<DesignAlternative, 'availability'>,
  catalog: Catalog,
): ServiceLevelObjective[] {
  return qualityObjectivesOf(requirement, solution, qualityPolicy(catalog)).map((objective) => ({
    ...objective,
    id: newId(),
    serviceId,
  }));
}
