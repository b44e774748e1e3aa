import type { CpeChoice, CpeModel } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';

/** What the equipment of one site must do. */
export type CpeNeed = {
  readonly site: string;
  readonly bandwidthKbps: number;
  /** Codes of functions, all needed. */
  readonly functions: readonly string[];
  /** Legs of the site. Each gets a unit of its own. */
  readonly legs: number;
  /** Months over which purchase and maintenance are compared; 0 compares the purchase alone. */
  readonly termMonths?: number;
  /** The date on which it is bought: models whose sale has ended by then are left out. */
  readonly at?: string;
};

/**
 * The cheapest model, over the term, that carries the site's bandwidth with all functions, is on sale, and has a WAN
 * port for each leg: at a dual site every unit takes its own leg and the way over the other unit. Ties go to the lower
 * purchase price, then the code. Refuses (422) `NO_CPE_MODEL` with the nearest miss.
 */
export function chooseCpe(models: readonly CpeModel[], need: CpeNeed): Result<CpeChoice> {
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
