import type { DesignAlternative, Risk, Rule } from '@turnup/contract';
import { type Facts, factsNamedBy, holds, siteDays } from '../catalog/index.ts';
import { addMonths, type WorkingCalendar, workingDaysBetween } from '../foundation/calendar.ts';
import { roundMinor } from '../foundation/money.ts';
import type { DesignInput, SiteVariant } from './types.ts';

/** What risks are suggested from. */
export type RiskGround = Pick<
  DesignAlternative,
  'routes' | 'availability' | 'plan' | 'budget' | 'business' | 'capexMinor' | 'confidence' | 'compliance'
> & { readonly variants: readonly SiteVariant[] };

/**
 * The risk register: each risk rule that holds, with its exposure (probability times impact), the largest first. A rule
 * that names a fact of a site is asked at every site, any other once. The facts are listed in the README.
 */
export function risksOf(ground: RiskGround, input: DesignInput, calendar: WorkingCalendar): Risk[] {
  const service = serviceFacts(ground, input, calendar);
  const sites = ground.variants.map((variant) => ({
    site: variant.requirement.site,
    facts: { ...service, ...factsOfSite(variant, ground, input) },
  }));
  const siteOnly = new Set(
    Object.keys(sites[0]?.facts ?? {}).filter((name) => !Object.hasOwn(service, name)),
  );
  const risks = input.riskRules
    .filter((rule) => rule.kind === 'risk')
    .flatMap((rule) =>
      factsNamedBy(rule.when).some((name) => siteOnly.has(name))
        ? sites.filter(({ facts }) => holds(rule.when, facts)).map(({ site }) => riskOf(rule, site))
        : holds(rule.when, service)
          ? [riskOf(rule, undefined)]
          : [],
    );
  return risks.toSorted(
    (one, other) =>
      other.exposureWorkingDays - one.exposureWorkingDays ||
      other.exposureMinor - one.exposureMinor ||
      (one.code < other.code ? -1 : one.code > other.code ? 1 : 0),
  );
}

function riskOf(rule: Rule, site: string | undefined): Risk {
  const probability = rule.effect?.probability ?? 0;
  const impactWorkingDays = rule.effect?.impactWorkingDays ?? 0;
  const impactMinor = rule.effect?.impactMinor ?? 0;
  return {
    code: rule.code,
    text: rule.text,
    ...(site !== undefined && { site }),
    probability,
    impactWorkingDays,
    impactMinor,
    exposureWorkingDays: Math.round(probability * impactWorkingDays * 100) / 100,
    exposureMinor: roundMinor(probability * impactMinor),
    mitigation: rule.effect?.mitigation ?? 'Accept',
    owner: rule.effect?.owner ?? 'DESIGN',
  };
}

function serviceFacts(ground: RiskGround, input: DesignInput, calendar: WorkingCalendar): Facts {
  const { requirement } = input;
  const legs = ground.variants.flatMap(({ option }) => option.legs);
  const partners = new Set(legs.flatMap((leg) => leg.partner ?? []));
  const wanted = requirement.requestedCompletionDate;
  return {
    customer: requirement.customer,
    serviceSpecification: requirement.serviceSpecification,
    topology: requirement.topology,
    siteCount: requirement.sites.length,
    partnerCount: partners.size,
    buildCount: ground.variants.filter(({ option }) => option.legs.some((leg) => leg.workingDays.build > 0))
      .length,
    bespokeCount: requirement.bespokeActions?.length ?? 0,
    serviceConfidence: ground.confidence,
    workingDays: ground.plan.workingDays,
    expectedOverrunDays:
      (ground.plan.expectedWorkingDays ?? ground.plan.workingDays) - ground.plan.workingDays,
    slackToRequestedDays:
      wanted === undefined ? null : workingDaysBetween(calendar, ground.plan.finishDate, wanted),
    capexMinor: ground.capexMinor,
    budgetBreachMinor: ground.budget?.breachMinor ?? 0,
    paybackMonths: ground.business?.paybackMonths ?? null,
    npvMinor: ground.business?.npvMinor ?? null,
    timeToRevenueDays: ground.business?.timeToRevenueDays ?? null,
    unmetRequirements: ground.compliance.filter((line) => line.priority === 'must' && !line.met).length,
    longestRoundTripSharePercent: roundTripShare(ground, requirement.latencyBounds ?? []),
  };
}

/** How much of its bound the tightest primary route uses, in percent; 0 without bounds. */
function roundTripShare(
  { routes }: RiskGround,
  bounds: NonNullable<DesignInput['requirement']['latencyBounds']>,
): number {
  const shares = bounds.map(({ from, to, maximumRttUs }) => {
    const route = routes.find((each) => each.role === 'primary' && each.from === from && each.to === to);
    return route === undefined ? 0 : (route.roundTripUs / maximumRttUs) * 100;
  });
  return Math.round(Math.max(0, ...shares) * 10) / 10;
}

function factsOfSite(variant: SiteVariant, ground: RiskGround, input: DesignInput): Facts {
  const { requirement, option } = variant;
  const percent = ground.availability.find(({ site }) => site === requirement.site)?.percent ?? 0;
  const target = requirement.availabilityPercent;
  const termEnd = addMonths(
    ground.plan.finishDate,
    input.requirement.commercial?.termMonths ?? input.policies.termMonths,
  );
  const days = siteDays(option);
  const critical = new Set(ground.plan.criticalPath);
  const tail = option.legs.map((leg) => leg.workingDays.partnerBuild);
  return {
    site: requirement.site,
    access: requirement.access,
    cpe: requirement.cpe,
    bandwidthKbps: requirement.bandwidthKbps,
    kinds: [...new Set(option.legs.map((leg) => leg.kind))],
    hasPartner: option.legs.some((leg) => leg.partner !== undefined),
    partners: [...new Set(option.legs.flatMap((leg) => leg.partner ?? []))],
    surveyDays: days.survey,
    buildDays: days.build,
    partnerBuildDays: Math.max(...tail.map(({ likely }) => likely)),
    confidence: option.confidence,
    onCriticalPath: ground.plan.activities.some(
      ({ key, site }) => site === requirement.site && critical.has(key),
    ),
    availabilityMarginPercent: target === undefined ? null : Math.round((percent - target) * 10_000) / 10_000,
    diversity: option.diversity?.verdict ?? null,
    routeDisclosed: option.legs.every((leg) => leg.sharedRisks !== null),
    leadTimeSpreadDays: Math.max(...tail.map(({ likely, worst }) => worst - likely)),
    nodeEndOfLifeInTerm: option.legs.some((leg) => {
      const end = input.network.nodeEndOfLife(leg.node);
      return end !== undefined && end < termEnd;
    }),
    surveyed: input.surveyed?.[requirement.site] !== undefined,
  };
}
