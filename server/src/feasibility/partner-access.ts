import type { NetworkNode, Reason, SiteRequirement } from '@turnup/contract';
import { edgeRisks, endOfLifeReasons, nodeBlocks } from './edge-node.ts';
import type { Ground } from './ground.ts';
import { mtuBlock } from './own-access.ts';
import { portSupply } from './ports.ts';
import { rateText, reason } from './reasons.ts';
import { surveyFacts, surveyWorkingDays } from './surveys.ts';
import type { Block, Candidate, SoughtOffer } from './types.ts';

/** The tails that partners offer to the site, each ending on its hand-over node. */
export function partnerCandidates(ground: Ground, site: SiteRequirement): Candidate[] {
  const { network } = ground.input;
  return (ground.offersAt.get(site.site) ?? []).flatMap((offer) => {
    const node = network.nodes.get(offer.handoverNode);
    return node === undefined ? [] : [partnerCandidate(ground, site, offer, node)];
  });
}

function partnerCandidate(
  ground: Ground,
  site: SiteRequirement,
  offer: SoughtOffer,
  node: NetworkNode,
): Candidate {
  const { network } = ground.input;
  const supply = portSupply(ground, {
    node: node.name,
    rateKbps: site.bandwidthKbps,
    partner: offer.partner,
  });
  const atEdge = edgeRisks(node, network.places.get(node.place));
  const routeRisks = offer.sharedRisks === null ? null : [...new Set([...offer.sharedRisks, ...atEdge])];
  const draft = {
    id: `${site.site}:${node.name}:${offer.code}`,
    site: site.site,
    kind: 'offNet' as const,
    node: node.name,
    pointOfPresence: node.place,
    rateKbps: site.bandwidthKbps,
    partner: offer.partner,
    partnerOffer: offer.code,
    latencyUs: offer.latencyUs,
    lengthM: 0,
    mtu: offer.mtu,
    sharedRisks: routeRisks,
    availability: offer.availability,
    buildCostMinor: 0,
    partnerOneOffMinor: offer.oneOffMinor,
    monthlyCostMinor: offer.monthlyMinor,
    ...(offer.expedite === undefined ? {} : { expedite: offer.expedite }),
    confidence: offer.confidence,
  };
  const nothingBuilt = { workingDays: 0, lengthM: 0, costMinor: 0 };
  return {
    draft: {
      ...draft,
      workingDays: {
        survey: surveyWorkingDays(ground, surveyFacts(site, { ...draft, reasons: [] }, nothingBuilt)),
        build: 0,
        partnerFoc: offer.focWorkingDays,
        partnerBuild: offer.leadTimeWorkingDays,
      },
      reasons: [...conditionReasons(offer), ...endOfLifeReasons(ground, node)],
    },
    carrier: offer.code,
    routeRisks,
    edgeRisks: atEdge,
    freePorts: supply.free,
    fittingPorts: supply.fitting,
    blocks: [
      ...nodeBlocks(ground, node),
      ...offerBlocks(ground, offer, site.bandwidthKbps),
      ...(supply.free.length === 0
        ? [{ reason: supply.shortage(), passing: supply.fitting.length > 0 }]
        : []),
    ],
  };
}

function conditionReasons(offer: SoughtOffer): Reason[] {
  if (offer.confidence !== 'yellow') return [];
  const condition = offer.condition ?? 'the partner has not confirmed it';
  return [
    reason(
      'PARTNER_CONDITION',
      `Offer ${offer.code} of ${offer.partner} stands under a condition: ${condition}.`,
      {
        partner: offer.partner,
        offer: offer.code,
        condition,
      },
    ),
  ];
}

function offerBlocks(ground: Ground, offer: SoughtOffer, askedKbps: number): Block[] {
  const { requirement, specification } = ground.input;
  const blocks: Block[] = [];
  if (offer.confidence === 'red') {
    const condition = offer.condition ?? 'no reason given';
    const message = `${offer.partner} cannot serve ${offer.place}: ${condition}.`;
    const parameters = { partner: offer.partner, offer: offer.code, condition };
    blocks.push({ reason: reason('PARTNER_DECLINED', message, parameters), passing: false });
  }
  if (offer.maximumRateKbps < askedKbps) {
    const message = `Offer ${offer.code} of ${offer.partner} goes up to ${rateText(offer.maximumRateKbps)}; ${rateText(askedKbps)} are asked.`;
    const parameters = {
      partner: offer.partner,
      offer: offer.code,
      maximumKbps: offer.maximumRateKbps,
      askedKbps,
    };
    blocks.push({ reason: reason('OFFER_RATE_EXCEEDED', message, parameters), passing: false });
  }
  const currency = requirement.commercial?.currency;
  if (currency !== undefined && currency !== offer.currency) {
    // Costs in two currencies cannot be compared without a rate, and none is known here.
    const message = `Offer ${offer.code} of ${offer.partner} is in ${offer.currency}, the requirement in ${currency}.`;
    const parameters = {
      partner: offer.partner,
      offer: offer.code,
      offered: offer.currency,
      asked: currency,
    };
    blocks.push({ reason: reason('CURRENCY_MISMATCH', message, parameters), passing: false });
  }
  if (offer.mtu < specification.mtu) blocks.push(mtuBlock(offer.code, offer.mtu, specification.mtu));
  return blocks;
}
