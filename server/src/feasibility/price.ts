import type { AccessPrice, SiteOption } from '@turnup/contract';
import { sumMinor, timesMinor } from '../foundation/money.ts';
import { cpeFor } from './cpe.ts';
import type { Ground } from './ground.ts';

/**
 * What options cost, one for each site, with the managed equipment that would be chosen; what stands there costs nothing
 * more. Pure.
 */
export function priceOf(ground: Ground, chosen: readonly SiteOption[]): AccessPrice {
  const legs = chosen.flatMap((option) => option.legs);
  const equipment = ground.input.requirement.sites.flatMap((site) => {
    if (site.cpe !== 'managed') return [];
    const found = cpeFor(ground, site);
    const model = found.ok
      ? ground.input.cpeModels.find(({ code }) => code === found.value.model)
      : undefined;
    if (!found.ok || model === undefined || found.value.standing !== undefined) return [];
    return [{ model, quantity: found.value.quantity }];
  });
  return {
    oneOffMinor: sumMinor([
      ...legs.map((leg) => leg.buildCostMinor + leg.partnerOneOffMinor + leg.portCostMinor),
      ...equipment.map(({ model, quantity }) => timesMinor(model.priceMinor, quantity)),
    ]),
    monthlyMinor: sumMinor([
      ...legs.map((leg) => leg.monthlyCostMinor),
      ...equipment.map(({ model, quantity }) => timesMinor(model.monthlyMaintenanceMinor, quantity)),
    ]),
  };
}
