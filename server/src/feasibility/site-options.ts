import type { AccessOption, Confidence, Port, Reason, SiteOption } from '@turnup/contract';
import { levelsOf, provePair } from './choices.ts';
import { type BoundChoice, type Combination, hubOf, joinsHub } from './combine.ts';
import type { Ground } from './ground.ts';
import { opticalOf } from './optical.ts';
import { laterThanToday } from './own-access.ts';
import { bindChoice } from './port-ledger.ts';
import { portKey } from './ports.ts';
import { distinctReasons, reason } from './reasons.ts';
import type { Candidate, SiteChoice, SiteFindings } from './types.ts';

const order: readonly Confidence[] = ['green', 'yellow', 'red'];

/** The least sure of several. */
export function leastConfidence(confidences: readonly Confidence[]): Confidence {
  return confidences.reduce(
    (worst, one) => (order.indexOf(one) > order.indexOf(worst) ? one : worst),
    'green',
  );
}

/** The option as the contract tells it: legs with their ports, and the proof made anew on these ports. */
function siteOption(ground: Ground, findings: SiteFindings, { choice, ports }: BoundChoice): SiteOption {
  const legs = choice.candidates.map((candidate, index) =>
    accessOption(ground, candidate, ports[index] as Port),
  );
  const [primary, secondary] = choice.candidates;
  const diversity =
    primary !== undefined && secondary !== undefined
      ? provePair(ground, levelsOf(findings.requirement), primary, secondary, ports)
      : undefined;
  const conditional = choice.reasons.length > 0 || findings.conditions.length > 0;
  return {
    site: choice.site,
    legs,
    ...(diversity === undefined ? {} : { diversity }),
    confidence: leastConfidence([...legs.map((leg) => leg.confidence), conditional ? 'yellow' : 'green']),
    reasons: distinctReasons([
      ...choice.reasons,
      ...findings.conditions,
      ...legs.flatMap((leg) => leg.reasons),
    ]),
  };
}

function accessOption(ground: Ground, candidate: Candidate, port: Port): AccessOption {
  const { draft, routeRisks, edgeRisks } = candidate;
  const availableFrom = laterThanToday(ground, draft.availableFrom, port.inServiceDate);
  const optical = draft.link === undefined ? undefined : opticalOf(ground, draft.lengthM, port);
  const planned: Reason[] =
    availableFrom === undefined
      ? []
      : [
          reason(
            'PLANNED_RESOURCE',
            `${draft.link ?? draft.partnerOffer ?? ''} on port ${portKey(port)} depends on what comes on ${availableFrom}.`,
            { id: draft.id, port: portKey(port), availableFrom },
          ),
        ];
  return {
    ...draft,
    port: port.name,
    card: port.card,
    portRateKbps: port.rateKbps,
    portCostMinor: port.costMinor,
    sharedRisks: routeRisks === null ? null : sortedOnce([...routeRisks, port.card]),
    ...(routeRisks === null && { knownRisks: sortedOnce([...edgeRisks, port.card]) }),
    ...(availableFrom === undefined ? {} : { availableFrom }),
    ...(optical === undefined ? {} : { optical }),
    confidence: leastConfidence([draft.confidence, planned.length > 0 ? 'yellow' : 'green']),
    reasons: [...draft.reasons, ...planned],
  };
}

function sortedOnce(codes: readonly string[]): string[] {
  return [...new Set(codes)].sort();
}

/**
 * The options to tell per site: the combination's own first, then others by cost that go with the combination's choices
 * at all other sites.
 */
export function siteOptionsAround(
  ground: Ground,
  findings: readonly SiteFindings[],
  combination: Combination,
): { readonly site: string; readonly options: SiteOption[] }[] {
  const hub = hubOf(findings);
  const hubChoice = hub === undefined ? undefined : combination.get(hub.requirement.site)?.choice;
  const taken = new Set([...combination.values()].flatMap(({ ports }) => ports.map(portKey)));
  return findings.map((site) => {
    const own = combination.get(site.requirement.site) as BoundChoice;
    const ownPorts = own.ports.map(portKey);
    for (const key of ownPorts) taken.delete(key);
    const others = site.choices.flatMap((choice) => {
      if (choice === own.choice) return [];
      // At the hub another choice must be joined by every other site, elsewhere the choice itself by the hub.
      const joined =
        site === hub
          ? findings.every((other) => other === hub || joinedTo(ground, other, combination, choice))
          : hubChoice === undefined || joinsHub(ground, site, choice, hubChoice);
      const ports = joined ? bindChoice(choice, taken) : undefined;
      return ports === undefined ? [] : [{ choice, ports }];
    });
    for (const key of ownPorts) taken.add(key);
    const limit = ground.input.policies.optionsPerSite;
    return {
      site: site.requirement.site,
      options: [own, ...others].slice(0, limit).map((bound) => siteOption(ground, site, bound)),
    };
  });
}

function joinedTo(
  ground: Ground,
  other: SiteFindings,
  combination: Combination,
  hubChoice: SiteChoice,
): boolean {
  const choice = combination.get(other.requirement.site)?.choice;
  return choice !== undefined && joinsHub(ground, other, choice, hubChoice);
}

/** The options of a site by itself, where no combination of all sites exists. */
export function siteOptionsAlone(ground: Ground, site: SiteFindings): SiteOption[] {
  return site.choices
    .flatMap((choice) => {
      const ports = bindChoice(choice, new Set());
      return ports === undefined ? [] : [siteOption(ground, site, { choice, ports })];
    })
    .slice(0, ground.input.policies.optionsPerSite);
}
