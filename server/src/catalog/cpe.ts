import type { CpeChoice, CpeModel } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';

/** A unit of the customer that stands at a site and may serve another of his services. */
export type StandingUnit = {
  readonly site: string;
  readonly serial: string;
  readonly model: string;
  /** Rates of the services that it serves, together. */
  readonly loadKbps: number;
  /** The ports that another service would get; absent where it takes none. */
  readonly ports?: { readonly wanPort: string; readonly lanPorts: readonly string[] };
  /** Why it takes none, in words. */
  readonly closed?: string;
};

/** What the equipment of one site must do. */
export type CpeNeed = {
  readonly site: string;
  readonly bandwidthKbps: number;
  /** Codes of functions, all needed. */
  readonly functions: readonly string[];
  /** Legs of the site. Each gets a unit of its own. */
  readonly legs: number;
  /** Networks of the site, each of which takes a LAN port of every unit. */
  readonly networks?: number;
  /** Months over which purchase and maintenance are compared; 0 compares the purchase alone. */
  readonly termMonths?: number;
  /** The date on which it is bought: models whose sale has ended by then are left out. */
  readonly at?: string;
  /** Units that stand at sites; those of other sites do not matter. */
  readonly standing?: readonly StandingUnit[] | undefined;
};

/**
 * A unit that stands at the site, where one does all that is needed beside what it does already: it costs nothing.
 * Otherwise the cheapest model, over the term, that carries the site's bandwidth with all functions, is on sale, and has a
 * WAN port for each leg: at a dual site every unit takes its own leg and the way over the other unit. Ties go to the lower
 * purchase price, then the code. Refuses (422) `NO_CPE_MODEL` with the nearest miss.
 */
export function chooseCpe(models: readonly CpeModel[], need: CpeNeed): Result<CpeChoice> {
  const joinings = (need.standing ?? [])
    .filter(({ site }) => site === need.site)
    .map((unit) => joining(models, need, unit));
  const joined = joinings.find((found) => typeof found !== 'string');
  if (joined !== undefined) return ok(joined);
  const bought = boughtFor(models, need);
  const left = joinings.filter((found) => typeof found === 'string').join(' ');
  return bought.ok && left !== ''
    ? ok({ ...bought.value, reason: `${bought.value.reason} ${left}` })
    : bought;
}

/** A unit that stands as the equipment of a further service, or why it cannot be, as a sentence. */
function joining(models: readonly CpeModel[], need: CpeNeed, unit: StandingUnit): CpeChoice | string {
  const model = models.find(({ code }) => code === unit.model);
  const named = `${model?.name ?? unit.model} ${unit.serial}`;
  const { ports } = unit;
  const left = `${named} stands there and is not used:`;
  if (model === undefined || ports === undefined)
    return `${left} ${unit.closed ?? 'nothing is known of its model'}.`;
  const carriedKbps = unit.loadKbps + need.bandwidthKbps;
  const lacking = need.functions.filter((name) => !model.functions.includes(name));
  if (need.legs > 1) return `${left} each leg needs a unit of its own.`;
  if (lacking.length > 0) return `${left} it lacks ${lacking.join(', ')}.`;
  if (carriedKbps > model.throughputKbps)
    return `${left} it carries ${mbps(model.throughputKbps)}, of which others have ${mbps(unit.loadKbps)}.`;
  return {
    site: need.site,
    model: model.code,
    quantity: 1,
    reason: `${named} stands there: with this service it carries ${mbps(carriedKbps)} of ${mbps(model.throughputKbps)}, on its port ${ports.wanPort}.`,
    standing: { serial: unit.serial, wanPort: ports.wanPort, lanPorts: [...ports.lanPorts] },
  };
}

function boughtFor(models: readonly CpeModel[], need: CpeNeed): Result<CpeChoice> {
  const fit = models.filter((model) => missesOf(model, need).length === 0);
  const cost = (model: CpeModel): number =>
    model.priceMinor + model.monthlyMaintenanceMinor * (need.termMonths ?? 0);
  const [best] = fit.toSorted(
    (one, other) =>
      cost(one) - cost(other) || one.priceMinor - other.priceMinor || (one.code < other.code ? -1 : 1),
  );
  if (best === undefined) return refuse(422, 'NO_CPE_MODEL', nearestMiss(models, need));
  return ok({
    site: need.site,
    model: best.code,
    quantity: need.legs,
    reason: reasonFor(best, fit.length, need),
  });
}

function reasonFor(model: CpeModel, candidates: number, need: CpeNeed): string {
  const does = need.functions.length === 0 ? '' : ` with ${need.functions.join(', ')}`;
  const units =
    need.legs === 1
      ? 'one unit'
      : `${need.legs} units, one for each leg, so that the loss of one leaves the other`;
  return `${model.name} carries ${mbps(model.throughputKbps)} of the ${mbps(need.bandwidthKbps)} needed${does} on ${model.wanPorts} WAN ports; cheapest of ${candidates} that fit; ${units}.`;
}

function missesOf(model: CpeModel, need: CpeNeed): string[] {
  const lacking = need.functions.filter((name) => !model.functions.includes(name));
  return [
    ...(model.throughputKbps < need.bandwidthKbps
      ? [`carries ${mbps(model.throughputKbps)} of ${mbps(need.bandwidthKbps)}`]
      : []),
    ...(lacking.length > 0 ? [`lacks ${lacking.join(', ')}`] : []),
    ...(model.wanPorts < need.legs ? [`has ${model.wanPorts} of ${need.legs} WAN ports`] : []),
    ...(model.lanPortNames !== undefined && model.lanPortNames.length < (need.networks ?? 0)
      ? [`has ${model.lanPortNames.length} LAN ports for ${need.networks} networks`]
      : []),
    ...(need.at !== undefined && model.endOfSale !== undefined && model.endOfSale <= need.at
      ? [`is not sold after ${model.endOfSale}`]
      : []),
  ];
}

function nearestMiss(models: readonly CpeModel[], need: CpeNeed): string {
  const misses = models
    .map((model) => ({ model, misses: missesOf(model, need) }))
    .toSorted(
      (one, other) =>
        one.misses.length - other.misses.length || other.model.throughputKbps - one.model.throughputKbps,
    );
  const nearest = misses[0];
  const why =
    nearest === undefined
      ? 'none is loaded'
      : `the nearest, ${nearest.model.name}, ${nearest.misses.join(' and ')}`;
  return `No model of customer equipment fits ${need.site} (${mbps(need.bandwidthKbps)}${need.functions.map((name) => `, ${name}`).join('')}, ${need.legs} WAN): ${why}.`;
}

function mbps(kbps: number): string {
  return `${(kbps / 1000).toLocaleString('en-GB')} Mbit/s`;
}
