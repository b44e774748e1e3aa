import type { NearestAlternative, SiteOption } from '@turnup/contract';
import type { Shortfall } from './trial.ts';

/**
 * Of a site whose option is yellow, the first that is green: nothing has to be settled first. It goes with the options of
 * all other sites, as every option that is told does.
 */
export function surerAccesses({ input, assessment }: Shortfall): NearestAlternative[] {
  const { price } = assessment;
  if (price === undefined) return [];
  return assessment.siteOptions.flatMap(({ site, options }, index) => {
    const [chosen, ...others] = options;
    const surer = others.find(({ confidence }) => confidence === 'green');
    if (chosen === undefined || chosen.confidence === 'green' || surer === undefined) return [];
    const [was, now] = [costOf(chosen), costOf(surer)];
    const { finishDate } = input.planInterval(assessment.chosen.with(index, surer));
    return [
      {
        change: placesOf(chosen) === placesOf(surer) ? ('technology' as const) : ('pointOfPresence' as const),
        site,
        description: `${site} by ${carriersOf(surer)} instead of ${carriersOf(chosen)}: nothing has to be settled first`,
        parameters: {
          pointOfPresence: placesOf(surer),
          insteadOf: placesOf(chosen),
          access: carriersOf(surer),
          extraMonthlyMinor: now.monthlyMinor - was.monthlyMinor,
          extraOneOffMinor: now.oneOffMinor - was.oneOffMinor,
        },
        price: {
          oneOffMinor: price.oneOffMinor + now.oneOffMinor - was.oneOffMinor,
          monthlyMinor: price.monthlyMinor + now.monthlyMinor - was.monthlyMinor,
        },
        completionDate: finishDate,
      },
    ];
  });
}

function costOf({ legs }: SiteOption) {
  return {
    oneOffMinor: legs.reduce(
      (sum, leg) => sum + leg.buildCostMinor + leg.partnerOneOffMinor + leg.portCostMinor,
      0,
    ),
    monthlyMinor: legs.reduce((sum, leg) => sum + leg.monthlyCostMinor, 0),
  };
}

function placesOf({ legs }: SiteOption): string {
  return [...new Set(legs.map(({ pointOfPresence }) => pointOfPresence))].sort().join(' and ');
}

function carriersOf({ legs }: SiteOption): string {
  return legs.map((leg) => leg.link ?? leg.partnerOffer ?? leg.node).join(' and ');
}
