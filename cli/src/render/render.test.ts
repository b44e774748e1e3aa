import type { OrderPlan, PlanActivity, ServiceOrder, SimulationClock } from '@turnup/contract';
import { describe, expect, test } from 'vitest';
import { refusalLine } from '../client.ts';
import { clockText } from '../commands/system.ts';
import { gantt } from './gantt.ts';
import { orderTable } from './order.ts';
import { table } from './table.ts';

const activity = (parts: Partial<PlanActivity> & Pick<PlanActivity, 'key'>): PlanActivity => ({
  name: parts.key,
  owner: { kind: 'system' },
  after: [],
  durationWorkingDays: 1,
  baselineStart: '2027-03-01',
  baselineFinish: '2027-03-02',
  forecastStart: '2027-03-01',
  forecastFinish: '2027-03-02',
  slackWorkingDays: 0,
  critical: true,
  state: 'waiting',
  process: '1.4.5',
  ...parts,
});

const plan: OrderPlan = {
  planId: 'p',
  state: 'running',
  committedDate: '2027-03-15',
  expectedDate: '2027-03-12',
  slackWorkingDays: 1,
  criticalPath: ['SURVEY', 'BUILD'],
  tasks: [],
  activities: [
    activity({ key: 'BUILD', forecastStart: '2027-03-04', forecastFinish: '2027-03-12', state: 'running' }),
    activity({
      key: 'SHIP',
      forecastStart: '2027-03-04',
      forecastFinish: '2027-03-08',
      critical: false,
      slackWorkingDays: 4,
    }),
    activity({ key: 'SURVEY', actualStart: '2027-03-01', actualFinish: '2027-03-04', state: 'done' }),
  ],
};

describe('for people', () => {
  test('a plan as bars, in the order of beginning', () => {
    expect(gantt(plan)).toBe(
      [
        'plan running, promised 2027-03-15, expected 2027-03-12, slack 1 working days',
        '          2027-03-01',
        'SURVEY    ███           2027-03-01 2027-03-04  done     critical',
        'SHIP         ▒▒▒▒       2027-03-04 2027-03-08  waiting  +4',
        'BUILD        ▓▓▓▓▓▓▓▓   2027-03-04 2027-03-12  running  critical',
        '',
        'Critical path: SURVEY → BUILD',
      ].join('\n'),
    );
  });

  test('a long plan has several days in a column, and no line is wider than a screen', () => {
    const long = { ...plan, activities: [activity({ key: 'BUILD', forecastFinish: '2028-02-28' })] };
    const text = gantt(long);
    expect(text).toContain('a column is 6 days');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('orders, one a line', () => {
    const order = {
      number: 'SO-00001',
      kind: 'request',
      state: 'inProgress',
      committedDate: '2027-05-07',
      expectedDate: '2027-05-05',
      slackWorkingDays: 2,
      jeopardy: 'Hazard',
      progress: { done: 3, total: 25 },
    } as ServiceOrder;
    expect(orderTable([order])).toBe(
      [
        'number    kind     state       promised    expected    slack  jeopardy  done  external id',
        'SO-00001  request  inProgress  2027-05-07  2027-05-05      2  Hazard    3/25',
      ].join('\n'),
    );
  });

  test('an empty table is its head', () => {
    expect(table(['a', 'b'], [])).toBe('a  b');
  });

  test('a refusal is one line with every field that the message does not name', () => {
    const faults = [
      { path: '/a', message: 'is required' },
      { path: '/b', message: 'is not known here' },
    ];
    expect(refusalLine(400, { code: 'INVALID', message: 'a is required', faults })).toBe(
      'INVALID: a is required; /b is not known here',
    );
    expect(refusalLine(502, undefined)).toBe('HTTP 502: the server said nothing else');
  });

  test('the clock', () => {
    const clock: SimulationClock = {
      mode: 'simulated',
      now: '2027-03-01T09:00:00.000Z',
      runUntil: null,
      quiescent: true,
      nextDue: '2027-03-04T17:00:00.000Z',
    };
    expect(clockText(clock)).toBe('2027-03-01T09:00:00.000Z, stands; next due 2027-03-04T17:00:00.000Z');
    expect(clockText({ ...clock, mode: 'real', quiescent: false })).toBe(
      'real time: 2027-03-01T09:00:00.000Z',
    );
  });
});
