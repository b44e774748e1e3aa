import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { thresholdIsTighter } from './rules.ts';
import { insertObjectives } from './store.ts';
import type { ServiceLevelObjective } from './types.ts';

/**
 * Hands the parameters of a service to Service Quality Management: one package a site (eTOM 1.4.5.1, SID
 * ServiceLevelObjective). A threshold looser than its target would warn too late and is refused.
 */
export async function sendObjectives(
  tx: Transaction,
  tenant: string,
  customer: string,
  objectives: readonly ServiceLevelObjective[],
): Promise<Result<void>> {
  for (const objective of objectives) {
    if (thresholdIsTighter(objective)) continue;
    const { parameter, site, threshold, target } = objective;
    return refuse(
      422,
      'THRESHOLD_TOO_LOOSE',
      `${parameter} at ${site}: the threshold ${threshold} is looser than the target ${target}`,
    );
  }
  await insertObjectives(tx, tenant, objectives);
  const bySite = Map.groupBy(objectives, (objective) => objective.site);
  await recordFacts(
    tx,
    tenant,
    [...bySite].map(([site, own]) => ({
      type: 'ServiceLevelObjectiveCreateEvent',
      domain: 'serviceQuality',
      aggregate: { kind: 'serviceLevelSpecification', id: `${own[0]?.serviceId}/${site}` },
      resource: 'serviceLevelSpecification',
      body: { serviceId: own[0]?.serviceId, site, serviceLevelObjective: own },
      audience: [customer],
    })),
  );
  return ok(undefined);
}
