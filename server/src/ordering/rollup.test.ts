import { type ItemAction, type OrderState, orderStates } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  finalStates,
  type ItemInOrder,
  type ItemProgress,
  itemState,
  orderMoves,
  orderState,
  rollUp,
  wayBetween,
} from './rollup.ts';

const state = fc.constantFrom(...orderStates);
const states = fc.array(state, { minLength: 1, maxLength: 6 });

describe('the roll-up of item states', () => {
  it.each<[OrderState[], OrderState]>([
    [['completed', 'completed'], 'completed'],
    [['completed', 'failed'], 'partial'],
    [['completed', 'cancelled'], 'partial'],
    [['failed', 'cancelled'], 'failed'],
    [['failed', 'failed'], 'failed'],
    [['cancelled', 'cancelled'], 'cancelled'],
    [['rejected', 'rejected'], 'rejected'],
    [['acknowledged', 'acknowledged'], 'acknowledged'],
    [['acknowledged', 'completed'], 'inProgress'],
    [['held', 'inProgress'], 'inProgress'],
    [['held', 'completed'], 'held'],
    [['held', 'held'], 'held'],
    [['held', 'pending'], 'pending'],
    [['partial', 'failed'], 'partial'],
    [['pendingCancellation', 'cancelled'], 'pendingCancellation'],
    [['assessingCancellation', 'assessingCancellation'], 'assessingCancellation'],
    [['completed', 'pendingCancellation'], 'inProgress'],
  ])('%j makes the order %s', (items, order) => {
    expect(rollUp(items)).toBe(order);
  });

  it('is final exactly when every item is, and does not depend on their order', () => {
    fc.assert(
      fc.property(states, (items) => {
        const order = rollUp(items);
        expect(finalStates.has(order)).toBe(items.every((item) => finalStates.has(item)));
        expect(rollUp(items.toReversed())).toBe(order);
        expect(orderStates).toContain(order);
      }),
    );
  });

  it('never says partial or completed while something can still move', () => {
    fc.assert(
      fc.property(states, (items) => {
        fc.pre(items.some((item) => !finalStates.has(item)));
        expect(['partial', 'completed', 'failed']).not.toContain(rollUp(items));
      }),
    );
  });

  it('refuses an order without items', () => {
    expect(() => rollUp([])).toThrow('at least one item');
  });
});

describe('the state of an order from its items', () => {
  const kept = (item: OrderState = 'completed'): ItemInOrder => ({ action: 'noChange', state: item });
  const actions = fc.constantFrom<ItemAction>('add', 'modify', 'delete', 'noChange');
  const items = fc.array(fc.record({ action: actions, state }), { minLength: 1, maxLength: 6 });

  it.each<[OrderState, OrderState]>([
    ['acknowledged', 'acknowledged'],
    ['inProgress', 'inProgress'],
    ['held', 'held'],
    ['pending', 'pending'],
    ['assessingCancellation', 'assessingCancellation'],
    ['pendingCancellation', 'pendingCancellation'],
    ['cancelled', 'cancelled'],
    ['rejected', 'rejected'],
    ['failed', 'failed'],
    ['partial', 'partial'],
    ['completed', 'completed'],
  ])('an item that is %s beside one that asks for no change makes it %s', (item, order) => {
    expect(orderState([{ action: 'add', state: item }, kept()])).toBe(order);
    expect(orderState([kept(), { action: 'delete', state: item }, kept()])).toBe(order);
  });

  it('is that of the items that ask for no change where there are no others', () => {
    expect(orderState([kept(), kept()])).toBe('completed');
    expect(orderState([kept('acknowledged')])).toBe('acknowledged');
  });

  it('is what the table says of the items that ask for something', () => {
    fc.assert(
      fc.property(items, (all) => {
        const changing = all.filter(({ action }) => action !== 'noChange');
        const counted = changing.length === 0 ? all : changing;
        expect(orderState(all)).toBe(rollUp(counted.map((item) => item.state)));
      }),
    );
  });
});

describe('the moves of an order', () => {
  it('has no way out of a final state, and none that TM Forum does not draw', () => {
    for (const from of finalStates) expect(orderMoves[from]).toEqual([]);
    expect(orderMoves.acknowledged).not.toContain('held');
    expect(orderMoves.pending).not.toContain('held');
    expect(orderMoves.held).not.toContain('pending');
  });

  it('passes through inProgress from acknowledged to held', () => {
    expect(wayBetween('acknowledged', 'held')).toEqual(['inProgress', 'held']);
    expect(wayBetween('held', 'completed')).toEqual(['inProgress', 'completed']);
    expect(wayBetween('completed', 'inProgress')).toBeNull();
  });

  it('finds only ways whose every step is a move', () => {
    fc.assert(
      fc.property(state, state, (from, to) => {
        let at = from;
        for (const next of wayBetween(from, to) ?? []) {
          expect(orderMoves[at]).toContain(next);
          at = next;
        }
      }),
    );
  });
});

describe('the state of an item', () => {
  const progress = (change: Partial<ItemProgress>): ItemProgress => ({
    total: 4,
    done: 0,
    fallout: 0,
    begun: 0,
    awaitsDecision: false,
    ...change,
  });
  it.each<[Partial<ItemProgress>, OrderState]>([
    [{}, 'acknowledged'],
    [{ begun: 1 }, 'inProgress'],
    [{ begun: 2, done: 1, fallout: 1 }, 'held'],
    [{ begun: 1, awaitsDecision: true }, 'held'],
    [{ begun: 4, done: 4 }, 'completed'],
  ])('%j is %s', (change, expected) => {
    expect(itemState(progress(change))).toBe(expected);
  });
});
