import { dualAscentBound } from './dual-ascent.ts';
import { exactSteinerTree } from './exact.ts';
import { goodSteinerTree, type Patience } from './local-search.ts';
import type { SteinerProblem, SteinerTree } from './problem.ts';

/** Up to so many terminals the tree is exact. */
const EXACT_TERMINALS = 12;

/**
 * The Steiner tree of a graph: exact for up to twelve terminals, beyond them a good tree with a lower bound that
 * certifies how good; undefined when nothing joins the terminals.
 */
export function steinerTree(
  problem: SteinerProblem,
  patience: Omit<Patience, 'enough'>,
): SteinerTree | undefined {
  const terminals = [...new Set(problem.terminals)];
  const question = { ...problem, terminals };
  if (terminals.length <= EXACT_TERMINALS) return exactSteinerTree(question);
  const ascent = dualAscentBound(question, terminals);
  const bound = problem.weight.every(Number.isInteger) ? Math.ceil(ascent - 1e-6) : ascent;
  const tree = goodSteinerTree(question, { ...patience, enough: bound });
  return tree === undefined ? undefined : { ...tree, lowerBound: Math.min(tree.cost, bound) };
}
