import { describe, expect, test } from 'vitest';
import { missingEvidence, moveWorkOrder, workOrderMoves, wrongEvidence } from './rules.ts';
import type { WorkOrderEvent, WorkOrderState } from './types.ts';

const states: readonly WorkOrderState[] = [
  'acknowledged',
  'assigned',
  'inProgress',
  'held',
  'completed',
  'cancelled',
  'rejected',
];
const events: readonly WorkOrderEvent[] = [
  'assign',
  'release',
  'start',
  'complete',
  'hold',
  'resume',
  'cancel',
  'reject',
];

test('the moves of a work order are these and no others', () => {
  const legal = states.flatMap((state) =>
    events.flatMap((event) => {
      const to = moveWorkOrder({ state, assignee: 'ann', startedAt: null }, event);
      return to === undefined ? [] : [`${state} ${event} ${to}`];
    }),
  );
  expect(legal).toEqual([
    'acknowledged assign assigned',
    'acknowledged hold held',
    'acknowledged cancel cancelled',
    'acknowledged reject rejected',
    'assigned assign assigned',
    'assigned release acknowledged',
    'assigned start inProgress',
    'assigned hold held',
    'assigned cancel cancelled',
    'assigned reject rejected',
    'inProgress assign assigned',
    'inProgress complete completed',
    'inProgress hold held',
    'inProgress cancel cancelled',
    'inProgress reject rejected',
    'held resume assigned',
    'held cancel cancelled',
    'held reject rejected',
  ]);
  expect(Object.keys(workOrderMoves)).toEqual(states);
});

test('held work goes on where its facts put it', () => {
  const resume = (assignee: string | null, startedAt: string | null) =>
    moveWorkOrder({ state: 'held', assignee, startedAt }, 'resume');
  expect(resume(null, null)).toBe('acknowledged');
  expect(resume('ann', null)).toBe('assigned');
  expect(resume('ann', '2027-04-28T09:00:00Z')).toBe('inProgress');
});

describe('evidence', () => {
  test('is missing when it is not there or says nothing; each piece is named by a pointer', () => {
    const evidence = { photo: [], reading: null, report: '  ', signature: 'ann', loss: 0, site: {} };
    const required = ['photo', 'reading', 'report', 'signature', 'loss', 'site', 'a/b', 'toString'];
    expect(missingEvidence(required, evidence).map(({ path }) => path)).toEqual([
      '/evidence/photo',
      '/evidence/reading',
      '/evidence/report',
      '/evidence/site',
      '/evidence/a~1b',
      '/evidence/toString',
    ]);
  });

  test('names serial numbers once each, as texts', () => {
    expect(wrongEvidence({})).toEqual([]);
    expect(wrongEvidence({ serialNumbers: ['A1', 'A2'] })).toEqual([]);
    expect(wrongEvidence({ serialNumbers: 'A1' })).toHaveLength(1);
    expect(wrongEvidence({ serialNumbers: ['A1', 7, '', 'A1'] }).map(({ path }) => path)).toEqual([
      '/evidence/serialNumbers/1',
      '/evidence/serialNumbers/2',
      '/evidence/serialNumbers/3',
    ]);
  });
});
