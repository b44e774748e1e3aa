/** Entries of one row: column numbers and their coefficients. */
export type Row = {
  readonly lower: number;
  readonly upper: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
};

/** A mixed-integer linear program that is minimised. */
export type MixedProgram = {
  readonly columns: readonly {
    readonly cost: number;
    readonly lower: number;
    readonly upper: number;
    readonly integer: boolean;
  }[];
  readonly rows: readonly Row[];
};

/** What a solver found within its time. `bound` holds for every solution; `rowDuals` only for relaxed programs. */
export type MixedAnswer = {
  readonly status: 'optimal' | 'limited' | 'infeasible';
  /** Cost of the best solution, undefined where none was found. */
  readonly cost: number | undefined;
  readonly bound: number;
  readonly values: ArrayLike<number>;
  readonly rowDuals: ArrayLike<number>;
};

/** A solver of such programs, as somebody who has one binds it. */
export type MixedSolver = (
  program: MixedProgram,
  options: {
    /** Integrality is left out. */
    readonly relaxed: boolean;
    readonly seconds: number;
    /** Values of some columns of a solution to begin with; the solver completes them. */
    readonly start?: { readonly indices: readonly number[]; readonly values: readonly number[] } | undefined;
  },
) => MixedAnswer;

/** A column of a program that grows: never below 0. */
export type GrowingColumn = {
  readonly cost: number;
  readonly rows: readonly number[];
  readonly values: readonly number[];
};

/** A linear program that is solved again and again, each time from where the last ended. It must be closed. */
export type GrowingProgram = {
  add(columns: readonly GrowingColumn[]): void;
  /** Gives rows from one on new upper limits. */
  limit(firstRow: number, upper: Float64Array): void;
  /** Keeps rows and bounds within a tolerance; ends early where the cost is certain to exceed what was said. */
  solve(tolerance: number): { readonly cost: number; readonly rowDuals: ArrayLike<number> };
  close(): void;
};

/** Begins a program with its rows, as somebody who has a solver binds it. */
export type GrowingSolver = (
  rows: readonly { readonly lower: number; readonly upper: number }[],
  options: { readonly stopAbove: number },
) => GrowingProgram;
