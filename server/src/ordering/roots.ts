import type { ServiceRequirement } from '@turnup/contract';

/**
 * The roots of a rooted-multipoint service (MEF 6.3, E-Tree) and the hubs of a hub-and-spoke one: the sites that say so,
 * or the first where none does. Of any other topology every site.
 */
export function rootsOf(requirement: Pick<ServiceRequirement, 'topology' | 'sites'>): readonly string[] {
  const { topology, sites } = requirement;
  if (topology !== 'hubAndSpoke') return sites.map(({ site }) => site);
  const named = sites.filter(({ role }) => role === 'root');
  return (named.length > 0 ? named : sites.slice(0, 1)).map(({ site }) => site);
}
