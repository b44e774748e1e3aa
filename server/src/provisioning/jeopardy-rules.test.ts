import { describe, expect, test } from 'vitest';
import { defaultJeopardyPolicy } from './forecast.ts';
import {
  type AlertContext,
  answersFor,
  climb,
  decideAlert,
  suspend,
  workingDaysLater,
} from './jeopardy-rules.ts';
import { england } from './testing.ts';
import type { Forecast, JeopardyAlert, JeopardyLevel } from './types.ts';

const policy = defaultJeopardyPolicy;
const at = (now: string, held = false): AlertContext => ({
  orderReference: 'order-1',
  owner: 'olive',
  calendar: england,
  policy,
  now,
  held,
  newId: () => 'alert-1',
});
const seen = (level: JeopardyLevel): Forecast =>
  ({
    level,
    expectedCompletionDate: '2027-05-13',
    committedDate: '2027-05-07',
    slackWorkingDays: -4,
    culprit: { activity: 'PARTNER_BUILD', lateWorkingDays: 6, cause: '1Z' },
    overruns: [],
  }) as unknown as Forecast;
const monday = '2027-04-12T09:00:00.000Z';

const climbed = (alert: JeopardyAlert | null, now: string) => {
  if (alert === null) throw new Error('no alert');
  return climb(alert, policy, england, now);
};
const critical = (): JeopardyAlert =>
  climbed(decideAlert(null, seen('Critical'), at(monday)).alert, monday).alert;

describe('an alert', () => {
  test('is told when its level changes and at no other time', () => {
    const levels: JeopardyLevel[] = ['Normal', 'Hazard', 'Critical'];
    const changes = ([null, 'Hazard', 'Critical'] as const).map((from) =>
      levels.map((to) => {
        const open = from === null ? null : { ...critical(), level: from };
        return decideAlert(open, seen(to), at(monday)).change;
      }),
    );
    expect(changes).toEqual([
      ['none', 'raised', 'raised'],
      ['cleared', 'none', 'worsened'],
      ['cleared', 'eased', 'none'],
    ]);
  });

  test('that worsens voids its acknowledgement and starts its ladder anew; easing keeps both', () => {
    const known = {
      ...critical(),
      acknowledgedAt: monday,
      acknowledgedBy: 'olive',
      nextStepAt: null,
      ladderStep: 1,
    };
    const later = '2027-04-14T09:00:00.000Z';
    const worse = decideAlert({ ...known, level: 'Hazard' }, seen('Critical'), at(later)).alert;
    expect(worse).toMatchObject({
      acknowledgedAt: null,
      ladderStep: 0,
      levelSince: later,
      nextStepAt: later,
    });
    const eased = decideAlert(known, seen('Hazard'), at(later)).alert;
    expect(eased).toMatchObject({
      acknowledgedBy: 'olive',
      ladderStep: 1,
      levelSince: later,
      nextStepAt: null,
    });
  });

  test('that clears has no next rung', () => {
    const cleared = decideAlert(critical(), seen('Normal'), at('2027-04-13T09:00:00.000Z')).alert;
    expect(cleared).toMatchObject({ clearedAt: '2027-04-13T09:00:00.000Z', nextStepAt: null });
  });
});

describe('the ladder', () => {
  test('of a critical alert: first rung at once, second after 1 working day, third after 3', () => {
    const first = critical();
    expect(first).toMatchObject({ ladderStep: 1, nextStepAt: '2027-04-13T09:00:00.000Z' });
    expect(climbed(first, '2027-04-13T08:59:59.999Z').rungs).toEqual([]);
    const second = climbed(first, '2027-04-13T09:00:00.000Z');
    expect(second.rungs.map(({ role }) => role)).toEqual(['deliveryManager']);
    expect(second.alert.nextStepAt).toBe('2027-04-15T09:00:00.000Z');
    const late = climbed(first, '2027-04-20T00:00:00.000Z');
    expect(late.rungs.map(({ step }) => step)).toEqual([2, 3]);
    expect(late.alert.nextStepAt).toBeNull();
  });

  test('of a hazard has its first rung only', () => {
    const hazard = climbed(decideAlert(null, seen('Hazard'), at(monday)).alert, monday).alert;
    expect(hazard).toMatchObject({ ladderStep: 1, nextStepAt: null });
  });

  test('keeps the local time of day over a weekend, a holiday and a change of the clocks', () => {
    expect(workingDaysLater(england, '2027-04-30T13:30:00.000Z', 1)).toBe('2027-05-04T13:30:00.000Z');
    // Thursday before Easter, winter time; the Tuesday after is in summer time.
    expect(workingDaysLater(england, '2027-03-25T09:00:00.000Z', 1)).toBe('2027-03-30T08:00:00.000Z');
  });

  test('stands while the customer holds the order, and those working days do not count', () => {
    const held = suspend(critical(), at('2027-04-12T15:00:00.000Z', true));
    expect(held.suspendedSince).toBe('2027-04-12T15:00:00.000Z');
    expect(climbed(held, '2027-04-30T00:00:00.000Z').rungs).toEqual([]);
    const resumed = suspend(held, at('2027-04-15T10:00:00.000Z'));
    expect(resumed).toMatchObject({ suspendedSince: null, stoppedWorkingDays: 3 });
    expect(resumed.nextStepAt).toBe('2027-04-16T09:00:00.000Z');
  });

  test('of an alert that is raised while the order is held begins when it is released', () => {
    const raised = decideAlert(null, seen('Critical'), at(monday, true)).alert;
    expect(climbed(raised, monday).rungs).toEqual([]);
    const released = decideAlert(raised, seen('Critical'), at('2027-04-14T09:00:00.000Z')).alert;
    expect(climbed(released, '2027-04-14T09:00:00.000Z').rungs.map(({ step }) => step)).toEqual([1]);
  });
});

test('who answers for an alert: its owner, then the roles that the ladder has reached', () => {
  const asks = (account: string, roles: string[], ladderStep: number) =>
    answersFor({ owner: 'olive', level: 'Critical', ladderStep }, policy, { account, roles });
  expect(asks('olive', [], 0)).toBe(true);
  expect(asks('oscar', ['orderManager'], 1)).toBe(false);
  expect(asks('dora', ['deliveryManager'], 1)).toBe(false);
  expect(asks('dora', ['deliveryManager'], 2)).toBe(true);
});
