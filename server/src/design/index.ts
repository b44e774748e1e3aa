/** Design Solution (eTOM 1.4.5.1): composes, weighs and keeps designs. See README.md. */

export { capacityActivity } from './augmentations.ts';
export { type DesignTarget, designTag, locked as lockedDesign } from './change.ts';
export { chooseAlternative } from './choose.ts';
export { listComments } from './comment-store.ts';
export { addComment, settleComment } from './comments.ts';
export { type Commitment, commitDesign } from './commit.ts';
export { composeDesign } from './compose.ts';
export { demandsOfAlternative } from './demand.ts';
export { forgetDemands } from './demand-store.ts';
export { differencesOf } from './difference.ts';
export { designVersions, findDesign, listDesigns, matchingDesign } from './find.ts';
export { type Gate, stalenessOf } from './gates.ts';
export { type LostReservation, loseReservation } from './loseReservation.ts';
export { defaultMandatorySections } from './mandatory.ts';
export { type DesignOpening, openDesign, type VersionContent } from './open.ts';
export { planEditFaults } from './planEdits.ts';
export { qualityObjectivesOf } from './qualityObjectives.ts';
export { type Recomposition, recompose } from './recompose.ts';
export { canonicalJson, requirementHash } from './requirementHash.ts';
export { approve, reject, submitForReview } from './review.ts';
export type { Approval } from './rules.ts';
export { snapshotView } from './snapshotView.ts';
export { makeStale, type ResourceChange } from './stale.ts';
export type { DesignFilter, DesignSummary } from './store.ts';
export { supersede } from './supersede.ts';
export {
  type Component,
  type Composition,
  type DesignInput,
  type DesignObjective,
  type DesignPolicies,
  type DesignPorts,
  defaultPolicies,
  defaultQualityPolicy,
  type NetworkView,
  type OperationRule,
  type PlannedAugmentation,
  type QualityPolicy,
  type SurveyFinding,
} from './types.ts';
export { sectionsOf, writeSections } from './written.ts';
