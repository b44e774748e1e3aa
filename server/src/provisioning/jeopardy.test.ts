import { beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import {
  acknowledgeAlert,
  closeForecasts,
  escalateDue,
  forecastsOf,
  listAlerts,
  nextDue,
  type Reforecast,
  reforecast,
} from './index.ts';
import { building, type Known, planOn, recordingPorts, setClock } from './testing.ts';
import type { ForecastInput } from './types.ts';

const { database } = await testDatabase();
let made = 0;
let tenant = '';
let { ports, facts } = recordingPorts();

beforeEach(async () => {
  tenant = `tenant${++made}`;
  ({ ports, facts } = recordingPorts());
  await database.sql`delete from jeopardy_alert`;
  await setClock(database, '2027-04-12T09:00:00Z');
});

const within = <Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> =>
  database.transaction(work);
const code = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.fault.status} ${result.fault.code}`;
const told = (): string[] => {
  const types = facts.map(({ type }) => type.replace(/JeopardyAlert|Event$/g, ''));
  facts.length = 0;
  return types;
};
const say = async (plan: ForecastInput, held = false, orderReference = 'order-1'): Promise<Reforecast> => {
  const input = { orderReference, owner: 'olive', held, plan };
  const { forecasts, faults } = await within((tx) => reforecast(ports, tx, tenant, [input]));
  expect(faults).toEqual([]);
  return forecasts[0] as Reforecast;
};
const partnerUntil = (expectedFinish: string, today = '2027-04-12', rest: Partial<ForecastInput> = {}) =>
  planOn(today, { ...building, PARTNER_BUILD: { startedOn: '2027-03-19', expectedFinish } } as Known, rest);
const asPlanned = partnerUntil('2027-04-27');
const slipped = partnerUntil('2027-05-06');
const expedited = partnerUntil('2027-04-28');
const comfortable = partnerUntil('2027-04-27', '2027-04-12', { committedDate: '2027-05-20' });

describe('reforecasting', () => {
  test('tells a slip, its expedition and its clearing once each, with the date and the reason', async () => {
    expect(await say(asPlanned)).toMatchObject({ changed: true, level: 'Hazard', levelChange: 'raised' });
    expect(told()).toEqual(['Raise', 'Escalate']);
    expect(await say(asPlanned)).toMatchObject({ changed: false, levelChange: 'none' });
    expect(told()).toEqual([]);

    const late = await say(slipped);
    expect(late).toMatchObject({
      expectedCompletionDate: '2027-05-13',
      slackWorkingDays: -4,
      level: 'Critical',
      changed: true,
      levelChange: 'worsened',
      alert: { culprit: 'PARTNER_BUILD', cause: '1Z', ladderStep: 1, nextStepAt: '2027-04-13T09:00:00.000Z' },
    });
    expect(late.note).toEqual({
      code: 'EXPECTED_DATE_CHANGED',
      message:
        'expected on 2027-05-13, later than 2027-05-05: PARTNER_BUILD is 6 working days late (cause 1Z)',
      parameters: {
        from: '2027-05-05',
        to: '2027-05-13',
        slackWorkingDays: -4,
        culprit: 'PARTNER_BUILD',
        lateWorkingDays: 6,
        cause: '1Z',
      },
    });
    expect(told()).toEqual(['OrderForecastDateChange', 'LevelChange', 'Escalate']);
    for (let tick = 0; tick < 3; tick++) await say(slipped);
    expect(told()).toEqual([]);

    expect(await say(expedited)).toMatchObject({
      level: 'Hazard',
      levelChange: 'eased',
      slackWorkingDays: 1,
    });
    expect(told()).toEqual(['OrderForecastDateChange', 'LevelChange']);
    expect(await say(comfortable)).toMatchObject({ level: 'Normal', levelChange: 'cleared' });
    expect(told()).toEqual(['OrderForecastDateChange', 'Clear']);
    expect((await listAlerts(database.sql, tenant, { open: true })).total).toBe(0);
    expect((await listAlerts(database.sql, tenant)).items[0]?.clearedAt).toBe('2027-04-12T09:00:00.000Z');
  });

  test('a date that moves within its level is one event of its own; the alert is brought up to date silently', async () => {
    await say(slipped);
    told();
    const later = await say(partnerUntil('2027-05-07'));
    expect(later).toMatchObject({ changed: true, levelChange: 'none', alert: { slackWorkingDays: -5 } });
    expect(told()).toEqual(['OrderForecastDateChange']);
  });

  test('is set-wise; an order that cannot be forecast keeps what was said and stops nobody', async () => {
    const other = (orderReference: string, plan: ForecastInput) => ({
      orderReference,
      owner: 'o',
      held: false,
      plan,
    });
    await say(asPlanned, false, 'broken');
    const circle = planOn('2027-04-12', { ...building, SURV_HQ: { after: ['ACTIVATE'] } });
    const { forecasts, faults } = await within((tx) =>
      reforecast(ports, tx, tenant, [other('z', slipped), other('broken', circle), other('a', comfortable)]),
    );
    expect(forecasts.map(({ orderReference, level }) => [orderReference, level])).toEqual([
      ['z', 'Critical'],
      ['a', 'Normal'],
    ]);
    expect(faults.map(({ orderReference, fault }) => [orderReference, fault.code])).toEqual([
      ['broken', 'ACTIVITY_CYCLE'],
    ]);
    const said = await forecastsOf(database.sql, tenant, ['a', 'broken', 'z']);
    expect(said.map(({ expectedDate }) => expectedDate)).toEqual(['2027-05-05', '2027-05-05', '2027-05-13']);
    expect(await forecastsOf(database.sql, 'another', ['a', 'z'])).toEqual([]);
  });

  test('of one order by several at once raises one alert, the first time and later', async () => {
    for (const orderReference of ['a', 'b', 'c', 'd']) {
      if (orderReference > 'b') await say(comfortable, false, orderReference);
      told();
      const answers = await Promise.all([1, 2, 3, 4].map(() => say(slipped, false, orderReference)));
      expect(answers.filter(({ levelChange }) => levelChange === 'raised')).toHaveLength(1);
      expect(told().filter((type) => type !== 'OrderForecastDateChange')).toEqual(['Raise', 'Escalate']);
    }
    expect((await listAlerts(database.sql, tenant)).total).toBe(4);
  });

  test('ends with the order, and its alert with it', async () => {
    await say(slipped);
    told();
    await within((tx) => closeForecasts(ports, tx, tenant, ['order-1', 'never-forecast']));
    await within((tx) => closeForecasts(ports, tx, tenant, ['order-1']));
    expect(told()).toEqual(['Clear']);
    expect(await nextDue(database.sql)).toBeNull();
    expect((await forecastsOf(database.sql, tenant, ['order-1']))[0]).toMatchObject({
      level: 'Normal',
      expectedDate: '2027-05-13',
      closedAt: '2027-04-12T09:00:00.000Z',
    });
  });
});

describe('the ladder', () => {
  const sweep = () => within((tx) => escalateDue(ports, tx));

  test('takes an unacknowledged critical alert up after 1 and 3 working days, once on many nodes', async () => {
    await say(slipped);
    expect(facts.at(-1)?.body).toMatchObject({ escalatedTo: { step: 1, role: 'orderManager' } });
    told();
    expect(await nextDue(database.sql)).toBe('2027-04-13T09:00:00.000Z');
    expect(await sweep()).toBe(0);
    await setClock(database, '2027-04-13T09:00:00Z');
    const counts = await Promise.all([sweep(), sweep(), sweep()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(facts.at(-1)?.body).toMatchObject({
      escalatedTo: { step: 2, role: 'deliveryManager' },
      ladderStep: 2,
    });
    expect(told()).toEqual(['Escalate']);
    expect(await nextDue(database.sql)).toBe('2027-04-15T09:00:00.000Z');
    await setClock(database, '2027-04-15T09:00:00Z');
    await sweep();
    expect(facts.at(-1)?.body).toMatchObject({ escalatedTo: { step: 3, role: 'headOfDelivery' } });
    expect(await nextDue(database.sql)).toBeNull();
    expect(await sweep()).toBe(0);
  });

  test('stops when its owner acknowledges, and starts anew when it gets worse', async () => {
    await say(asPlanned);
    const { alert } = await say(slipped);
    const acknowledge = (account: string, ...roles: string[]) =>
      within((tx) => acknowledgeAlert(ports, tx, tenant, { id: alert?.id ?? '', actor: { account, roles } }));
    expect(code(await acknowledge('oscar', 'orderManager', 'deliveryManager'))).toBe(
      '403 JEOPARDY_NOT_YOURS',
    );
    told();
    expect(code(await acknowledge('olive'))).toBe('ok');
    expect(code(await acknowledge('olive'))).toBe('ok');
    expect(told()).toEqual(['Acknowledge']);
    expect(await nextDue(database.sql)).toBeNull();
    await say(slipped);
    expect(await nextDue(database.sql)).toBeNull();
    await say(expedited);
    expect((await say(slipped)).alert).toMatchObject({ acknowledgedAt: null, ladderStep: 1 });
    await say(comfortable);
    expect(code(await acknowledge('olive'))).toBe('409 JEOPARDY_CLEARED');
    const elsewhere = { id: alert?.id ?? '', actor: { account: 'olive', roles: [] } };
    expect(code(await within((tx) => acknowledgeAlert(ports, tx, 'another', elsewhere)))).toBe(
      '404 JEOPARDY_UNKNOWN',
    );
  });

  test('stands while the customer holds the order for 3 working days', async () => {
    await say(slipped);
    await setClock(database, '2027-04-12T15:00:00Z');
    expect((await say(slipped, true)).alert?.suspendedSince).toBe('2027-04-12T15:00:00.000Z');
    expect(await nextDue(database.sql)).toBeNull();
    await setClock(database, '2027-04-15T10:00:00Z');
    expect(await sweep()).toBe(0);
    await say(partnerUntil('2027-05-06', '2027-04-15'));
    expect(await nextDue(database.sql)).toBe('2027-04-16T09:00:00.000Z');
  });
});
