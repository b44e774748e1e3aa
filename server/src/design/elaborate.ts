import { planConfidence, trainingNeeds } from '../catalog/index.ts';
import type { Unranked } from './alternative.ts';
import type { Combination } from './combine.ts';
import { dateOptionsOf } from './dateOptions.ts';
import { efficiencyOf } from './efficiency.ts';
import { operationalMethodsOf } from './operations.ts';
import { qualityObjectivesOf } from './qualityObjectives.ts';
import { sensitivityOf } from './sensitivity.ts';
import { siteBusiness } from './siteBusiness.ts';
import type { DesignInput } from './types.ts';

/**
 * What only the alternatives that are offered get, because it costs more to find: how sure the finish is, what becomes
 * of the business case when a number moves, how the sites are operated, and what quality management will watch.
 */
export function elaborated(alternative: Unranked, combination: Combination, input: DesignInput): Unranked {
  const { requirement, policies, calendars } = input;
  const confidence = planConfidence(alternative.plan, calendars, policies.confidence, alternative.id);
  const training = trainingNeeds(alternative.cpe, input.cpeModels, input.people);
  const { business, plan } = alternative;
  const dateOptions = dateOptionsOf(alternative, input);
  return {
    ...alternative,
    plan: { ...plan, ...(confidence && { confidence }) },
    ...(business &&
      requirement.commercial && {
        business: {
          ...business,
          sensitivity: sensitivityOf(requirement.commercial, business, policies),
          sites: siteBusiness(requirement.commercial, alternative, input),
        },
      }),
    ...(training.length > 0 && { training }),
    ...(dateOptions.length > 0 && { dateOptions }),
    efficiency: efficiencyOf(plan.activities),
    operationalMethod: operationalMethodsOf(combination, input),
    qualityObjectives: qualityObjectivesOf(requirement, alternative, input.quality),
  };
}
