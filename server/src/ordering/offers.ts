import type { PartnerOffer, Reason } from '@turnup/contract';
import { correctedOffers, queriesByCorrelation } from '../partner/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { World } from './assess.ts';

/** Rate cards as partners have corrected them, and what is to be said about that. */
export type AnsweredOffers = {
  readonly offers: readonly PartnerOffer[];
  readonly reasons: readonly Reason[];
};

/**
 * The rate cards as partners have corrected them in answer to the queries of one question. A red answer takes an offer
 * away; silence leaves it, no better than yellow.
 */
export async function offersAsAnswered(
  world: World,
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  correlation: string,
): Promise<AnsweredOffers> {
  const queries = await queriesByCorrelation(tx.sql, tenant, [correlation]);
  const corrected = correctedOffers([...world.catalog.of('partnerOffer').values()], queries, world.now);
  return {
    offers: corrected.flatMap(({ offer }) => (offer.confidence === 'red' ? [] : [offer as PartnerOffer])),
    reasons: corrected.flatMap(({ reasons }) =>
      reasons.map((reason) => ({ ...reason, parameters: { ...reason.parameters } })),
    ),
  };
}
