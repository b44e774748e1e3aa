import type { ServiceRequirement, SiteRequirement } from '@turnup/contract';

type Role = Pick<SiteRequirement, 'site' | 'role'>;

/**
 * The roots of a rooted-multipoint service (MEF 6.3, E-Tree) and the hubs of a hub-and-spoke one: the sites that say so,
 * or the first where none does. Of any other topology every site.
 */
export function rootsOf({
  topology,
  sites,
}: Pick<ServiceRequirement, 'topology'> & { readonly sites: readonly Role[] }): readonly string[] {
  return topology === 'hubAndSpoke' ? hubsOf(sites) : sites.map(({ site }) => site);
}

/** The sites that others come to, whatever the topology: those that are named as roots, or the first. */
export function hubsOf(sites: readonly Role[]): readonly string[] {
  const named = sites.filter(({ role }) => role === 'root');
  return (named.length > 0 ? named : sites.slice(0, 1)).map(({ site }) => site);
}
