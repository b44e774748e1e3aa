import type { PartnerOffer, ServiceRequirement } from '@turnup/contract';
import { type Catalog, textPolicy } from '../catalog/index.ts';
import type { SoughtOffer } from '../feasibility/index.ts';
import { exchangeMinor, rateBetween, type UsedRate } from '../foundation/exchange.ts';
import type { PartnerQuery } from '../partner/index.ts';

/** The rates that are loaded, and the day on which they are asked for. */
type Known = { readonly catalog: Catalog; readonly today: string };

/** In what a service is reckoned: the operator's own currency (policy `currency`), else that of the terms. */
function reckonedIn({ catalog }: Known, { commercial }: ServiceRequirement): string | undefined {
  const own = textPolicy(catalog, 'currency', '');
  return own === '' ? commercial?.currency : own;
}

/** The rate of today between two currencies; undefined where none is loaded. */
function rateOf({ catalog, today }: Known, from: string, to: string): UsedRate | undefined {
  return rateBetween(catalog.of('exchangeRate').values(), from, to, today);
}

/** Currencies in which a service may cost and which no rate brings into the one in which it is reckoned. */
export function currenciesWithoutRate(
  world: Known,
  requirement: ServiceRequirement,
  offers: Iterable<Pick<PartnerOffer, 'currency'>>,
): ReadonlySet<string> {
  const to = reckonedIn(world, requirement);
  const terms = requirement.commercial?.currency;
  if (to === undefined || terms === undefined) return new Set();
  const without = (currency: string): boolean => currency !== to && rateOf(world, currency, to) === undefined;
  const costs = [...offers].map(({ currency }) => currency);
  return new Set([...(without(terms) ? [to] : []), ...costs.filter(without)]);
}

/** The terms of a requirement in the currency in which it is reckoned; as they are where they are in it already. */
export function termsReckoned(
  world: Known,
  requirement: ServiceRequirement,
): { readonly requirement: ServiceRequirement; readonly rate: UsedRate | undefined } {
  const { commercial } = requirement;
  const to = reckonedIn(world, requirement);
  if (commercial === undefined || to === undefined || commercial.currency === to)
    return { requirement, rate: undefined };
  const rate = rateOf(world, commercial.currency, to);
  if (rate === undefined) return { requirement, rate };
  const { oneOffChargeMinor, monthlyChargeMinor, budgetMinor } = commercial;
  return {
    rate,
    requirement: {
      ...requirement,
      commercial: {
        ...commercial,
        currency: to,
        oneOffChargeMinor: exchangeMinor(oneOffChargeMinor, rate),
        monthlyChargeMinor: exchangeMinor(monthlyChargeMinor, rate),
        budgetMinor: exchangeMinor(budgetMinor, rate),
      },
    },
  };
}

/** Offers with their prices in the currency in which a requirement is reckoned; one without a rate stays as it is. */
export function offersReckoned(
  world: Known,
  requirement: ServiceRequirement,
  offers: readonly SoughtOffer[],
): SoughtOffer[] {
  const rates = offerRates(world, requirement, offers);
  return offers.map((offer) => {
    const rate = rates.get(offer.code);
    return rate === undefined
      ? offer
      : {
          ...offer,
          currency: rate.to,
          oneOffMinor: exchangeMinor(offer.oneOffMinor, rate),
          monthlyMinor: exchangeMinor(offer.monthlyMinor, rate),
          ...(offer.expedite && {
            expedite: {
              ...offer.expedite,
              oneOffMinor: exchangeMinor(offer.expedite.oneOffMinor, rate),
            },
          }),
        };
  });
}

/** A query whose answer tells its amounts in the currency of the offer; what no rate brings there is left to the rate card. */
export function inCurrencyOf(
  world: Known,
  query: PartnerQuery,
  offer: Pick<PartnerOffer, 'currency'> | undefined,
): PartnerQuery {
  const { answer } = query;
  if (answer?.currency === undefined || offer === undefined || answer.currency === offer.currency)
    return query;
  const { currency, oneOffMinor, monthlyMinor, ...rest } = answer;
  const rate = rateOf(world, currency, offer.currency);
  if (rate === undefined) return { ...query, answer: rest };
  return {
    ...query,
    answer: {
      ...rest,
      ...(oneOffMinor !== undefined && { oneOffMinor: exchangeMinor(oneOffMinor, rate) }),
      ...(monthlyMinor !== undefined && { monthlyMinor: exchangeMinor(monthlyMinor, rate) }),
    },
  };
}

/** The rates of offers in other currencies, by the codes of the offers. */
export function offerRates(
  world: Known,
  requirement: ServiceRequirement,
  offers: Iterable<Pick<PartnerOffer, 'code' | 'currency'>>,
): Map<string, UsedRate> {
  const to = reckonedIn(world, requirement);
  return new Map(
    [...offers].flatMap(({ code, currency }) => {
      const rate = to === undefined || currency === to ? undefined : rateOf(world, currency, to);
      return rate === undefined ? [] : [[code, rate] as const];
    }),
  );
}
