import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveCharge } from './charge.ts';
import { binds, isBlocked, judgeAnswer, mayActFor, orderMoves, queryMoves, sameAnswer } from './rules.ts';
import type { PartnerAnswer, PartnerTerms } from './types.ts';

const legal = (moves: Record<string, Record<string, string>>): string[] =>
  Object.entries(moves).flatMap(([from, events]) =>
    Object.entries(events).map(([event, to]) => `${from} ${event} ${to}`),
  );

describe('the transition tables', () => {
  test('of a query are these and no others', () => {
    expect(legal(queryMoves)).toEqual([
      'acknowledged begin inProgress',
      'acknowledged answer answered',
      'acknowledged timeOut timedOut',
      'acknowledged close closed',
      'inProgress answer answered',
      'inProgress timeOut timedOut',
      'inProgress close closed',
      'answered close closed',
      'timedOut close closed',
    ]);
  });

  test('of an order are these and no others', () => {
    expect(legal(orderMoves)).toEqual([
      'acknowledged begin inProgress',
      'acknowledged commitDate inProgress',
      'acknowledged block held',
      'acknowledged reject rejected',
      'acknowledged cancel cancelled',
      'inProgress commitDate inProgress',
      'inProgress changeDate inProgress',
      'inProgress reachMilestone inProgress',
      'inProgress block held',
      'inProgress complete completed',
      'inProgress fail failed',
      'inProgress cancel cancelled',
      'held changeDate held',
      'held block held',
      'held unblock inProgress',
      'held fail failed',
      'held cancel cancelled',
    ]);
  });

  test('of a charge let a declined one be accepted or withdrawn, and an accepted one rest', () => {
    expect(moveCharge('proposed', 'decline')).toBe('declined');
    expect(moveCharge('declined', 'accept')).toBe('accepted');
    expect(moveCharge('declined', 'withdraw')).toBe('withdrawn');
    for (const decision of ['accept', 'decline', 'withdraw'] as const) {
      expect(moveCharge('accepted', decision)).toBeUndefined();
      expect(moveCharge('withdrawn', decision)).toBeUndefined();
    }
  });
});

const answer: PartnerAnswer = {
  confidence: 'green',
  leadTimeWorkingDays: 25,
  focWorkingDays: 3,
  monthlyMinor: 45_000,
  oneOffMinor: 0,
  sharedRisks: ['duct:a', 'duct:b'],
};

describe('an answer', () => {
  const open = { state: 'acknowledged', answerBy: '2027-03-03T17:00:00.000Z', answer: null } as const;

  test('counts until the answer-by instant and not at it', () => {
    expect(judgeAnswer(open, answer, '2027-03-03T16:59:59.999Z')).toBe('counts');
    expect(judgeAnswer(open, answer, '2027-03-03T17:00:00.000Z')).toBe('late');
  });

  test('is the same whatever the order of its shared risks, and another when anything differs', () => {
    const again = { ...answer, sharedRisks: ['duct:b', 'duct:a'] };
    const answered = { ...open, state: 'answered', answer } as const;
    expect(judgeAnswer(answered, again, '2027-03-09T00:00:00.000Z')).toBe('same');
    expect(judgeAnswer(answered, { ...answer, monthlyMinor: 45_001 }, '2027-03-02T09:00:00.000Z')).toBe(
      'different',
    );
    expect(judgeAnswer({ ...answered, state: 'closed' }, again, '2027-03-02T09:00:00.000Z')).toBe('late');
  });

  test('tells undisclosed from unmentioned from no shared risks', () => {
    const { sharedRisks: _, ...unmentioned } = answer;
    const variants = [unmentioned, { ...answer, sharedRisks: null }, { ...answer, sharedRisks: [] }];
    const equal = variants.map((one) => variants.map((other) => sameAnswer(one, other)));
    expect(equal).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });

  test('binds until it ends, and never when red', () => {
    const until = { ...answer, validUntil: '2027-04-01T00:00:00Z' };
    expect(binds(until, '2027-03-31T23:59:59.999Z')).toBe(true);
    expect(binds(until, '2027-04-01T00:00:00.000Z')).toBe(false);
    expect(binds(answer, '2099-01-01T00:00:00.000Z')).toBe(true);
    expect(binds({ confidence: 'red', condition: 'no duct' }, '2027-03-01T00:00:00.000Z')).toBe(false);
  });
});

test('only its own account speaks for a partner; for one without, whoever may', () => {
  const terms = { account: 'caledonet' } as PartnerTerms;
  expect(mayActFor(terms, { account: 'caledonet', onBehalf: false })).toBe(true);
  expect(mayActFor(terms, { account: 'manager', onBehalf: true })).toBe(false);
  const { account: _, ...without } = terms;
  expect(mayActFor(without, { account: 'manager', onBehalf: true })).toBe(true);
  expect(mayActFor(without, { account: 'manager', onBehalf: false })).toBe(false);
});

test('an order is blocked exactly while a blocking charge is neither accepted nor withdrawn', () => {
  const states = ['proposed', 'accepted', 'declined', 'withdrawn'] as const;
  const charge = fc.record({ blocking: fc.boolean(), state: fc.constantFrom(...states) });
  fc.assert(
    fc.property(fc.array(charge), (charges) => {
      const open = charges.filter(
        ({ blocking, state }) => blocking && state !== 'accepted' && state !== 'withdrawn',
      );
      return isBlocked(charges) === open.length > 0;
    }),
  );
});
