import { median, quantile } from '../rows.ts';

/** What some clients did in a time, each asking again as soon as it was answered. */
export type Turn = { readonly perS: number; readonly p50Ms: number; readonly p99Ms: number };

/** Keeps `count` clients at work for a time. `work` gets a number that never comes again in this process. */
export async function keepAtWork(
  count: number,
  warmUpMs: number,
  windowMs: number,
  work: (number: number) => Promise<unknown>,
): Promise<Turn> {
  let latencies: number[] = [];
  const from = performance.now();
  const until = from + warmUpMs + windowMs;
  let warm = false;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const began = performance.now();
      await work(++numbers);
      const ended = performance.now();
      if (!warm && ended > from + warmUpMs) {
        warm = true;
        latencies = [];
      }
      if (ended <= until) latencies.push(ended - began);
    }
  };
  await Promise.all(Array.from({ length: count }, client));
  return {
    perS: (latencies.length * 1_000) / windowMs,
    p50Ms: median(latencies),
    p99Ms: quantile(latencies, 0.99),
  };
}

let numbers = 0;
