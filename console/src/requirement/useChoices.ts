import { useQuery } from '@tanstack/react-query';
import type { ServiceSpecification } from '@turnup/contract';
import { currencyQuery, offeringsQuery } from '../api/catalog.ts';
import { topologyQuery } from '../api/designs.ts';
import { useMay } from '../session/useSession.ts';

/** A customer's premises. */
export type Premises = { readonly code: string; readonly name: string; readonly party: string };

/** What a requirement can name: services on offer, customers, and their premises. */
export type Choices = {
  readonly offerings: readonly ServiceSpecification[];
  readonly customers: readonly string[];
  readonly premises: readonly Premises[];
  /** The operator's own currency, where a policy says it. */
  readonly currency: string;
};

/** What can be chosen, as far as the session may see it; until it is read, nothing. */
export function useChoices(): Choices {
  const may = useMay('referenceData.read');
  const offerings = useQuery({ ...offeringsQuery, enabled: may });
  const currency = useQuery({ ...currencyQuery, enabled: may });
  const topology = useQuery({ ...topologyQuery, enabled: useMay('network.read') });
  const premises = (topology.data?.places ?? []).flatMap(({ code, name, kind, party }) =>
    kind === 'customerPremises' && party !== undefined ? [{ code, name, party }] : [],
  );
  return {
    offerings: offerings.data ?? [],
    customers: [...new Set(premises.map(({ party }) => party))].sort(),
    premises,
    currency: currency.data ?? '',
  };
}
