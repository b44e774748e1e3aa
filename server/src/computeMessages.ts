import type { NetworkPathQuestion } from '@turnup/contract';
import type { CoreConditions, LinkNumbers, LinkUse, NetworkImage } from './network/index.ts';
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

/**
 * A message to a computing thread: work, with the tenant's network where that is another than it has, and the names of
 * links that it does not have yet. What is remembered as promised on links goes without their names, in shared memory.
 */
export type ComputeQuestion = {
  readonly id: number;
  readonly image?: NetworkImage;
  readonly links?: readonly string[];
  readonly work: ComputeWork;
};

/** Work with the names of the links put in, or left out, wherever it stands on what is promised on them. */
export function withLinks(work: ComputeWork, links: LinkNumbers): ComputeWork {
  const carried = (use: LinkUse): LinkUse =>
    use.remembered === undefined ? use : { ...use, remembered: { ...use.remembered, links } };
  const free = <Options extends Pick<Judging['options'], 'occupancy'>>(options: Options): Options => ({
    ...options,
    occupancy: { ...options.occupancy, linkUseKbps: carried(options.occupancy.linkUseKbps) },
  });
  switch (work.kind) {
    case 'judge': {
      const judgings = work.judgings.map((one) => ({ ...one, options: free(one.options) }));
      return { ...work, judgings };
    }
    case 'compose':
      return { ...work, composing: { ...work.composing, options: free(work.composing.options) } };
    case 'paths': {
      const { linkUseKbps } = work.conditions;
      if (linkUseKbps === undefined) return work;
      return { ...work, conditions: { ...work.conditions, linkUseKbps: carried(linkUseKbps) } };
    }
  }
}

/** The links that work stands on, where it stands on what is remembered of them. */
export function linksOfWork(work: ComputeWork): LinkNumbers | undefined {
  switch (work.kind) {
    case 'judge':
      return work.judgings
        .map(({ options }) => options.occupancy.linkUseKbps.remembered?.links)
        .find(Boolean);
    case 'compose':
      return work.composing.options.occupancy.linkUseKbps.remembered?.links;
    case 'paths':
      return work.conditions.linkUseKbps?.remembered?.links;
  }
}

/** What a computing thread sends. */
export type ComputeAnswer =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly name: string; readonly message: string }
  /** Searches would be faster with landmarks that the network does not have. */
  | {
      readonly kind: 'missing';
      readonly tenant: string;
      readonly metric: 'latency' | 'cost';
      readonly leastKbps: number;
    };
