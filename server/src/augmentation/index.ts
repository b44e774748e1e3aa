/** Capacity augmentation: which modules on which links carry all who are short, and what becomes of them. See README.md. */
export { type Applied, applied, type Ground } from './apply.ts';
export {
  augmentationFact,
  augmentationPath,
  augmentationView,
  resourceOrderPath,
  resourceOrderView,
} from './facts.ts';
export { openHighs } from './highs.ts';
export { openGrowingHighs } from './highs-growing.ts';
export { allNeeds } from './needs.ts';
export { capacityProblem, type NamedProblem, proposalOf, usable } from './problem.ts';
export { sharesOf } from './shares.ts';
export { solveInThread } from './solve.ts';
export {
  type AugmentationFilter,
  lockAugmentation,
  lockOpenAugmentations,
  readAugmentations,
  type StoredAugmentation,
  writeAugmentation,
} from './store.ts';
export type { Augmentation, AugmentationPorts, LinkProposal, Need, Proposal } from './types.ts';
