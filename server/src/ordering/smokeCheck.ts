import type { ServiceChange } from '../activation/index.ts';
import { objectPolicy } from '../catalog/index.ts';
import { servicesById } from '../inventory/index.ts';
import { answering, type SmokePolicy, silentAfter, smokePairs } from '../testing/index.ts';
import type { ItemConfiguration } from './configuration.ts';
import type { Delivery } from './delivery.ts';
import { testSitesOf } from './testPoints.ts';
import type { OrderItem } from './types.ts';

/**
 * The look at a service in use before a change of it is confirmed (policy `smokeCheck`; none where it is not loaded): of
 * its pairs of sites those that answer now must answer again, otherwise the change is taken back everywhere. Pairs whose
 * ends are not there yet, or are cut off already, do not answer now, and stop nothing. Undefined where nothing answers.
 */
export async function smokeCheckOf(
  delivery: Delivery,
  tenant: string,
  { requirement, serviceId }: OrderItem,
  { intent }: Pick<ItemConfiguration, 'intent'>,
): Promise<ServiceChange['smokeCheck']> {
  const catalog = await delivery.catalog(delivery.sql, tenant);
  if (!catalog.of('policy').has('smokeCheck') || requirement === null || serviceId === null) return undefined;
  const policy = objectPolicy<SmokePolicy>(catalog, 'smokeCheck', { withinS: 10, mostPairs: 10 });
  const [service] = await servicesById(delivery.sql, tenant, [serviceId]);
  if (service?.state !== 'active') return undefined;
  const prober = delivery.devices.prober(tenant);
  const pairs = smokePairs(requirement, testSitesOf(intent, new Map()), policy);
  const stood = await answering(prober, pairs);
  if (stood.length === 0) return undefined;
  return async () => {
    const silent = await silentAfter(prober, stood, policy);
    return silent.length === 0
      ? { ok: true }
      : {
          ok: false,
          message: `${silent.join(', ')} answered before and not within ${policy.withinS} s after`,
        };
  };
}
