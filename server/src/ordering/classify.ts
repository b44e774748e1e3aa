import type {
  Classification,
  FeasibilityAnswer,
  ReferenceRecord,
  ServiceRequirement,
} from '@turnup/contract';
import { factsNamedBy, holds } from '../catalog/index.ts';

/** What is known of a request when it is classified. The facts of the rules are derived from it. */
export type ClassificationInput = {
  readonly requirement: ServiceRequirement;
  readonly specification: ReferenceRecord<'serviceSpecification'>;
  /** Best options found, by which off-net, building and confidence are known. */
  readonly answer: FeasibilityAnswer;
  /** Working days from today to the requested date, or null where none was asked. */
  readonly requestedIntervalWorkingDays: number | null;
  /** Sites of the whole service, where only some of them are judged. */
  readonly siteCount?: number;
};

/** The names of the facts over which classification rules are evaluated. */
export const classificationFactNames = [
  'serviceSpecification',
  'customer',
  'topology',
  'topologyOffered',
  'siteCount',
  'siteCountOffered',
  'dualSites',
  'diverseSites',
  'offNetSites',
  'partners',
  'buildSites',
  'bandwidthOffered',
  'highestRateKbps',
  'highestAvailabilityPercent',
  'standardAvailabilityPercent',
  'latencyBounds',
  'requestedIntervalWorkingDays',
  'standardIntervalWorkingDays',
  'customerOwnedCpe',
  'cpeOffered',
  'bespokeActions',
  'confidence',
] as const;

/** The facts themselves, each by its name. */
export function classificationFacts(
  input: ClassificationInput,
): Readonly<Record<(typeof classificationFactNames)[number], unknown>> {
  const { requirement, specification, answer } = input;
  const legs = answer.siteOptions.flatMap(({ options }) => options[0]?.legs ?? []);
  const rates = requirement.sites.map((site) => site.bandwidthKbps);
  const availabilities = requirement.sites.map((site) => site.availabilityPercent ?? 0);
  const partners = new Set(legs.flatMap((leg) => (leg.partner === undefined ? [] : [leg.partner])));
  const inRange = (rate: number): boolean =>
    rate >= specification.bandwidthKbps.minimum && rate <= specification.bandwidthKbps.maximum;
  const { minimum, maximum } = specification.sites;
  const siteCount = input.siteCount ?? requirement.sites.length;
  return {
    serviceSpecification: requirement.serviceSpecification,
    customer: requirement.customer,
    topology: requirement.topology,
    topologyOffered: specification.topologies.includes(requirement.topology),
    siteCount,
    siteCountOffered: siteCount >= minimum && siteCount <= maximum,
    dualSites: requirement.sites.filter((site) => site.access === 'dual').length,
    diverseSites: requirement.sites.filter((site) => (site.diversity?.length ?? 0) > 0).length,
    offNetSites: new Set(legs.filter((leg) => leg.kind === 'offNet').map((leg) => leg.site)).size,
    partners: partners.size,
    buildSites: new Set(legs.filter((leg) => leg.workingDays.build > 0).map((leg) => leg.site)).size,
    bandwidthOffered: rates.every(inRange),
    highestRateKbps: Math.max(...rates),
    highestAvailabilityPercent: Math.max(...availabilities),
    standardAvailabilityPercent: specification.standardAvailabilityPercent,
    latencyBounds: requirement.latencyBounds?.length ?? 0,
    requestedIntervalWorkingDays: input.requestedIntervalWorkingDays,
    standardIntervalWorkingDays: specification.standardIntervalWorkingDays,
    customerOwnedCpe: requirement.sites.filter((site) => site.cpe === 'customerOwned').length,
    cpeOffered: requirement.sites.every((site) => specification.cpe.includes(site.cpe)),
    bespokeActions: requirement.bespokeActions?.length ?? 0,
    confidence: answer.confidence,
  };
}

/**
 * Standard or special (eTOM 1.4.5.6, rules R-a … R-m of the loaded data): special when any rule fires. Every rule that
 * fired is answered with its text and the facts that it looked at.
 */
export function classify(
  input: ClassificationInput,
  rules: readonly ReferenceRecord<'rule'>[],
): Classification {
  const facts: Readonly<Record<string, unknown>> = classificationFacts(input);
  const fired = rules
    .filter((rule) => rule.kind === 'classification' && holds(rule.when, facts))
    .map((rule) => ({
      rule: rule.code,
      text: rule.text,
      facts: Object.fromEntries(factsNamedBy(rule.when).map((name) => [name, facts[name]])),
    }));
  return { route: fired.length > 0 ? 'special' : 'standard', fired };
}
