import type { CpeModel, DesignAlternative } from '@turnup/contract';

type Delivery = Pick<DesignAlternative, 'sites' | 'cpe'>;

/**
 * What it costs once to deliver a service so when it stands otherwise, in minor units: ports, building and partners' charges
 * of accesses that it does not have yet, and equipment for them. Pure.
 */
export function capexOfChange(
  before: Delivery,
  after: Delivery,
  models: ReadonlyMap<string, CpeModel>,
): number {
  const stood = new Set(
    before.sites.flatMap(({ site, legs }) => legs.map(({ node, port }) => `${site} ${node} ${port}`)),
  );
  const units = new Set(before.cpe.map(({ site, slot }) => `${site} ${slot ?? ''}`));
  const accesses = after.sites
    .flatMap(({ site, legs }) => legs.filter(({ node, port }) => !stood.has(`${site} ${node} ${port}`)))
    .reduce((sum, leg) => sum + leg.portCostMinor + leg.buildCostMinor + leg.partnerOneOffMinor, 0);
  const equipment = after.cpe
    .filter(({ site, slot }) => !units.has(`${site} ${slot ?? ''}`))
    .reduce((sum, { model, quantity }) => sum + (models.get(model)?.priceMinor ?? 0) * quantity, 0);
  return accesses + equipment;
}
