export { evaluateFeasibility } from './evaluate.ts';
export type { ReasonCode } from './reasons.ts';
export { validateRequirement } from './requirement-rules.ts';
export { goodItems, markStandingOn, type Stand, unmark, writeOvertaken, writeStands } from './stand-store.ts';
export {
  createQualification,
  forgetReservation,
  getQualification,
  listQualifications,
  lockQualification,
  saveItems,
  setEstimatedResponse,
} from './store.ts';
export type {
  FeasibilityInput,
  FeasibilityPolicies,
  NewQualification,
  Occupancy,
  PlanInterval,
  Qualification,
  QualificationFilter,
  QualificationItem,
  QualificationState,
  RequirementFacts,
  SoughtOffer,
} from './types.ts';
