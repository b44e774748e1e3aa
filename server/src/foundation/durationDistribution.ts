import type { ThreePoint } from './threePoint.ts';

/** A whole number of working days with its probability; the probabilities of a distribution make 1. */
export type Outcome = { readonly days: number; readonly probability: number };

const steps = 24;

/**
 * A three-point duration as a distribution over whole working days: the PERT beta distribution (Malcolm et al., 1959;
 * shape 4), each day having what lies within half a day of it. Equal points are certain.
 */
export function outcomesOf({ best, likely, worst }: ThreePoint): readonly Outcome[] {
  if (worst <= best) return [{ days: likely, probability: 1 }];
  const span = worst - best;
  const [a, b] = [(4 * (likely - best)) / span, (4 * (worst - likely)) / span];
  const density = (share: number): number => share ** a * (1 - share) ** b;
  const weights = Array.from({ length: span + 1 }, (_, index) => {
    const [from, to] = [Math.max(0, index - 0.5) / span, Math.min(span, index + 0.5) / span];
    let weight = 0;
    for (let step = 0; step < steps; step++)
      weight += density(from + ((to - from) * (step + 0.5)) / steps) * (to - from);
    return weight;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => ({ days: best + index, probability: weight / total }));
}

/** A generator of numbers from 0 to below 1 that a seed determines (mulberry32 over FNV-1a). Not for secrets. */
export function seededChance(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The outcome that a number from 0 to below 1 picks. */
export function pick(outcomes: readonly Outcome[], chance: number): Outcome {
  let sum = 0;
  for (const outcome of outcomes) {
    sum += outcome.probability;
    if (chance < sum) return outcome;
  }
  return outcomes.at(-1) as Outcome;
}
