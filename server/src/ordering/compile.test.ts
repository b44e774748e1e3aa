import type { PlannedActivity } from '@turnup/contract';
import { describe, expect, it } from 'vitest';
import { compilePlan, type ItemPlan } from './compile.ts';

const activity = (key: string, change: Partial<PlannedActivity> = {}): PlannedActivity => ({
  key,
  template: key,
  name: key,
  owner: { kind: 'team' },
  calendar: 'england',
  durationWorkingDays: 2,
  after: [],
  tasks: ['work:survey'],
  process: '1.4.5.3',
  startDate: '2027-03-01',
  finishDate: '2027-03-03',
  latestFinishDate: '2027-03-03',
  slackWorkingDays: 0,
  critical: true,
  ...change,
});

const compiled = (items: readonly ItemPlan[], zone = 'Europe/London') =>
  compilePlan('order', items, { zone });

describe('a plan of tasks from dated activities', () => {
  it('chains the tasks of an activity and lets the first wait for the last of those before', () => {
    const tasks = compiled([
      {
        itemId: '1',
        activities: [
          activity('SURVEY'),
          activity('INSTALL', { after: ['SURVEY'], tasks: ['work:install', 'cpe:configure'], site: 'HQ' }),
        ],
      },
    ]);
    expect(tasks.map(({ key, kind, after }) => ({ key, kind, after }))).toEqual([
      { key: '1/SURVEY/work:survey', kind: 'work.order@1', after: [] },
      { key: '1/INSTALL/work:install', kind: 'work.order@1', after: ['1/SURVEY/work:survey'] },
      { key: '1/INSTALL/cpe:configure', kind: 'cpe.configure@1', after: ['1/INSTALL/work:install'] },
    ]);
    expect(tasks[1]?.input).toMatchObject({
      orderId: 'order',
      itemId: '1',
      activity: 'INSTALL',
      site: 'HQ',
      work: 'install',
    });
  });

  it('books automated work that has a duration, and only that', () => {
    const system = { owner: { kind: 'system' as const }, tasks: ['network:configure'] };
    const kinds = (days: number) =>
      compiled([
        { itemId: '1', activities: [activity('CONFIG', { ...system, durationWorkingDays: days })] },
      ]).map(({ kind }) => kind);
    expect(kinds(1)).toEqual(['activity.window@1', 'network.configure@1']);
    expect(kinds(0)).toEqual(['network.configure@1']);
  });

  it('keeps items apart that have activities of the same key', () => {
    const tasks = compiled(
      ['1', '2'].map((itemId) => ({ itemId, activities: [activity('A'), activity('B', { after: ['A'] })] })),
    );
    expect(tasks.map(({ key }) => key)).toEqual([
      '1/A/work:survey',
      '1/B/work:survey',
      '2/A/work:survey',
      '2/B/work:survey',
    ]);
    expect(tasks[3]?.after).toEqual(['2/A/work:survey']);
  });

  it.each([
    ['Europe/London', '2027-06-01', '2027-05-31T23:00:00.000Z'],
    ['Europe/London', '2027-12-01', '2027-12-01T00:00:00.000Z'],
    ['America/New_York', '2027-06-01', '2027-06-01T04:00:00.000Z'],
    ['Asia/Tokyo', '2027-06-01', '2027-05-31T15:00:00.000Z'],
  ])('begins a day in %s where it begins there: %s at %s', (zone, day, instant) => {
    const [task] = compiled([{ itemId: '1', activities: [activity('CUT', { notBefore: day })] }], zone);
    expect(task?.notBefore).toBe(instant);
  });

  it('refuses a task that does not exist, naming template and task', () => {
    expect(() =>
      compiled([{ itemId: '1', activities: [activity('A', { tasks: ['coffee:brew'] })] }]),
    ).toThrow('UNKNOWN_TASK: the plan template A names the task coffee:brew');
  });

  it('refuses a predecessor that the plan does not hold', () => {
    expect(() => compiled([{ itemId: '1', activities: [activity('B', { after: ['A'] })] }])).toThrow(
      'UNKNOWN_PREDECESSOR',
    );
  });
});
