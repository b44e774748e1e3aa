import type { Reason, SiteRequirement } from '@turnup/contract';
import { candidatesOf } from './candidates.ts';
import { byWorth, choicesOf, levelsOf, type SortedChoices } from './choices.ts';
import { cpeFor } from './cpe.ts';
import type { Ground } from './ground.ts';
import { distinctReasons, reason } from './reasons.ts';
import type { Candidate, SiteChoice, SiteFindings } from './types.ts';

/** How many violated pairs are told one by one. */
const PAIRS_TOLD = 5;

/** Searches one site by itself: its choices, what stands in the way, and what must be settled on the spot. */
export function findSite(ground: Ground, site: SiteRequirement, wholeService: boolean): SiteFindings {
  const candidates = candidatesOf(ground, site);
  const sorted = choicesOf(ground, site, candidates);
  const cpe = cpeReasons(ground, site);
  const uplinked = wholeService ? uplinkedOnly(ground, site, sorted) : { ...sorted, short: [] };
  const choices = cpe.impossible.length > 0 ? [] : uplinked.usable;
  const [best] = choices;
  // What others use is missed; fibre that is not there yet is nothing that a site could have had.
  const preferred = uplinked.blocked.find((one) => one.blocks.every(({ code }) => code !== 'NOT_IN_SERVICE'));
  const found = {
    requirement: site,
    choices,
    violated: sorted.violated,
    conditions: cpe.conditions,
    reasons: distinctReasons([
      ...cpe.impossible,
      ...(choices.length === 0 ? failureReasons(site, candidates, sorted) : []),
      ...uplinked.short,
      ...(best === undefined ? [] : passedOver(best, preferred, sorted.violated)),
    ]),
  };
  const missed = preferred !== undefined && (best === undefined || isBetter(preferred, best));
  return missed ? { ...found, preferred } : found;
}

/** A site that is the whole service needs a way out of each node; with more sites the ways between them are checked. */
function uplinkedOnly(ground: Ground, site: SiteRequirement, sorted: SortedChoices) {
  const rate = site.bandwidthKbps;
  const out = (one: SiteChoice) =>
    one.candidates.every(({ draft }) => ground.reach.hasUplink(draft.node, rate));
  const short = sorted.usable.filter((one) => !out(one));
  return {
    usable: sorted.usable.filter(out),
    blocked: [...sorted.blocked, ...short].toSorted(byWorth),
    short: short
      .flatMap((one) => one.candidates)
      .filter(({ draft }) => !ground.reach.hasUplink(draft.node, rate))
      .map(({ draft }) => ground.reach.uplinkShortage(draft.node, rate)),
  };
}

/** Why a site has no choice at all. */
function failureReasons(
  site: SiteRequirement,
  candidates: readonly Candidate[],
  sorted: SortedChoices,
): Reason[] {
  const blocks = candidates.flatMap((candidate) => candidate.blocks.map((block) => block.reason));
  if (candidates.length === 0) {
    const message = `No fibre of the network ends at ${site.site} and no partner offers a tail there.`;
    return [reason('NO_ACCESS', message, { site: site.site })];
  }
  if (site.access === 'single' || sorted.usable.length > 0) return blocks;
  const open = candidates.filter((candidate) => candidate.blocks.length === 0);
  const pops = new Set(candidates.map((candidate) => candidate.draft.pointOfPresence));
  const levels = levelsOf(site).join(', ');
  // Diverse pairs exist and only wait for something: what they wait for is the reason, not diversity.
  if (sorted.blocked.length > 0) return sorted.blocked.flatMap((one) => one.blocks);
  const violated = sorted.violated.filter((one) => one.blocks.length === 0);
  return [
    reason(
      'NO_DIVERSE_PAIR',
      `${site.site} has ${candidates.length} accesses to ${pops.size} points of presence, ${open.length} of them free; no two make a pair that shares no ${levels}.`,
      {
        site: site.site,
        levels,
        accesses: candidates.length,
        free: open.length,
        pointsOfPresence: pops.size,
        pairs: violated.length,
      },
    ),
    ...(violated.length > 0 ? violated : sorted.violated).slice(0, PAIRS_TOLD).map(sharedReason),
    ...blocks,
  ];
}

/** Why something cheaper than the best choice is not it. */
function passedOver(
  best: SiteChoice,
  preferred: SiteChoice | undefined,
  violated: readonly SiteChoice[],
): Reason[] {
  const cheaper = violated.filter((one) => one.blocks.length === 0 && one.costMinor < best.costMinor);
  const blocks = preferred !== undefined && preferred.costMinor < best.costMinor ? preferred.blocks : [];
  return [...cheaper.slice(0, PAIRS_TOLD).map(sharedReason), ...blocks];
}

/** Cheaper without being less sure. */
function isBetter(one: SiteChoice, other: SiteChoice): boolean {
  return one.costMinor < other.costMinor && byWorth(one, other) < 0;
}

/** A pair that is not diverse, with what it shares. */
function sharedReason(choice: SiteChoice): Reason {
  const [primary, secondary] = choice.candidates.map((candidate) => candidate.carrier);
  const shared = (choice.proof?.shared ?? []).map(({ level, code }) => `${level} ${code}`).join(', ');
  const what = shared === '' ? 'cannot be proven diverse' : `share ${shared}`;
  return reason('PAIR_NOT_DIVERSE', `${primary} and ${secondary} to ${choice.site} ${what}.`, {
    site: choice.site,
    primary: primary ?? '',
    secondary: secondary ?? '',
    shared: shared === '' ? 'unknown' : shared,
  });
}

/** Whether managed equipment exists for the site, and whether it finds power and space there. */
function cpeReasons(
  ground: Ground,
  site: SiteRequirement,
): { readonly impossible: Reason[]; readonly conditions: Reason[] } {
  if (site.cpe !== 'managed') return { impossible: [], conditions: [] };
  const { cpeModels, needDate, network } = ground.input;
  const found = cpeFor(ground, site);
  if (!found.ok) {
    const largestKbps = cpeModels.reduce((most, model) => Math.max(most, model.throughputKbps), 0);
    const functions = (site.cpeFunctions ?? []).join(', ');
    const parameters = {
      site: site.site,
      askedKbps: site.bandwidthKbps,
      largestKbps,
      functions,
      date: needDate,
    };
    return { impossible: [reason('CPE_NOT_AVAILABLE', found.fault.message, parameters)], conditions: [] };
  }
  const { model: code, quantity, standing } = found.value;
  if (standing !== undefined) return { impossible: [], conditions: [] };
  const model = cpeModels.find((one) => one.code === code);
  const power = network.places.get(site.site)?.power;
  const rackUnits = (model?.rackUnits ?? 0) * quantity;
  const sockets = (model?.powerSockets ?? 1) * quantity;
  if (power === undefined || (power.freeSockets >= sockets && power.freeRackUnits >= rackUnits)) {
    return { impossible: [], conditions: [] };
  }
  const message = `${site.site} has ${power.freeSockets} free sockets and ${power.freeRackUnits} rack units; ${quantity} × ${code} need ${sockets} and ${rackUnits}.`;
  const parameters = {
    site: site.site,
    freeSockets: power.freeSockets,
    neededSockets: sockets,
    freeRackUnits: power.freeRackUnits,
    neededRackUnits: rackUnits,
  };
  return { impossible: [], conditions: [reason('SITE_SPACE_SHORTAGE', message, parameters)] };
}
