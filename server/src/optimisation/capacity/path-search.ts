import type { MixedAnswer, MixedSolver } from './mixed.ts';
import type { PathModel } from './path-model.ts';

/** Modules in the order of their columns, with what they cost together with the flows. */
export type Incumbent = { readonly cost: number; readonly counts: readonly number[] };

/** How long one program is worked on, of the time in all, and near how many links paths are sought before each. */
const SLICE = 0.9;
const LINKS = 25;

/**
 * Betters a design in rounds: paths are added that a design near by would use (one module less on some link, the others
 * free to move by one), then the program over all known paths is solved for a while, mostly near the best design,
 * sometimes anywhere. Undefined when there is no design yet and none is found.
 */
export function pathSearch(
  model: PathModel,
  known: Incumbent | undefined,
  means: {
    readonly solve: MixedSolver;
    readonly seconds: number;
    readonly secondsLeft: () => number;
    readonly random: () => number;
  },
): Incumbent | undefined {
  const { solve, secondsLeft } = means;
  let best = known;
  for (let round = 0; secondsLeft() > 0.01 * means.seconds; round++) {
    if (round > 0 && best !== undefined) priceNear(model, best.counts, means);
    const isNear = best !== undefined && round % 3 !== 0;
    const answer = solve(model.program(isNear ? around(best?.counts ?? []) : []), {
      relaxed: false,
      seconds: Math.max(0.1, Math.min(SLICE * means.seconds, secondsLeft())),
      start: best && { indices: best.counts.map((_, column) => column), values: best.counts },
    });
    const better = betterOf(model, answer, best);
    // Nothing more can be had from these paths, and no others are known.
    if (better === undefined) return undefined;
    best = better;
  }
  return best;
}

function betterOf(model: PathModel, answer: MixedAnswer, best: Incumbent | undefined): Incumbent | undefined {
  if (answer.cost === undefined || (best !== undefined && answer.cost >= best.cost)) return best;
  const counts = Array.from({ length: model.moduleCount }, (_, column) =>
    Math.round(answer.values[column] as number),
  );
  return { cost: answer.cost, counts };
}

function around(counts: readonly number[]): [number, number][] {
  return counts.map((count) => [Math.max(0, count - 1), count + 1]);
}

function priceNear(
  model: PathModel,
  counts: readonly number[],
  { solve, secondsLeft, random, seconds }: Parameters<typeof pathSearch>[2],
): void {
  const used = counts.flatMap((count, column) => (count > 0 ? [column] : []));
  for (let index = 0; index < Math.min(LINKS, used.length) && secondsLeft() > 0; index++) {
    const less = used[Math.floor(random() * used.length)];
    const bounds = around(counts).map(([lower, upper], column): [number, number] =>
      column === less ? [0, (counts[column] as number) - 1] : [lower, upper],
    );
    model.priceWithin(solve, bounds, () => Math.min(secondsLeft(), seconds / 30));
  }
}
