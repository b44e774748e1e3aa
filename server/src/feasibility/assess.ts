import type { LatencyBound, Reason, SiteOption } from '@turnup/contract';
import { byLeadTime } from './choices.ts';
import { type Combination, type Combined, combine, hubOf, joinsHub, type RoundTrip } from './combine.ts';
import { findSite } from './findings.ts';
import { type Ground, groundOf } from './ground.ts';
import { type CpeAssumption, latenciesOf, reachableUs, roundTrips } from './latency.ts';
import { priceOf } from './price.ts';
import { distinctReasons, reason, timeText } from './reasons.ts';
import { siteOptionsAlone, siteOptionsAround } from './site-options.ts';
import type { Assessment, FeasibilityInput, SiteChoice, SiteFindings } from './types.ts';

/** Answers a requirement exactly as it is asked; alternatives are someone else's question. */
export function assess(input: FeasibilityInput): Assessment {
  const ground = groundOf(input);
  const { sites } = input.requirement;
  const findings = sites.map((site) => findSite(ground, site, sites.length === 1));
  const empty = findings.filter((one) => one.choices.length === 0);
  if (empty.length > 0) {
    return failure(ground, findings, new Set(empty.map((one) => one.requirement.site)), []);
  }
  return combineSites(ground, findings);
}

type Solution = {
  readonly combination: Combination;
  readonly roundTripUs: RoundTrip;
  readonly assumption: CpeAssumption;
  readonly order: 'cost' | 'lead';
};

function combineSites(ground: Ground, findings: readonly SiteFindings[]): Assessment {
  const bounds = ground.input.requirement.latencyBounds ?? [];
  const solution = solve(ground, findings, bounds, 'cost');
  if (solution !== undefined) return withinDate(ground, findings, solution);
  const roundTripUs = roundTrips(ground, findings, 'fastest');
  const unbounded = combine(ground, findings, { bounds: [], roundTripUs, order: (one) => one.choices });
  if ('combination' in unbounded) return latencyFailure(ground, findings, bounds, roundTripUs);
  return connectionFailure(ground, findings, unbounded);
}

/** The best combination that keeps the bounds, with the equipment that would be chosen, else with the fastest. */
function solve(
  ground: Ground,
  findings: readonly SiteFindings[],
  bounds: readonly LatencyBound[],
  order: Solution['order'],
): Solution | undefined {
  for (const assumption of bounds.length > 0 ? (['cheapest', 'fastest'] as const) : (['cheapest'] as const)) {
    const roundTripUs = roundTrips(ground, findings, assumption);
    const found = combine(ground, findings, {
      bounds,
      roundTripUs,
      order: (one) => (order === 'cost' ? one.choices : one.choices.toSorted(byLeadTime)),
    });
    if ('combination' in found) return { combination: found.combination, roundTripUs, assumption, order };
  }
  return undefined;
}

/** Dates the combination; where it comes too late, the soonest one is tried before it is called too late. */
function withinDate(ground: Ground, findings: readonly SiteFindings[], cheapest: Solution): Assessment {
  const { requestedCompletionDate, latencyBounds = [] } = ground.input.requirement;
  const first = success(ground, findings, cheapest);
  const tooLate = (one: Assessment) =>
    requestedCompletionDate !== undefined && (one.interval?.finishDate ?? '') > requestedCompletionDate;
  if (!tooLate(first)) return first;
  const soonest = solve(ground, findings, latencyBounds, 'lead');
  const second = soonest === undefined ? first : success(ground, findings, soonest);
  if (!tooLate(second)) return second;
  const best = (second.interval?.finishDate ?? '') < (first.interval?.finishDate ?? '') ? second : first;
  const { finishDate = '', workingDays = 0 } = best.interval ?? {};
  const late = reason(
    'DATE_TOO_EARLY',
    `The service needs ${workingDays} working days and can be complete on ${finishDate}; ${requestedCompletionDate} is asked.`,
    {
      requestedCompletionDate: requestedCompletionDate ?? '',
      earliestCompletionDate: finishDate,
      workingDays,
    },
  );
  return { ...best, works: false, reasons: [late, ...best.reasons] };
}

