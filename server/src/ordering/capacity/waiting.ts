import { readAugmentations, type StoredAugmentation } from '../../augmentation/index.ts';
import type { Sql } from '../../platform/database.ts';
import type { OrderItem } from '../types.ts';

/** The augmentations that an item still waits for, as its solution names them. */
export async function openAugmentations(
  sql: Sql,
  tenant: string,
  { solution }: Pick<OrderItem, 'solution'>,
): Promise<StoredAugmentation[]> {
  const ids = (solution?.augmentations ?? []).map(({ augmentation }) => augmentation);
  if (ids.length === 0) return [];
  return readAugmentations(sql, tenant, { ids, states: ['proposed', 'ordered'] });
}
