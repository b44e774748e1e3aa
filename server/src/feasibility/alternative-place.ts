import type { NearestAlternative } from '@turnup/contract';
import { outcomeOf, type Shortfall } from './trial.ts';
import type { SiteChoice } from './types.ts';

/**
 * Sites that are served, but not by what would serve them at least cost: through another point of presence, or by
 * another access to the same. Verified by the assessment itself, whose combination it is.
 */
export function otherAccesses({ assessment }: Shortfall): NearestAlternative[] {
  return assessment.deviations.map(({ site, from, to }) => {
    const [wanted, taken] = [placesOf(from), placesOf(to)];
    const change = wanted === taken ? ('technology' as const) : ('pointOfPresence' as const);
    const by = change === 'technology' ? carriersOf(to) : taken;
    const instead = change === 'technology' ? carriersOf(from) : wanted;
    return {
      change,
      site,
      description: `${site} through ${by} instead of ${instead}`,
      parameters: {
        pointOfPresence: taken,
        insteadOf: wanted,
        access: carriersOf(to),
        extraMonthlyMinor: monthly(to) - monthly(from),
        extraOneOffMinor: oneOff(to) - oneOff(from),
      },
      ...outcomeOf(assessment),
    };
  });
}

function placesOf(choice: SiteChoice): string {
  return [...new Set(choice.candidates.map(({ draft }) => draft.pointOfPresence))].sort().join(' and ');
}

function carriersOf(choice: SiteChoice): string {
  return choice.candidates.map(({ carrier }) => carrier).join(' and ');
}

function monthly(choice: SiteChoice): number {
  return choice.candidates.reduce((sum, { draft }) => sum + draft.monthlyCostMinor, 0);
}

function oneOff(choice: SiteChoice): number {
  return choice.candidates.reduce((sum, { draft, freePorts, fittingPorts }) => {
    const port = (freePorts[0] ?? fittingPorts[0])?.costMinor ?? 0;
    return sum + draft.buildCostMinor + draft.partnerOneOffMinor + port;
  }, 0);
}
