import type { Link, LinkEnd, NetworkNode, SiteRequirement } from '@turnup/contract';
import { dateOfDay, dayNumber, freeOnLink, linksOf, risksOfLink } from '../network/index.ts';
import { edgeRisks, endOfLifeReasons, nodeBlocks } from './edge-node.ts';
import type { Ground } from './ground.ts';
import { bridged } from './optical.ts';
import { portSupply } from './ports.ts';
import { rateText, reason } from './reasons.ts';
import { surveyFacts, surveyWorkingDays } from './surveys.ts';
import type { Block, Candidate } from './types.ts';

/** The site's own fibres: those that are there or planned (on-net) and those that can be built (near-net). */
export function ownCandidates(ground: Ground, site: SiteRequirement): Candidate[] {
  const { network } = ground.input;
  return [...linksOf(network, site.site)].flatMap((edge) => {
    const link = network.links.at(edge) as Link;
    const [near, far] =
      link.a.place === site.site && link.a.node === undefined ? [link.a, link.b] : [link.b, link.a];
    const node = far.node === undefined ? undefined : network.nodes.get(far.node);
    return node === undefined ? [] : [ownCandidate(ground, site, edge, link, near, node)];
  });
}

function ownCandidate(
  ground: Ground,
  site: SiteRequirement,
  edge: number,
  link: Link,
  near: LinkEnd,
  node: NetworkNode,
): Candidate {
  const { network, specification } = ground.input;
  const build = link.status === 'buildable' ? link.build : undefined;
  const ports = portSupply(ground, { node: node.name, rateKbps: site.bandwidthKbps });
  const supply = bridged(ground, link.name, link.lengthM, ports);
  const atEdge = edgeRisks(node, network.places.get(node.place));
  // What a link records is part of it, even where the premises list it too: two legs may hang on one riser or feed.
  const routeRisks = [...new Set([...risksOfLink(link), ...atEdge])];
  const draft = {
    id: `${site.site}:${node.name}:${link.name}`,
    site: site.site,
    kind: build === undefined ? ('onNet' as const) : ('nearNet' as const),
    node: node.name,
    pointOfPresence: node.place,
    rateKbps: site.bandwidthKbps,
    link: link.name,
    ...(near.entry === undefined ? {} : { entry: near.entry }),
    latencyUs: link.latencyUs,
    lengthM: link.lengthM,
    mtu: link.mtu,
    sharedRisks: routeRisks,
    availability: link.availability,
    buildCostMinor: build?.costMinor ?? 0,
    partnerOneOffMinor: 0,
    monthlyCostMinor: link.monthlyCostMinor,
    confidence: build === undefined ? ('green' as const) : ('yellow' as const),
  };
  const buildFacts = {
    workingDays: build?.workingDays ?? 0,
    lengthM: build?.lengthM ?? 0,
    costMinor: build?.costMinor ?? 0,
  };
  const survey = surveyWorkingDays(ground, surveyFacts(site, { ...draft, reasons: [] }, buildFacts));
  const available = availableFrom(ground, edge, site.bandwidthKbps);
  return {
    draft: {
      ...draft,
      workingDays: {
        survey,
        build: buildFacts.workingDays,
        partnerFoc: 0,
        partnerBuild: { best: 0, likely: 0, worst: 0 },
      },
      ...(available === undefined ? {} : { availableFrom: available }),
      reasons: [
        ...(build === undefined ? [] : [surveyReason(site.site, link.name, survey, buildFacts)]),
        ...endOfLifeReasons(ground, node),
      ],
    },
    carrier: link.name,
    routeRisks,
    edgeRisks: atEdge,
    freePorts: supply.free,
    fittingPorts: supply.fitting,
    blocks: [
      ...nodeBlocks(ground, node),
      ...linkBlocks(ground, edge, link, site.bandwidthKbps),
      ...(link.mtu < specification.mtu ? [mtuBlock(link.name, link.mtu, specification.mtu)] : []),
      ...supply.blocks,
    ],
  };
}

/** Why a carrier with too small a frame size is of no use. */
export function mtuBlock(carrier: string, mtu: number, needed: number): Block {
  const message = `${carrier} carries frames of ${mtu} bytes; the service needs ${needed}.`;
  return { reason: reason('MTU_TOO_SMALL', message, { carrier, mtu, needed }), passing: false };
}

function surveyReason(
  site: string,
  link: string,
  surveyDays: number,
  build: { workingDays: number; lengthM: number },
) {
  return reason(
    'SURVEY_NEEDED',
    `${link} to ${site} must be built (${build.lengthM} m, ${build.workingDays} working days); a survey of ${surveyDays} working days would settle it.`,
    {
      site,
      link,
      surveyWorkingDays: surveyDays,
      buildWorkingDays: build.workingDays,
      buildLengthM: build.lengthM,
    },
  );
}

function freeAt(ground: Ground, edge: number, day: number): number {
  const { network, occupancy, policies, includeUncommitted } = ground.input;
  return freeOnLink(network, edge, day, {
    linkUseKbps: occupancy.linkUseKbps,
    maximumFillPercent: policies.maximumFillPercent,
    includeUncommitted,
  });
}

function linkBlocks(ground: Ground, edge: number, link: Link, askedKbps: number): Block[] {
  const { network, needDate } = ground.input;
  const blocks: Block[] = [];
  if ((network.inServiceDay[edge] as number) > ground.needDay) {
    const when =
      link.inServiceDate === undefined ? 'has no date' : `comes into service on ${link.inServiceDate}`;
    blocks.push({
      reason: reason('NOT_IN_SERVICE', `${link.name} ${when}; it is needed on ${needDate}.`, {
        link: link.name,
        needDate,
        ...(link.inServiceDate === undefined ? {} : { availableFrom: link.inServiceDate }),
      }),
      passing: link.inServiceDate !== undefined,
    });
  }
  const freeKbps = Math.max(0, freeAt(ground, edge, ground.needDay));
  if (freeKbps < askedKbps) {
    blocks.push({
      reason: reason(
        'BANDWIDTH_SHORTAGE',
        `${link.name} has ${rateText(freeKbps)} free on ${needDate}; ${rateText(askedKbps)} are asked.`,
        { link: link.name, freeKbps, askedKbps, date: needDate },
      ),
      passing: link.capacityKbps >= askedKbps,
    });
  }
  return blocks;
}

/** The day from which the link is there with the rate, when that is after today but not after the date of need. */
function availableFrom(ground: Ground, edge: number, askedKbps: number): string | undefined {
  const { network } = ground.input;
  const { capacity } = network;
  const steps = [
    ...capacity.day.subarray(capacity.offset[edge] as number, capacity.offset[edge + 1] as number),
  ];
  const day = [network.inServiceDay[edge] as number, ground.todayDay, ...steps]
    .filter((one) => one >= (network.inServiceDay[edge] as number) && one >= ground.todayDay)
    .sort((a, b) => a - b)
    .find((one) => one > ground.needDay || freeAt(ground, edge, one) >= askedKbps);
  return day === undefined || day <= ground.todayDay || day > ground.needDay ? undefined : dateOfDay(day);
}

/** The later of two dates from which something may be used; days up to today need not be told. */
export function laterThanToday(
  ground: Ground,
  ...dates: readonly (string | undefined)[]
): string | undefined {
  return dates
    .filter((date) => date !== undefined && dayNumber(date) > ground.todayDay)
    .sort()
    .at(-1);
}
