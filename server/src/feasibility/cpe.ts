import type { CpeChoice, SiteRequirement } from '@turnup/contract';
import { type CpeNeed, chooseCpe } from '../catalog/index.ts';
import type { Result } from '../foundation/result.ts';
import type { Ground } from './ground.ts';

/** What the managed equipment of a site must do. */
export function cpeNeed(ground: Ground, site: SiteRequirement): CpeNeed {
  return {
    site: site.site,
    bandwidthKbps: site.bandwidthKbps,
    functions: site.cpeFunctions ?? [],
    legs: site.access === 'dual' ? 2 : 1,
    networks: site.lanPrefixes?.length ?? 0,
    termMonths: ground.termMonths,
    at: ground.input.needDate,
    standing: ground.input.occupancy.standing?.filter((unit) => unit.site === site.site),
  };
}

/** The equipment that would be chosen for a site; sites with the same need share the answer. */
export function cpeFor(ground: Ground, site: SiteRequirement): Result<CpeChoice> {
  const need = cpeNeed(ground, site);
  const units = (need.standing ?? []).map(({ serial }) => serial);
  const key = [need.bandwidthKbps, need.legs, need.networks, ...need.functions, ...units].join(' ');
  const known = ground.cpeCache.get(key);
  if (known?.ok === true) return { ok: true, value: { ...known.value, site: site.site } };
  // A refusal names its site, so it is made anew for each.
  const chosen = chooseCpe(ground.input.cpeModels, need);
  ground.cpeCache.set(key, chosen);
  return chosen;
}
