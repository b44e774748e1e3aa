import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const DAY_MS = 86_400_000;

test('a delay longer than a Node timer can hold is waited for whole, and can be cancelled at any part', () => {
  const fired: string[] = [];
  systemClock.after(60 * DAY_MS, () => fired.push('sixty'));
  const cancel = systemClock.after(60 * DAY_MS, () => fired.push('never'));
  vi.advanceTimersByTime(59 * DAY_MS);
  expect(fired).toEqual([]);
  cancel();
  vi.advanceTimersByTime(2 * DAY_MS);
  expect(fired).toEqual(['sixty']);
});
