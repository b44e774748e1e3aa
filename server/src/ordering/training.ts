import type { TrainingNeed } from '@turnup/contract';
import { type Catalog, type People, trainingNeeds } from '../catalog/index.ts';
import type { Sql } from '../platform/database.ts';
import { listSkills } from '../provisioning/index.ts';
import type { OrderItem } from './types.ts';

/** `account skill` of every training that was evidenced; nothing is read where no equipment asks for a skill. */
export async function learntBy(sql: Sql, tenant: string, catalog: Catalog): Promise<ReadonlySet<string>> {
  const asked = [...catalog.of('cpeModel').values()].some((model) => model.operatorSkill !== undefined);
  if (!asked) return new Set();
  return new Set((await listSkills(sql, tenant)).map(({ account, skill }) => `${account} ${skill}`));
}

/** Who is there, and what they have learnt. */
export function peopleOf(catalog: Catalog, learnt: ReadonlySet<string>): People {
  return { teams: [...catalog.of('team').values()], learnt };
}

/** Training that an item's equipment still asks for: skills of today against those that are needed. */
export async function openTraining(
  sql: Sql,
  tenant: string,
  catalog: Catalog,
  { solution }: OrderItem,
): Promise<readonly TrainingNeed[]> {
  const people = peopleOf(catalog, await learntBy(sql, tenant, catalog));
  return trainingNeeds(solution?.cpe ?? [], [...catalog.of('cpeModel').values()], people);
}