function success(ground: Ground, findings: readonly SiteFindings[], solution: Solution): Assessment {
  const { combination, roundTripUs } = solution;
  const siteOptions = siteOptionsAround(ground, findings, combination);
  const chosen = siteOptions.map(({ options }) => options[0] as SiteOption);
  const deviations = findings.flatMap((one) => {
    const to = combination.get(one.requirement.site)?.choice;
    const from = to === undefined ? undefined : missedChoice(ground, findings, solution, one, to);
    return to !== undefined && from !== undefined && from.costMinor < to.costMinor
      ? [{ site: one.requirement.site, from, to }]
      : [];
  });
  return {
    works: true,
    findings,
    failedSites: new Set(),
    deviations,
    siteOptions,
    chosen,
    latencies: latenciesOf(
      ground,
      findings,
      new Map([...combination].map(([site, { choice }]) => [site, choice])),
      roundTripUs,
    ),
    interval: ground.input.planInterval(chosen),
    price: priceOf(ground, chosen),
    reasons: distinctReasons([
      ...findings.flatMap((one) => one.reasons),
      ...deviations.flatMap(({ site, from }) => cutOff(ground, findings, combination, site, from)),
      ...chosen.flatMap((option) => option.reasons),
    ]),
  };
}

/**
 * What would serve a site at least cost if nothing were short. A dearer choice for the sake of the date or of a latency
 * bound is what was asked for, no deviation from it: with a bound, only a choice is missed that would keep it.
 */
function missedChoice(
  ground: Ground,
  findings: readonly SiteFindings[],
  { combination, assumption, order }: Solution,
  one: SiteFindings,
  taken: SiteChoice,
): SiteChoice | undefined {
  if (one.preferred !== undefined) return one.preferred;
  if (order !== 'cost') return undefined;
  const { site } = one.requirement;
  const bounds = (ground.input.requirement.latencyBounds ?? []).filter(
    (bound) => bound.from === site || bound.to === site,
  );
  if (bounds.length === 0) return one.choices[0];
  const withRoomUs = roundTrips(ground, findings, assumption, { hasRoom: true });
  const keepsBounds = (choice: SiteChoice): boolean =>
    bounds.every((bound) => {
      const other = combination.get(bound.from === site ? bound.to : bound.from)?.choice;
      return other !== undefined && withRoomUs(choice, other) <= bound.maximumRttUs;
    });
  return one.choices.find(
    (choice) =>
      choice.costMinor < taken.costMinor &&
      cutOff(ground, findings, combination, site, choice).length > 0 &&
      keepsBounds(choice),
  );
}

/** Why the core does not join a choice that was passed over to the others: the links on which the rate is not free. */
function cutOff(
  ground: Ground,
  findings: readonly SiteFindings[],
  combination: Combination,
  site: string,
  passedOver: SiteChoice,
): Reason[] {
  const hub = hubOf(findings)?.requirement.site;
  const rates = new Map(findings.map(({ requirement }) => [requirement.site, requirement.bandwidthKbps]));
  const others = [...combination].filter(([other]) => other !== site && (site === hub || other === hub));
  return others.flatMap(([other, { choice }]) => {
    const rate = rates.get(site === hub ? other : site) ?? 0;
    return passedOver.candidates.flatMap((one) =>
      choice.candidates
        .filter((each) => !ground.reach.joined(one.draft.node, each.draft.node, rate))
        .map((each) => ground.reach.shortage(one.draft.node, each.draft.node, rate)),
    );
  });
}

