import type { NetworkPathQuestion } from '@turnup/contract';
import type { CoreConditions, NetworkImage } from './network/index.ts';
import type { Composing, Judging } from './ordering/index.ts';

/** What a computing thread is told when it starts. */
export type ComputeThreadData = { readonly url: string };

/** Work for a computing thread, on the network that it was sent last. */
export type ComputeWork =
  | {
      readonly kind: 'judge';
      readonly tenant: string;
      readonly latestNetworkVersion: number;
      readonly judgings: readonly Judging[];
    }
  | {
      readonly kind: 'compose';
      readonly tenant: string;
      readonly latestNetworkVersion: number;
      readonly composing: Composing;
    }
  | {
      readonly kind: 'paths';
      readonly tenant: string;
      readonly question: Omit<NetworkPathQuestion, 'date'>;
      readonly conditions: CoreConditions;
    };

/** A message to a computing thread: work, with the tenant's network where that is another than it has. */
export type ComputeQuestion = {
  readonly id: number;
  readonly image?: NetworkImage;
  readonly work: ComputeWork;
};

/** What a computing thread sends. */
export type ComputeAnswer =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly name: string; readonly message: string }
  /** Searches would be faster with landmarks that the network does not have. */
  | {
      readonly kind: 'missing';
      readonly tenant: string;
      readonly metric: 'latency' | 'cost';
      readonly decade: number;
    };
