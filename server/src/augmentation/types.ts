import type {
  AugmentationShare,
  CapacityAugmentation,
  CapacityConsumer,
  CapacityDemand,
} from '@turnup/contract';
import type { Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';

/** An augmentation as it is kept: the resource without what follows from it. */
export type Augmentation = Omit<CapacityAugmentation, 'href' | 'resourceOrder' | 'currency' | 'shares'> & {
  readonly shares: readonly AugmentationShare[];
  readonly resourceOrderId: string | null;
};

/** What one consumer wants carried, by when. */
export type Need = {
  readonly consumer: CapacityConsumer;
  readonly needDate: string;
  readonly demands: readonly CapacityDemand[];
};

/** What is to be put on one link, and for whom. */
export type LinkProposal = {
  readonly link: string;
  readonly modules: CapacityAugmentation['modules'];
  readonly addsKbps: number;
  readonly costMinor: number;
  readonly workingDays: number;
  readonly revocableWorkingDays: number;
  readonly users: readonly { readonly need: Need; readonly linkKbps: number }[];
};

/** The least costly modules for all needs together. */
export type Proposal = {
  readonly links: readonly LinkProposal[];
  /** What each need sends over each link that it uses. */
  readonly loads: ReadonlyMap<string, LinkProposal['users']>;
  readonly costMinor: number;
  /** No modules that carry all needs cost less. */
  readonly lowerBoundMinor: number;
};

/** What the composition root lends this room. */
export type AugmentationPorts = {
  readonly ids: () => string;
  readonly number: (tx: Transaction, tenant: string) => Promise<string>;
  readonly record: (tx: Transaction, tenant: string, facts: readonly Fact[]) => Promise<void>;
};
