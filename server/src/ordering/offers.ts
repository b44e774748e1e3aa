import type { PartnerOffer, Reason, ServiceRequirement } from '@turnup/contract';
import type { SoughtOffer } from '../feasibility/index.ts';
import { correctedOffers, type PartnerQuery, queriesByCorrelation } from '../partner/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { World } from './assess.ts';
import { inCurrencyOf } from './currencies.ts';

/** What partners were asked for one question, beside the rate cards. */
export type Answers = {
  readonly cards: readonly PartnerOffer[];
  readonly queries: readonly PartnerQuery[];
};

/** Rate cards as partners have corrected them, and what is to be said about that. */
export type AnsweredOffers = {
  readonly offers: readonly SoughtOffer[];
  readonly reasons: readonly Reason[];
};

/** Reads what partners were asked for one question. */
export async function answersTo(
  world: World,
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  correlation: string,
): Promise<Answers> {
  return {
    cards: [...world.catalog.of('partnerOffer').values()],
    queries: await queriesByCorrelation(tx.sql, tenant, [correlation]),
  };
}

/**
 * The rate cards as partners have corrected them for what is required: an answer counts at its place for the rate that
 * was asked about. A red answer says why its offer cannot be had; silence leaves the rate card, no better than yellow.
 */
export function correctedFor(
  world: World,
  { cards, queries }: Answers,
  { sites }: Pick<ServiceRequirement, 'sites'>,
): AnsweredOffers {
  const rateAt = new Map(sites.map(({ site, bandwidthKbps }) => [site, bandwidthKbps]));
  const known = world.catalog.of('partnerOffer');
  const asked = queries
    .filter(({ place, rateKbps }) => rateAt.get(place) === rateKbps)
    .map((query) => inCurrencyOf(world, query, known.get(query.offer)));
  // One array for all that nobody was asked about: questions are sent to other threads with it.
  if (asked.length === 0) return { offers: cards, reasons: [] };
  const corrected = correctedOffers(cards, asked, world.now);
  return {
    offers: corrected.map(({ offer }) => offer as SoughtOffer),
    reasons: corrected.flatMap(({ reasons }) =>
      reasons.map((reason) => ({ ...reason, parameters: { ...reason.parameters } })),
    ),
  };
}

/** {@link correctedFor} what is required, read for one question. */
export async function offersAsAnswered(
  world: World,
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  correlation: string,
  requirement: Pick<ServiceRequirement, 'sites'>,
): Promise<AnsweredOffers> {
  return correctedFor(world, await answersTo(world, tx, tenant, correlation), requirement);
}
