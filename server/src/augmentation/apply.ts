import { usable } from './problem.ts';
import { sharesOf } from './shares.ts';
import type { StoredAugmentation } from './store.ts';
import type { LinkProposal, Proposal } from './types.ts';

/** What a proposal makes of the augmentations that are open: those that are new, and those that are otherwise now. */
export type Applied = {
  readonly added: readonly Omit<StoredAugmentation, 'id' | 'number' | 'updatedAt'>[];
  readonly changed: readonly Omit<StoredAugmentation, 'updatedAt'>[];
};

/** What a proposal was found on, and how days are counted. */
export type Ground = {
  readonly open: readonly StoredAugmentation[];
  readonly maximumFillPercent: number;
  /** What is free on a link, with what is ordered, before anything that is proposed. */
  readonly freeKbps: (link: string) => number;
  /** The day on which modules are in service that are ordered today. */
  readonly readyIn: (workingDays: number) => string;
};

/**
 * Holds a proposal against what is open. A link that is proposed already takes the new modules and shares; one that is
 * needed no more is withdrawn. Who cannot do without an ordered augmentation shares it from now on. Pure.
 */
export function applied(proposal: Proposal, ground: Ground): Applied {
  const proposed = new Map(
    ground.open.filter(({ state }) => state === 'proposed').map((one) => [one.link, one]),
  );
  const gap =
    proposal.costMinor === 0
      ? 0
      : (100 * (proposal.costMinor - proposal.lowerBoundMinor)) / proposal.costMinor;
  const written = proposal.links.map((link) => ({
    ...contentOf(link, ground.readyIn(link.workingDays)),
    certifiedGapPercent: Math.round(gap * 1e6) / 1e6,
  }));
  const added = written.filter(({ link }) => !proposed.has(link));
  const again = written.flatMap((content) => {
    const before = proposed.get(content.link);
    return before === undefined ? [] : [{ ...before, ...content }];
  });
  const kept = new Set(written.map(({ link }) => link));
  const withdrawn = [...proposed.values()]
    .filter(({ link }) => !kept.has(link))
    .map((one) => ({ ...one, state: 'cancelled' as const, shares: [] }));
  const joined = ground.open.flatMap((one) => joinedBy(one, proposal, ground));
  return { added, changed: [...again, ...withdrawn, ...joined].map(withoutInstant) };
}

function withoutInstant({
  updatedAt: _,
  ...rest
}: StoredAugmentation): Omit<StoredAugmentation, 'updatedAt'> {
  return rest;
}

function contentOf(link: LinkProposal, readyDate: string) {
  const { modules, addsKbps, costMinor, workingDays, revocableWorkingDays, users } = link;
  return {
    state: 'proposed' as const,
    link: link.link,
    modules,
    addsKbps,
    costMinor,
    workingDays,
    revocableWorkingDays,
    readyDate,
    shares: sharesOf(costMinor, users),
    resourceOrderId: null,
  };
}

/** An ordered augmentation with everyone who now needs it, where that is somebody else than before. */
function joinedBy(
  one: StoredAugmentation,
  { loads }: Proposal,
  { freeKbps, maximumFillPercent }: Ground,
): StoredAugmentation[] {
  if (one.state !== 'ordered') return [];
  const users = loads.get(one.link) ?? [];
  const loaded = users.reduce((sum, { linkKbps }) => sum + linkKbps, 0);
  const without = Math.max(0, freeKbps(one.link) - usable(one.addsKbps, maximumFillPercent));
  if (loaded <= without) return [];
  const shares = sharesOf(one.costMinor, users);
  return JSON.stringify(shares) === JSON.stringify(one.shares) ? [] : [{ ...one, shares }];
}
