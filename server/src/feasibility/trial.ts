import type { NearestAlternative } from '@turnup/contract';
import { RefusalError } from '../foundation/result.ts';
import { assess } from './assess.ts';
import type { Assessment, FeasibilityInput } from './types.ts';

/** Asks whether a changed question has an answer; the ground that every alternative is verified on. */
export type Trial = (change: Partial<FeasibilityInput>) => Assessment | undefined;

/** What a search for alternatives starts from. */
export type Shortfall = {
  readonly input: FeasibilityInput;
  readonly assessment: Assessment;
  readonly trial: Trial;
};

/** An alternative, and the requirement that it amounts to where it changes a site. */
export type Found = {
  readonly alternative: NearestAlternative;
  readonly changed?: FeasibilityInput['requirement']['sites'][number];
};

/** What an alternative costs and when it is complete, from the answer that verified it. */
export function outcomeOf({
  price,
  interval,
}: Assessment): Pick<NearestAlternative, 'price' | 'completionDate'> {
  return {
    ...(price === undefined ? {} : { price }),
    ...(interval === undefined ? {} : { completionDate: interval.finishDate }),
  };
}

/** Asks changed questions about an input. */
export function trialOf(input: FeasibilityInput): Trial {
  return (change) => {
    try {
      return assess({ ...input, ...change, provideAlternative: false });
    } catch (error) {
      // A date beyond what the calendars know is no alternative; anything else is a fault of ours.
      if (error instanceof RefusalError) return undefined;
      throw error;
    }
  };
}

/** Whether a changed site is served now, and no other is lost by it. */
export function serves(shortfall: Shortfall, site: string, changed: Assessment | undefined): boolean {
  if (changed === undefined) return false;
  if (changed.works) return true;
  const { failedSites } = shortfall.assessment;
  return (
    failedSites.size > 1 &&
    !changed.failedSites.has(site) &&
    changed.failedSites.size > 0 &&
    [...changed.failedSites].every((other) => failedSites.has(other))
  );
}
