import type { PointOfNoReturn } from '@turnup/contract';
import { describe, expect, it } from 'vitest';
import type { TaskView } from '../plan/index.ts';
import { retreatOf } from './itemTasks.ts';
import { judge, pointsPassed, totals } from './pointOfNoReturn.ts';

const soft = (chargeMinor: number, when: 'started' | 'finished' = 'started'): PointOfNoReturn => ({
  kind: 'soft',
  when,
  chargeMinor,
  currency: 'GBP',
  reason: 'it has its price',
});
const hard: PointOfNoReturn = { kind: 'hard', when: 'started', reason: 'it is in use' };

const task = (activity: string, change: Partial<TaskView> = {}): TaskView =>
  ({
    id: `plan.${activity}`,
    key: `1/${activity}/work`,
    kind: 'partner.order@1',
    activity: `1/${activity}`,
    state: 'completed',
    startedAt: '2027-03-01T09:00:00.000Z',
    undoes: null,
    retiredIn: null,
    attempt: 1,
    pointOfNoReturn: null,
    schedule: { item: '1', key: activity, name: activity },
    ...change,
  }) as unknown as TaskView;
const passed = (tasks: readonly TaskView[], begun: readonly string[] = []) =>
  pointsPassed(tasks, new Set(tasks.map(({ key }) => key)), new Set(begun)).map(({ activity }) => activity);

describe('points of no return', () => {
  it('are passed when the activity has begun, or only when it is finished', () => {
    const point = { pointOfNoReturn: soft(1) as never };
    const end = { pointOfNoReturn: soft(1, 'finished') as never };
    expect(passed([task('A', point), task('B', { ...point, state: 'blocked', startedAt: null })])).toEqual([
      'A',
    ]);
    expect(passed([task('A', { ...end, state: 'waiting' }), task('B', end)])).toEqual(['B']);
    expect(passed([task('A', end), task('A', { ...end, state: 'ready' })])).toEqual([]);
    expect(passed([task('A')])).toEqual([]);
  });

  it('of work for people are passed when somebody began it, not when it was given out; a booked window is no start', () => {
    const work = task('A', { kind: 'work.order@1', state: 'waiting', pointOfNoReturn: soft(1) as never });
    expect(passed([work])).toEqual([]);
    expect(passed([work], [work.id])).toEqual(['A']);
    expect(passed([task('A', { kind: 'activity.window@1', pointOfNoReturn: hard as never })])).toEqual([]);
  });

  it.each(['cancelled', 'undone', 'undoing', 'skipped'] as const)(
    'are not passed by work that is %s',
    (state) => {
      expect(passed([task('A', { state, pointOfNoReturn: hard as never })])).toEqual([]);
    },
  );

  it('cost their sum, which must be accepted; a hard one refuses whatever is accepted', () => {
    const point = (activity: string, each: PointOfNoReturn) => ({
      itemId: '1',
      activity,
      name: activity,
      point: each,
    });
    const both = [point('SHIP', soft(18_000)), point('BUILD', soft(150_005))];
    expect(judge([], false)).toEqual({ allowed: true, charges: [] });
    const unpaid = judge(both, false);
    expect(unpaid.allowed).toBe(false);
    expect(unpaid).toMatchObject({ code: 'CHARGES_NOT_ACCEPTED' });
    expect(!unpaid.allowed && unpaid.message).toContain('1,680.05 GBP');
    expect(judge(both, true)).toMatchObject({ allowed: true });
    const beyond = judge([...both, point('ACTIVATE', hard)], true);
    expect(beyond).toMatchObject({ code: 'BEYOND_POINT_OF_NO_RETURN' });
    expect(!beyond.allowed && beyond.message).toContain('ACTIVATE');
    expect(
      totals(unpaid.charges.map((charge, at) => (at === 0 ? { ...charge, currency: 'EUR' } : charge))),
    ).toBe('180.00 EUR and 1,500.05 GBP');
    // A yen has no smaller unit.
    expect(totals(unpaid.charges.map((charge) => ({ ...charge, currency: 'JPY' })))).toBe('168,005 JPY');
  });
});

describe('how far an item is taken back', () => {
  it('waits for what is out, then undoes what ran, then is gone', () => {
    const work = (state: TaskView['state'], attempt = 1) => task('A', { state, attempt });
    expect(retreatOf({ work: [work('stopping'), work('completed')], undo: [] }).kind).toBe('stopping');
    expect(retreatOf({ work: [work('cancelled'), work('cancelled', 0)], undo: [] })).toMatchObject({
      kind: 'standing',
      keys: ['1/A/work'],
    });
    const undo = task('A', { state: 'fallout', undoes: '1/A/work' });
    expect(retreatOf({ work: [work('undoing')], undo: [undo] }).kind).toBe('undoing');
    expect(retreatOf({ work: [work('undone'), work('skipped'), work('cancelled', 0)], undo: [] }).kind).toBe(
      'gone',
    );
  });
});
