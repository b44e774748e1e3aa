import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { chainOf } from './orders.ts';
import { gathered, measure, waiters } from './window.ts';

test('a window counts what ends in it, with as many in flight as was asked', async () => {
  let flying = 0;
  let most = 0;
  const subject = {
    async submit() {
      most = Math.max(most, ++flying);
      await pause(10);
      flying--;
    },
    stop: async () => {},
  };
  const window = await measure(subject, {
    url: '',
    postmaster: process.pid,
    inFlight: 5,
    warmUpMs: 50,
    windowMs: 200,
    loops: 1,
    batch: 1,
    connections: 1,
    steps: 10,
  });
  expect(most).toBe(5);
  expect(flying).toBe(0);
  expect(window.p50Ms).toBeGreaterThanOrEqual(9);
  expect(window.orders).toBeGreaterThan(5);
  expect(window.orders).toBeLessThanOrEqual((5 * window.seconds * 1_000) / 9);
  expect(window.ordersPerS).toBeCloseTo(window.orders / window.seconds);
  expect(window.memoryMb).toBeGreaterThan(10);
});

test('an engine that fails ends the measurement', async () => {
  const subject = { submit: () => Promise.reject(new Error('no')), stop: async () => {} };
  const order = { url: '', postmaster: 1, inFlight: 2, warmUpMs: 5_000, windowMs: 5_000, loops: 1, batch: 1 };
  await expect(measure(subject, { ...order, connections: 1, steps: 1 })).rejects.toThrow('no');
});

test('what is asked for in one turn is done in one call, and what comes meanwhile in the next', async () => {
  const calls: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const called = async (count: number): Promise<void> => {
    while (calls.length < count) await pause(1);
  };
  const ask = gathered<number>(1, async (items) => {
    calls.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
  });
  for (const item of [1, 2, 3]) ask(item);
  await called(1);
  ask(4);
  ask(5);
  await pause(5);
  expect(calls).toEqual([[1, 2, 3]]);
  ends[0]?.();
  await called(2);
  expect(calls).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  ends[1]?.();
});

test('who waits by name is told once', async () => {
  const { wait, done } = waiters();
  const waiting = wait('a');
  done('b');
  done('a');
  done('a');
  await expect(waiting).resolves.toBeUndefined();
});

test('an order is a chain of steps', () => {
  const { tasks } = chainOf('o', 3, 'k@1', (order, step) => `${order}${step}`);
  expect(tasks.map(({ key, after, input }) => [key, after, input])).toEqual([
    ['s0', [], 'o0'],
    ['s1', ['s0'], 'o1'],
    ['s2', ['s1'], 'o2'],
  ]);
});
