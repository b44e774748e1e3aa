import type { BenchOptions } from '../types.ts';
import type { WindowOrder } from './window.ts';

/** How all of them are run: the same loops, connections and batch. */
export const conditions = (options: BenchOptions): Omit<WindowOrder, 'url' | 'postmaster'> => ({
  inFlight: 50,
  warmUpMs: options.quick ? 500 : 1_500,
  windowMs: options.quick ? 1_000 : 4_000,
  loops: 2,
  batch: 200,
  connections: 10,
  steps: 10,
});

/** How many windows of each. */
export const rounds = (options: BenchOptions): number => (options.quick ? 1 : 7);
