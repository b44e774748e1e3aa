import type { ServiceRequirement } from '@turnup/contract';
import { listServices } from '../../inventory/index.ts';
import type { TestSite } from '../../testing/index.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { itemsOfService } from '../store.ts';
import { testSitesOf } from '../testPoints.ts';

/** Documentation prefixes (RFC 5737): no service may ever reach an address in them. */
const nobodysAddresses: readonly string[] = ['198.51.100.1', '203.0.113.1'];
/** How many services are looked at for one of another customer. */
const mostLookedAt = 50;

/**
 * Addresses that must not answer a service: of nobody, and of another customer's service of the same specification where
 * one is active. Addresses that the service has itself are left out, since customers may use the same.
 */
export async function foreignAddresses(
  delivery: Delivery,
  tenant: string,
  requirement: Pick<ServiceRequirement, 'customer' | 'serviceSpecification' | 'sites'>,
  own: readonly TestSite[],
): Promise<readonly string[]> {
  const other = await otherCustomersSites(delivery, tenant, requirement);
  const prefixes = requirement.sites.flatMap(({ lanPrefixes = [] }) => lanPrefixes);
  const known = new Set(own.flatMap(({ legs }) => legs.map(({ address }) => address)));
  const [address] = other
    .flatMap(({ legs }) => legs.map((leg) => leg.address))
    .filter((each) => !known.has(each) && !prefixes.some((prefix) => isWithin(each, prefix)));
  return address === undefined ? nobodysAddresses : [...nobodysAddresses, address];
}

async function otherCustomersSites(
  delivery: Delivery,
  tenant: string,
  requirement: Pick<ServiceRequirement, 'customer' | 'serviceSpecification'>,
): Promise<readonly TestSite[]> {
  const { sql } = delivery;
  const filter = { state: 'active', customer: null, category: 'CFS', orderId: null };
  const services = await listServices(sql, tenant, filter, { offset: 0, limit: mostLookedAt });
  const other = services.find(
    ({ customer, specification }) =>
      customer !== requirement.customer && specification === requirement.serviceSpecification,
  );
  if (other === undefined) return [];
  const item = (await itemsOfService(sql, tenant, other.id)).findLast(
    ({ requirement: asked, solution, action }) => asked !== null && solution !== null && action !== 'delete',
  );
  if (item === undefined) return [];
  const configuration = await configurationOf(delivery, sql, tenant, item);
  return configuration.ok ? testSitesOf(configuration.value.intent, new Map()) : [];
}

function isWithin(address: string, prefix: string): boolean {
  const [network = '', length = '32'] = prefix.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sofar, octet) => sofar * 256 + Number(octet), 0);
}
