import { useQuery } from '@tanstack/react-query';
import type { SiteRequirement } from '@turnup/contract';
import type { GraphService } from '../api/answers.ts';
import { serviceQuery } from '../api/services.ts';
import { type Premises, useChoices } from '../requirement/useChoices.ts';

/** The sites that a service has, by code, and the premises of its customer that it does not reach. */
export function useSites({ id, customer }: GraphService): {
  readonly sites: readonly string[];
  readonly others: readonly Premises[];
} {
  const { data } = useQuery(serviceQuery(id));
  const { premises } = useChoices();
  const said = data?.serviceCharacteristic.find(({ name }) => name === 'sites')?.value;
  const sites = ((said ?? []) as readonly SiteRequirement[]).map(({ site }) => site);
  const others = premises.filter(({ party, code }) => party === customer && !sites.includes(code));
  return { sites, others };
}
