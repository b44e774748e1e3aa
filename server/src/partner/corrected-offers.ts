import { binds } from './rules.ts';
import type { PartnerAnswer, PartnerQuery } from './types.ts';

/** What is read and corrected of a rate card's offer; further members pass through unchanged. */
export type RateCardOffer = {
  readonly code: string;
  readonly focWorkingDays: number;
  readonly leadTimeWorkingDays: { readonly best: number; readonly likely: number; readonly worst: number };
  readonly oneOffMinor: number;
  readonly monthlyMinor: number;
  readonly confidence: 'green' | 'yellow' | 'red';
  readonly availability: number;
  readonly condition?: string | undefined;
  readonly sharedRisks: readonly string[] | null;
};

/** A code with its parameters, and the same as a sentence. */
export type OfferReason = {
  readonly code: string;
  readonly message: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
};

/** An offer as it stands after the partner was asked. */
export type CorrectedOffer<Offer extends RateCardOffer> = {
  readonly offer: Omit<Offer, keyof RateCardOffer> & RateCardOffer;
  /** Whose word it is: the rate card alone, the rate card because no answer can be used, or the answer. */
  readonly source: 'rateCard' | 'silence' | 'answer';
  /** The query to order by, where its answer is the source. */
  readonly query?: string;
  readonly reasons: readonly OfferReason[];
};

/**
 * Holds each offer against what its partner answered. An answer that is still valid at `now` overrides the rate card.
 * A partner who was asked and has not said anything usable keeps its rate card, but no better than yellow. An offer
 * that nobody asked about stands as it is. Of several queries about one offer the latest counts.
 */
export function correctedOffers<Offer extends RateCardOffer>(
  offers: readonly Offer[],
  queries: readonly PartnerQuery[],
  now: string,
): readonly CorrectedOffer<Offer>[] {
  const latest = new Map<string, PartnerQuery>();
  for (const query of queries) {
    const before = latest.get(query.offer);
    if (before === undefined || Date.parse(before.askedAt) <= Date.parse(query.askedAt))
      latest.set(query.offer, query);
  }
  return offers.map((offer) => corrected(offer, latest.get(offer.code), now));
}

function corrected<Offer extends RateCardOffer>(
  offer: Offer,
  query: PartnerQuery | undefined,
  now: string,
): CorrectedOffer<Offer> {
  if (query === undefined) return { offer, source: 'rateCard', reasons: [] };
  const parameters = { offer: offer.code, partner: query.partner };
  if (query.state !== 'answered' || query.answer === null) {
    return unconfirmed(offer, silence(query, parameters));
  }
  const { answer } = query;
  if (answer.confidence === 'red') {
    const condition = answer.condition ?? 'no reason given';
    return {
      offer: { ...offer, confidence: 'red', condition },
      source: 'answer',
      reasons: [
        {
          code: 'PARTNER_DECLINED',
          message: `${query.partner} cannot serve ${query.place}: ${condition}`,
          parameters: { ...parameters, condition },
        },
      ],
    };
  }
  if (!binds(answer, now)) {
    const validUntil = answer.validUntil ?? '';
    return unconfirmed(offer, {
      code: 'PARTNER_ANSWER_EXPIRED',
      message: `the answer of ${query.partner} was valid until ${validUntil}; its rate card is used`,
      parameters: { ...parameters, validUntil },
    });
  }
  return confirmed(offer, query, answer, parameters);
}

function silence(query: PartnerQuery, parameters: OfferReason['parameters']): OfferReason {
  const until = { ...parameters, answerBy: query.answerBy };
  if (query.state === 'timedOut') {
    const message = `${query.partner} did not answer by ${query.answerBy}; its rate card is used`;
    return { code: 'PARTNER_SILENT', message, parameters: until };
  }
  const message = `${query.partner} has until ${query.answerBy} to answer; its rate card is used meanwhile`;
  return { code: 'PARTNER_ANSWER_PENDING', message, parameters: until };
}

function unconfirmed<Offer extends RateCardOffer>(offer: Offer, reason: OfferReason): CorrectedOffer<Offer> {
  const confidence = offer.confidence === 'red' ? 'red' : 'yellow';
  return { offer: { ...offer, confidence }, source: 'silence', reasons: [reason] };
}

function confirmed<Offer extends RateCardOffer>(
  offer: Offer,
  query: PartnerQuery,
  answer: PartnerAnswer,
  parameters: OfferReason['parameters'],
): CorrectedOffer<Offer> {
  const corrected = {
    ...offer,
    confidence: answer.confidence,
    focWorkingDays: answer.focWorkingDays ?? offer.focWorkingDays,
    leadTimeWorkingDays: leadTime(offer.leadTimeWorkingDays, answer.leadTimeWorkingDays),
    oneOffMinor: answer.oneOffMinor ?? offer.oneOffMinor,
    monthlyMinor: answer.monthlyMinor ?? offer.monthlyMinor,
    availability: answer.availability ?? offer.availability,
    sharedRisks: answer.sharedRisks === undefined ? offer.sharedRisks : answer.sharedRisks,
    condition: answer.condition,
  };
  return {
    offer: corrected,
    source: 'answer',
    query: query.id,
    reasons: answer.confidence === 'green' ? [] : [conditionReason(query, answer, parameters)],
  };
}

/** The answer says what is likely; how far it may miss is still what the rate card's history tells. */
function leadTime(card: RateCardOffer['leadTimeWorkingDays'], likely: number = card.likely) {
  return { best: Math.min(card.best, likely), likely, worst: Math.max(card.worst, likely) };
}

function conditionReason(
  query: PartnerQuery,
  answer: PartnerAnswer,
  parameters: OfferReason['parameters'],
): OfferReason {
  const condition = answer.condition ?? 'no condition named';
  const message = `${query.partner} answered yellow: ${condition}`;
  return { code: 'PARTNER_CONDITION', message, parameters: { ...parameters, condition } };
}
