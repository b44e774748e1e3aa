import { median, quantile } from '../rows.ts';

/** What some clients did in a time, each asking again as soon as it was answered. */
export type Turn = { readonly perS: number; readonly p50Ms: number; readonly p99Ms: number };

/** Keeps `count` clients at work for a time. `work` gets a number that never comes again in this process. */
export async function keepAtWork(
  count: number,
  windowMs: number,
  work: (number: number) => Promise<unknown>,
): Promise<Turn> {
  const latencies: number[] = [];
  const from = performance.now();
  await inParallel(count, async () => {
    while (performance.now() < from + windowMs) {
      const began = performance.now();
      await work(++numbers);
      latencies.push(performance.now() - began);
    }
  });
  return {
    // The last ones end a little after the window, and with them the time that counts.
    perS: (latencies.length * 1_000) / (performance.now() - from),
    p50Ms: median(latencies),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** Does the work so many times in all, `count` at a time. */
export async function repeat(
  count: number,
  times: number,
  work: (number: number) => Promise<unknown>,
): Promise<void> {
  let left = times;
  await inParallel(count, async () => {
    while (left-- > 0) await work(++numbers);
  });
}

function inParallel(count: number, client: () => Promise<void>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, client));
}

let numbers = 0;