/** No combination keeps the bounds: tells for each what is reachable, and names the sites of those that are beyond. */
function latencyFailure(
  ground: Ground,
  findings: readonly SiteFindings[],
  bounds: readonly LatencyBound[],
  roundTripUs: RoundTrip,
): Assessment {
  const bySite = new Map(findings.map((one) => [one.requirement.site, one]));
  const measured = bounds.flatMap((bound) => {
    const [a, b] = [bySite.get(bound.from), bySite.get(bound.to)];
    return a === undefined || b === undefined ? [] : [{ bound, reachable: reachableUs(a, b, roundTripUs) }];
  });
  const beyond = measured.filter(({ bound, reachable }) => reachable > bound.maximumRttUs);
  // Each bound can be kept alone, only not all together: then all of them are the reason.
  const told = beyond.length > 0 ? beyond : measured;
  const reasons = told.map(({ bound, reachable }) =>
    reason(
      'LATENCY_BOUND',
      beyond.length > 0
        ? `${bound.from} and ${bound.to} reach a round trip of ${timeText(reachable)}; at most ${timeText(bound.maximumRttUs)} is asked.`
        : `The round trip of ${timeText(bound.maximumRttUs)} between ${bound.from} and ${bound.to} cannot be kept together with the other bounds.`,
      { from: bound.from, to: bound.to, askedUs: bound.maximumRttUs, reachableUs: reachable },
    ),
  );
  const failed = new Set(told.flatMap(({ bound }) => [bound.from, bound.to]));
  const assessment = failure(ground, findings, new Set(), reasons);
  const latencies = measured
    .filter(({ reachable }) => Number.isFinite(reachable))
    .map(({ bound, reachable }) => ({ ...bound, roundTripUs: reachable }));
  return { ...assessment, failedSites: failed, latencies };
}

/** Sites exist each by itself but not together: the core is short between them, or they want the same ports. */
function connectionFailure(
  ground: Ground,
  findings: readonly SiteFindings[],
  ended: Exclude<Combined, { combination: Combination }>,
): Assessment {
  const hub = hubOf(findings);
  const cut = findings.filter(
    (site) =>
      hub !== undefined &&
      site !== hub &&
      !site.choices.some((choice) => hub.choices.some((other) => joinsHub(ground, site, choice, other))),
  );
  if (cut.length > 0) {
    const reasons = cut.flatMap((site) => coreReasons(ground, site, hub as SiteFindings));
    return failure(ground, findings, new Set(cut.map((one) => one.requirement.site)), reasons);
  }
  const stuck = findings.find((one) => one.requirement.site === ended.stuckAt);
  return failure(
    ground,
    findings,
    new Set([ended.stuckAt]),
    stuck === undefined ? [] : sharedPortReasons(stuck, findings),
  );
}

function coreReasons(ground: Ground, site: SiteFindings, hub: SiteFindings): Reason[] {
  const rate = site.requirement.bandwidthKbps;
  const nodes = (one: SiteFindings) => [
    ...new Set(one.choices.flatMap((choice) => choice.candidates.map(({ draft }) => draft.node))),
  ];
  return nodes(site).flatMap((from) =>
    nodes(hub)
      .filter((to) => !ground.reach.joined(from, to, rate))
      .map((to) => ground.reach.shortage(from, to, rate)),
  );
}

/** Sites that are served by the same nodes want more ports together than are free. */
function sharedPortReasons(stuck: SiteFindings, findings: readonly SiteFindings[]): Reason[] {
  const candidates = stuck.choices.flatMap((choice) => choice.candidates);
  return [...new Map(candidates.map((one) => [one.draft.node, one])).values()].map(({ draft, freePorts }) => {
    const rivals = findings.filter((site) =>
      site.choices.some((choice) => choice.candidates.some((one) => one.draft.node === draft.node)),
    );
    return reason(
      'PORT_SHORTAGE',
      `${draft.node} has ${freePorts.length} free ports that fit, and ${rivals.length} sites of this requirement compete for them.`,
      {
        node: draft.node,
        askedKbps: draft.rateKbps,
        free: freePorts.length,
        sites: rivals.length,
        site: stuck.requirement.site,
      },
    );
  });
}

function failure(
  ground: Ground,
  findings: readonly SiteFindings[],
  failedSites: ReadonlySet<string>,
  reasons: readonly Reason[],
): Assessment {
  return {
    works: false,
    findings,
    failedSites,
    deviations: [],
    siteOptions: findings.map((site) => ({
      site: site.requirement.site,
      options: failedSites.has(site.requirement.site) ? [] : siteOptionsAlone(ground, site),
    })),
    chosen: [],
    latencies: [],
    reasons: distinctReasons([...reasons, ...findings.flatMap((one) => one.reasons)]),
  };
}
