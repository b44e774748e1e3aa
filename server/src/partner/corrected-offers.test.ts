import { expect, test } from 'vitest';
import { correctedOffers } from './corrected-offers.ts';
import type { PartnerAnswer, PartnerQuery } from './types.ts';

const card = {
  code: 'caledonet:abz:100m',
  partner: 'caledonet',
  handoverNode: 'PE-EDI-1',
  focWorkingDays: 5,
  leadTimeWorkingDays: { best: 20, likely: 30, worst: 40 },
  oneOffMinor: 90_000,
  monthlyMinor: 52_000,
  confidence: 'green' as const,
  condition: undefined,
  availability: 0.999,
  sharedRisks: null,
};

const query = (state: PartnerQuery['state'], answer: PartnerAnswer | null): PartnerQuery => ({
  id: 'q1',
  correlation: 'qualification-1',
  partner: 'caledonet',
  party: 'caledonet',
  offer: card.code,
  place: 'aberdeen',
  technology: 'ethernet',
  rateKbps: 100_000,
  state,
  askedAt: '2027-03-01T09:00:00.000Z',
  answerBy: '2027-03-03T17:00:00.000Z',
  answer,
  answeredAt: answer && '2027-03-02T09:00:00.000Z',
  lateAnswer: null,
  lateAt: null,
  version: 1,
});

const now = '2027-03-02T10:00:00.000Z';
const one = (...queries: PartnerQuery[]) => correctedOffers([card], queries, now)[0];

test('an offer that nobody asked about stands as it is', () => {
  expect(one()).toEqual({ offer: card, source: 'rateCard', reasons: [] });
});

test('an answer overrides the rate card where it says something, and keeps the rest', () => {
  const answered = one(
    query('answered', {
      confidence: 'green',
      leadTimeWorkingDays: 25,
      focWorkingDays: 3,
      monthlyMinor: 45_000,
    }),
  );
  expect(answered?.source).toBe('answer');
  expect(answered?.query).toBe('q1');
  expect(answered?.reasons).toEqual([]);
  expect(answered?.offer).toEqual({
    ...card,
    focWorkingDays: 3,
    leadTimeWorkingDays: { best: 20, likely: 25, worst: 40 },
    monthlyMinor: 45_000,
  });
});

test('a lead time beyond the rate card stretches its range', () => {
  const lead = (days: number) =>
    one(query('answered', { confidence: 'green', leadTimeWorkingDays: days }))?.offer.leadTimeWorkingDays;
  expect(lead(60)).toEqual({ best: 20, likely: 60, worst: 60 });
  expect(lead(10)).toEqual({ best: 10, likely: 10, worst: 40 });
});

test('shared risks: told, told that they are not disclosed, or not mentioned', () => {
  const disclosed = { ...card, sharedRisks: ['duct:harbour'] };
  const risks = (answer: PartnerAnswer) =>
    correctedOffers([disclosed], [query('answered', answer)], now)[0]?.offer.sharedRisks;
  expect(risks({ confidence: 'green', sharedRisks: ['duct:union-street'] })).toEqual(['duct:union-street']);
  expect(risks({ confidence: 'green', sharedRisks: null })).toBeNull();
  expect(risks({ confidence: 'green' })).toEqual(['duct:harbour']);
});

test('silence leaves the rate card, no better than yellow, and says why', () => {
  const silent = one(query('timedOut', null));
  expect(silent?.offer).toEqual({ ...card, confidence: 'yellow' });
  expect(silent?.source).toBe('silence');
  expect(silent?.reasons.map(({ code }) => code)).toEqual(['PARTNER_SILENT']);
  expect(silent?.reasons[0]?.message).toContain('2027-03-03T17:00:00.000Z');
  expect(one(query('inProgress', null))?.reasons[0]?.code).toBe('PARTNER_ANSWER_PENDING');
});

test('an answer that has ended is as good as silence', () => {
  const ended = one(
    query('answered', { confidence: 'green', monthlyMinor: 1, validUntil: '2027-03-02T10:00:00Z' }),
  );
  expect(ended?.offer).toEqual({ ...card, confidence: 'yellow' });
  expect(ended?.reasons[0]?.code).toBe('PARTNER_ANSWER_EXPIRED');
});

test('red stays red: answered, or on the rate card of a silent partner', () => {
  const declined = one(query('answered', { confidence: 'red', condition: 'no duct into the building' }));
  expect(declined?.offer.confidence).toBe('red');
  expect(declined?.reasons[0]?.message).toBe('caledonet cannot serve aberdeen: no duct into the building');
  const red = { ...card, confidence: 'red' as const };
  expect(correctedOffers([red], [query('timedOut', null)], now)[0]?.offer.confidence).toBe('red');
});

test('yellow keeps its own condition', () => {
  const yellow = one(query('answered', { confidence: 'yellow', condition: 'site survey' }));
  expect(yellow?.offer).toMatchObject({ confidence: 'yellow', condition: 'site survey' });
  expect(yellow?.reasons[0]?.code).toBe('PARTNER_CONDITION');
});

test('of several queries about one offer the latest counts, whatever their order', () => {
  const old = query('answered', { confidence: 'red', condition: 'no duct' });
  const fresh = {
    ...query('answered', { confidence: 'green' }),
    id: 'q2',
    askedAt: '2027-03-02T08:00:00.000Z',
  };
  expect(one(old, fresh)?.query).toBe('q2');
  expect(one(fresh, old)?.query).toBe('q2');
});
