export { evaluateFeasibility } from './evaluate.ts';
export { validateRequirement } from './requirement-rules.ts';
export type {
  FeasibilityInput,
  FeasibilityPolicies,
  Occupancy,
  PlanInterval,
  QualificationState,
  RequirementFacts,
} from './types.ts';
