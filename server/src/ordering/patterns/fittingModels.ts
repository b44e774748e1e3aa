import type { CpeChoice, CpeModel, DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { chooseCpe } from '../../catalog/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';

/**
 * Models that can stand in for a unit of a site, the most welcome first: its own, then the cheapest that fits. Where a
 * model is asked for, that one alone. A site with several units keeps one model. Refused (422) where the model that is asked
 * for does not do what the site needs. Pure.
 */
export function fittingModels(
  models: readonly CpeModel[],
  requirement: ServiceRequirement,
  solution: Pick<DesignAlternative, 'sites'>,
  choice: CpeChoice,
  asked: string | undefined,
): Result<readonly string[]> {
  const site = requirement.sites.find((each) => each.site === choice.site);
  const need = {
    site: choice.site,
    bandwidthKbps: site?.bandwidthKbps ?? 0,
    functions: site?.cpeFunctions ?? [],
    legs: solution.sites.find((each) => each.site === choice.site)?.legs.length ?? 1,
    networks: site?.lanPrefixes?.length ?? 0,
  };
  if (asked !== undefined && asked !== choice.model) {
    if (choice.quantity > 1)
      return refuse(
        422,
        'ONE_MODEL_A_SITE',
        `${choice.site} has ${choice.quantity} units: all are of one model, ${choice.model}`,
      );
    const fits = chooseCpe(
      models.filter(({ code }) => code === asked),
      need,
    );
    return fits.ok ? ok([asked]) : refuse(422, 'MODEL_DOES_NOT_FIT', fits.fault.message);
  }
  if (asked !== undefined || choice.quantity > 1) return ok([choice.model]);
  const order: string[] = [choice.model];
  for (let left = models.filter(({ code }) => code !== choice.model); ; ) {
    const next = chooseCpe(left, need);
    if (!next.ok) return ok(order);
    order.push(next.value.model);
    left = left.filter(({ code }) => code !== next.value.model);
  }
}
