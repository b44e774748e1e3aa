import { activationBench } from './activation/bench.ts';
import { importBench } from './exchange/bench.ts';
import { feasibilityBench } from './feasibility/bench.ts';
import { ledgerBench } from './ledger/bench.ts';
import { planBench } from './plan/bench.ts';
import { solverBench } from './solver/bench.ts';
import { startBench } from './start/bench.ts';
import type { Bench } from './types.ts';

/** All benchmarks. A new one gets its line here. */
export const benches: readonly Bench[] = [
  startBench,
  planBench,
  ledgerBench,
  feasibilityBench,
  activationBench,
  importBench,
  solverBench,
];
