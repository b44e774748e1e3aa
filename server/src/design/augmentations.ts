import type { AugmentationUse, DesignAlternative } from '@turnup/contract';
import type { ActivityDraft } from '../catalog/index.ts';
import { laterOf } from '../foundation/calendar.ts';
import { formatMinor } from '../foundation/money.ts';
import type { CoreLoad } from './coreLoad.ts';
import type { DesignInput, PlannedAugmentation } from './types.ts';

/** The activity in which a plan waits for capacity, and its task. */
export const capacityActivity = 'CAPACITY';
const awaitTask = 'capacity:await';

/** The augmentations without which the routes could not be had: more is loaded than was free before. */
export function augmentationsUsed(
  load: CoreLoad,
  { augmentations = [], network }: Pick<DesignInput, 'augmentations' | 'network'>,
): PlannedAugmentation[] {
  return augmentations.filter(
    ({ link, usableKbps }) => load.on(link) > Math.max(0, network.freeKbps(link) - usableKbps),
  );
}

/** What a design tells of an augmentation that it uses. */
export function useOf({
  usableKbps: _,
  isOrdered: __,
  isCompleted: ___,
  ...use
}: PlannedAugmentation): AugmentationUse {
  return use;
}

/** The shares of the augmentations as lines of the bill. */
export function augmentationLines(
  used: readonly PlannedAugmentation[],
  currency: string | undefined,
): DesignAlternative['billOfMaterials'] {
  return used.map(({ number, link, costMinor, shareMinor }) => ({
    item: 'AUGMENTATION',
    description: `Share of ${number} on ${link}, which costs ${formatMinor(costMinor, currency)}`,
    quantity: 1,
    unitMinor: shareMinor,
    totalMinor: shareMinor,
    charge: 'capex',
  }));
}

/** The plan with a wait for the capacity before the network is configured; as it is where all of it is there. */
export function behindAugmentations(
  drafts: readonly ActivityDraft[],
  used: readonly PlannedAugmentation[],
  calendar: string,
): readonly ActivityDraft[] {
  const awaited = used.filter(({ isCompleted }) => !isCompleted);
  if (awaited.length === 0) return drafts;
  const wait: ActivityDraft = {
    key: capacityActivity,
    template: capacityActivity,
    name: `Wait for ${awaited.map(({ number, link }) => `${number} on ${link}`).join(', ')}`,
    owner: { kind: 'system' },
    calendar,
    durationWorkingDays: 0,
    after: [],
    tasks: [awaitTask],
    process: '1.4.5.1',
    notBefore: awaited.map(({ readyDate }) => readyDate).reduce(laterOf),
  };
  const needsNetwork = ({ tasks }: ActivityDraft): boolean => tasks.includes('network:configure');
  const anyNeeds = drafts.some(needsNetwork);
  return [
    wait,
    ...drafts.map((draft) =>
      needsNetwork(draft) || (!anyNeeds && draft.after.length === 0)
        ? { ...draft, after: [...draft.after, capacityActivity] }
        : draft,
    ),
  ];
}
