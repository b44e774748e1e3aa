import type { Run } from './run/run.ts';

/** One measured figure beside what it is compared with. */
export type Row = {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run or promised; null where there is nothing. */
  readonly reference: string | null;
  readonly referenceValue: number | null;
  /** value / referenceValue. */
  readonly ratio: number | null;
};

/** A benchmark. */
export type Bench = {
  readonly name: string;
  /** What it measures, in one line. */
  readonly about: string;
  /** It is ended, and has failed, after so many minutes. */
  readonly limitMinutes: number;
  run(run: Run, options: BenchOptions): Promise<readonly Row[]>;
};

/** How thoroughly to measure. */
export type BenchOptions = {
  /** Few and short windows, small data: to try it out, not to quote. */
  readonly quick: boolean;
};

/** One thing that must hold, whatever was broken. */
export type Invariant = {
  readonly text: string;
  readonly holds: boolean;
  /** What was seen, in figures. */
  readonly seen: string;
};

/** A fault run: breaks things by a seed and looks at what is left. */
export type FaultRun = {
  readonly name: string;
  /** What it does, in one line. */
  readonly about: string;
  readonly limitMinutes: number;
  run(run: Run, seed: number): Promise<readonly Invariant[]>;
};
