import type { DiversityLevel, DiversityProof, Port, Reason, SiteRequirement } from '@turnup/contract';
import { type LegRisks, proveDiversity } from '../network/index.ts';
import type { Ground } from './ground.ts';
import { bindPorts, portKey } from './ports.ts';
import { rateText, reason } from './reasons.ts';
import type { Candidate, SiteChoice } from './types.ts';

/** The choices of a site, sorted into what can be had, what could be had at another time, and what is not diverse. */
export type SortedChoices = {
  readonly usable: readonly SiteChoice[];
  readonly blocked: readonly SiteChoice[];
  readonly violated: readonly SiteChoice[];
};

/** What the two legs of a site must not share; two legs are never one link. */
export function levelsOf(site: SiteRequirement): readonly DiversityLevel[] {
  return site.diversity === undefined || site.diversity.length === 0 ? ['link'] : site.diversity;
}

/** Makes single legs or all pairs of them, each list by worth. Candidates that never fit are left out. */
export function choicesOf(
  ground: Ground,
  site: SiteRequirement,
  candidates: readonly Candidate[],
): SortedChoices {
  const possible = candidates.filter((candidate) => candidate.blocks.every((block) => block.passing));
  const choices =
    site.access === 'single'
      ? possible.map((candidate) => choice(ground, site, [candidate], undefined))
      : pairsOf(possible).map((pair) => pairChoice(ground, site, pair));
  const diverse = choices.filter((one) => acceptable(ground, one.proof));
  const isBlocked = (one: SiteChoice) => one.blocks.length > 0;
  return {
    usable: diverse.filter((one) => !isBlocked(one)).toSorted(byWorth),
    blocked: diverse.filter(isBlocked).toSorted(byWorth),
    violated: choices.filter((one) => !acceptable(ground, one.proof)).toSorted(byWorth),
  };
}

/** What is proven before what is not known; then cheaper, faster, and by name so that equal input gives equal answers. */
export function byWorth(a: SiteChoice, b: SiteChoice): number {
  return (
    doubt(a) - doubt(b) ||
    a.costMinor - b.costMinor ||
    a.latencyUs - b.latencyUs ||
    (idOf(a) < idOf(b) ? -1 : 1)
  );
}

function doubt(choice: SiteChoice): number {
  return choice.proof?.verdict === 'unknown' ? 1 : 0;
}

/** Sooner first, then as {@link byWorth}. */
export function byLeadTime(a: SiteChoice, b: SiteChoice): number {
  return a.leadWorkingDays - b.leadWorkingDays || byWorth(a, b);
}

/** Whether the ports of a choice must lie on different cards. */
export function needsCards(choice: SiteChoice): boolean {
  return choice.proof?.levels.includes('card') ?? false;
}

function idOf(choice: SiteChoice): string {
  return choice.candidates.map((candidate) => candidate.draft.id).join(' ');
}

function acceptable(ground: Ground, proof: DiversityProof | undefined): boolean {
  if (proof === undefined || proof.verdict === 'proven') return true;
  return proof.verdict === 'unknown' && ground.input.policies.unknownRouteIsYellow;
}

function pairsOf(candidates: readonly Candidate[]): [Candidate, Candidate][] {
  return candidates.flatMap((a, index) =>
    candidates
      .slice(index + 1)
      .filter((b) => b.carrier !== a.carrier)
      .map((b): [Candidate, Candidate] => (isPrimary(a, b) ? [a, b] : [b, a])),
  );
}

/** The faster leg works, the other stands by; of equals the cheaper works. */
function isPrimary(a: Candidate, b: Candidate): boolean {
  const order =
    a.draft.latencyUs - b.draft.latencyUs ||
    a.draft.monthlyCostMinor - b.draft.monthlyCostMinor ||
    (a.draft.id < b.draft.id ? -1 : 1);
  return order < 0;
}

function pairChoice(ground: Ground, site: SiteRequirement, pair: [Candidate, Candidate]): SiteChoice {
  const levels = levelsOf(site);
  const wantsCards = levels.includes('card');
  const lists = pair.map((candidate) => candidate.freePorts);
  const free = bindPorts(lists, new Set(), wantsCards);
  const ports =
    free ??
    bindPorts(
      pair.map((candidate) => candidate.fittingPorts),
      new Set(),
      wantsCards,
    );
  const [primary, secondary] = pair;
  const proof = provePair(ground, levels, primary, secondary, ports);
  const { node } = primary.draft;
  const portsShort = free === undefined && pair.every((candidate) => candidate.freePorts.length > 0);
  return choice(ground, site, pair, proof, portsShort ? [tooFewPorts(site, node, lists, ground)] : []);
}

/** Proves a pair on its ports; where not even the fitting ports suffice, on nodes and routes alone. */
export function provePair(
  ground: Ground,
  levels: readonly DiversityLevel[],
  primary: Candidate,
  secondary: Candidate,
  ports: readonly Port[] | undefined,
): DiversityProof {
  const { network } = ground.input;
  const kindOf = (code: string) => network.sharedRisks.get(code)?.kind;
  return proveDiversity(levels, legRisks(primary, ports?.[0]), legRisks(secondary, ports?.[1]), kindOf);
}

function legRisks(candidate: Candidate, port: Port | undefined): LegRisks {
  const { draft, carrier, routeRisks, edgeRisks } = candidate;
  // Without a port the card is not known; its node stands for it, since a card lies in one node.
  const card = port?.card ?? `${draft.node} card`;
  return {
    link: carrier,
    node: draft.node,
    pointOfPresence: draft.pointOfPresence,
    card,
    entry: draft.entry,
    sharedRisks: routeRisks === null ? null : [...routeRisks, card],
    knownRisks: [...edgeRisks, card],
  };
}

function choice(
  ground: Ground,
  site: SiteRequirement,
  candidates: readonly Candidate[],
  proof: DiversityProof | undefined,
  pairBlocks: readonly Reason[] = [],
): SiteChoice {
  const portCost = (candidate: Candidate) =>
    (candidate.freePorts[0] ?? candidate.fittingPorts[0])?.costMinor ?? 0;
  const cost = ({ draft }: Candidate) =>
    draft.buildCostMinor + draft.partnerOneOffMinor + draft.monthlyCostMinor * ground.termMonths;
  return {
    site: site.site,
    candidates,
    proof,
    blocks: [...candidates.flatMap(({ blocks }) => blocks.map((block) => block.reason)), ...pairBlocks],
    costMinor: candidates.reduce((sum, candidate) => sum + cost(candidate) + portCost(candidate), 0),
    latencyUs: candidates[0]?.draft.latencyUs ?? 0,
    leadWorkingDays: Math.max(...candidates.map(leadOf)),
    reasons: proof?.verdict === 'unknown' ? [unknownReason(candidates, proof)] : [],
  };
}

function tooFewPorts(
  site: SiteRequirement,
  node: string,
  lists: readonly (readonly Port[])[],
  ground: Ground,
): Reason {
  const free = new Set(lists.flat().map(portKey)).size;
  const asked = site.bandwidthKbps;
  const date = ground.input.needDate;
  return reason(
    'PORT_SHORTAGE',
    `${node} has ${free} free port of at least ${rateText(asked)} on ${date}; two legs of ${site.site} need two.`,
    { node, askedKbps: asked, free, needed: lists.length, date },
  );
}

function leadOf({ draft }: Candidate): number {
  const { survey, build, partnerFoc, partnerBuild } = draft.workingDays;
  return survey + Math.max(build, partnerFoc + partnerBuild.likely);
}

function unknownReason(candidates: readonly Candidate[], proof: DiversityProof) {
  const names = candidates.map((candidate) => candidate.carrier).join(' and ');
  const levels = (proof.unknown ?? proof.levels).join(', ');
  const hidden = candidates.find((candidate) => candidate.routeRisks === null);
  if (hidden === undefined) {
    const message = `Whether ${names} are diverse (${levels}) is not known: too little is recorded of their routes.`;
    return reason('ROUTE_NOT_RECORDED', message, { legs: names, levels });
  }
  const partner = hidden.draft.partner ?? '';
  const message = `${partner} does not disclose the route of ${hidden.carrier}, so that ${names} cannot be proven diverse (${levels}).`;
  return reason('PARTNER_ROUTE_UNDISCLOSED', message, {
    partner,
    offer: hidden.carrier,
    legs: names,
    levels,
  });
}
