import { openGrowingHighs, openHighs } from '../../../server/src/augmentation/index.ts';
import {
  arcModel,
  type CapacityProblem,
  capacityDesign,
  constrainedPath,
  type GrowingSolver,
  isCarried,
  type MixedSolver,
  steinerTree,
} from '../../../server/src/optimisation/index.ts';
import { cpuSeconds } from '../../../server/src/platform/cpu.ts';
import { chanceOf } from '../faults/random.ts';
import { compared, figure } from '../rows.ts';
import type { Run } from '../run/run.ts';
import type { Bench, Row } from '../types.ts';
import { askCbc } from './cbc.ts';
import { readConstrainedPath, readDesign, readSteinerTrees } from './instances.ts';
import { countMismatches } from './mismatches.ts';

/** The solvers on published instances, beside HiGHS alone and cbc with the same CPU time. */
export const solverBench: Bench = {
  name: 'solver',
  about:
    'constrained paths, Steiner trees and capacity design on published instances, beside HiGHS alone and cbc',
  limitMinutes: 30,
  async run(run, { quick }) {
    const solvers = { solve: await openHighs(), grow: await openGrowingHighs() };
    const seconds = quick ? 8 : 60;
    return [
      figure('mismatches', countMismatches(quick ? 100 : 1_000, 11), 'differences'),
      ...constrainedPaths(run),
      ...steinerTrees(run, quick ? 1 : 6),
      ...(await designs(run, solvers, seconds)),
    ];
  },
};

/** Optimal costs of the OR-Library's instances. */
const rcsp: Readonly<Record<string, number>> = {
  rcsp1: 131,
  rcsp2: 131,
  rcsp3: 2,
  rcsp4: 2,
  rcsp13: 448,
  rcsp15: 9,
};

function constrainedPaths(run: Run): Row[] {
  let optimal = 0;
  let read = 0;
  for (const [name, cost] of Object.entries(rcsp)) {
    const problem = readConstrainedPath(name);
    if (problem === undefined) continue;
    read++;
    const from = cpuSeconds();
    const path = constrainedPath(problem);
    run.say(`${name}: ${path.outcome} ${path.outcome === 'optimal' ? path.cost : ''} in ${since(from)} s`);
    if (path.outcome === 'optimal' && path.cost === cost) optimal++;
  }
  if (read === 0) return skipped(run, 'rcsp.optimal', 'shared/data/rcsp');
  return [compared('rcsp.optimal', optimal, 'instances', 'instances read', read)];
}

function steinerTrees(run: Run, seconds: number): Row[] {
  const instances = readSteinerTrees();
  if (instances.length === 0) return skipped(run, 'steiner.worstGapPct', 'shared/data/steiner');
  const chance = chanceOf(5);
  let worst = 0;
  let worstCertified = 0;
  let optimal = 0;
  for (const { name, problem, optimum } of instances) {
    const from = cpuSeconds();
    const isOver = (): boolean => cpuSeconds() - from > seconds;
    const tree = steinerTree(problem, { rounds: 100_000, random: () => chance.next(), isOver });
    if (tree === undefined || !(tree.cost >= optimum) || tree.lowerBound > optimum)
      throw new Error(`${name}: ${JSON.stringify(tree)} cannot be, the optimum is ${optimum}`);
    run.say(`${name}: ${tree.cost}, at least ${tree.lowerBound}, optimum ${optimum}, in ${since(from)} s`);
    if (tree.cost === optimum) optimal++;
    worst = Math.max(worst, 100 * (tree.cost / optimum - 1));
    worstCertified = Math.max(worstCertified, 100 * (tree.cost / tree.lowerBound - 1));
  }
  return [
    compared('steiner.worstGapPct', worst, '%', 'promised at most', 1),
    compared('steiner.optimal', optimal, 'instances', 'instances read', instances.length),
    figure('steiner.worstCertifiedGapPct', worstCertified, '%'),
  ];
}

type Solvers = { readonly solve: MixedSolver; readonly grow: GrowingSolver };

type Instance = {
  readonly name: string;
  readonly rules: Pick<CapacityProblem, 'shared' | 'oneModule'>;
  readonly best: number;
};

/** Best known costs of SNDlib's designs. */
const instances: readonly Instance[] = [
  { name: 'polska', rules: { shared: true, oneModule: false }, best: 23_619 },
  { name: 'germany50', rules: { shared: true, oneModule: false }, best: 628_490 },
  { name: 'dfn-bwin', rules: { shared: false, oneModule: true }, best: 73_623.79 },
];

async function designs(run: Run, solvers: Solvers, seconds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const instance of instances) {
    const problem = readDesign(instance.name, instance.rules);
    rows.push(
      ...(problem === undefined
        ? skipped(run, instance.name, 'shared/data/sndlib')
        : await designRows(run, solvers, instance, problem, seconds)),
    );
  }
  return rows;
}

async function designRows(
  run: Run,
  { solve, grow }: Solvers,
  { name, best }: Instance,
  problem: CapacityProblem,
  seconds: number,
): Promise<Row[]> {
  const chance = chanceOf(3);
  const from = cpuSeconds();
  const own = capacityDesign(problem, { solve, grow, seconds, cpuSeconds, random: () => chance.next() });
  if (own === undefined || !isCarried(problem, own.equipment, solve))
    throw new Error(`${name}: no design that carries`);
  run.say(`${name}: ${own.cost}, at least ${own.lowerBound.toFixed(0)}, in ${since(from)} s`);
  const begin = cpuSeconds();
  const { program } = arcModel(problem);
  const highs = solve(program, { relaxed: false, seconds: seconds - (cpuSeconds() - begin) });
  run.say(`${name} by HiGHS alone: ${highs.cost ?? 'nothing'} in ${since(begin)} s`);
  const cbc = await askCbc(run, program, seconds);
  run.say(`${name} by cbc: ${cbc ?? 'nothing; is coinor-cbc installed?'}`);
  const gap = (cost: number): number => 100 * (cost / best - 1);
  const others = [highs.cost, cbc].filter((cost) => cost !== undefined);
  return [
    // Sums of thousands of parts are right to a millionth.
    compared(`${name}.value`, Number(own.cost.toFixed(6)), 'cost', 'best known', best),
    figure(`${name}.gapPct`, gap(own.cost), '%'),
    figure(`${name}.certifiedGapPct`, 100 * (own.cost / own.lowerBound - 1), '%'),
    ...(highs.cost === undefined ? [] : [compared(`${name}.highs`, highs.cost, 'cost', 'ours', own.cost)]),
    ...(cbc === undefined ? [] : [compared(`${name}.cbc`, cbc, 'cost', 'ours', own.cost)]),
    ...(others.length === 0
      ? []
      : [compared(`${name}.vsBetter`, own.cost, 'cost', 'better of both', Math.min(...others))]),
  ];
}

function skipped(run: Run, metric: string, where: string): Row[] {
  run.say(`${metric} is skipped: there is no ${where} beside the repository`);
  return [];
}

function since(from: number): string {
  return (cpuSeconds() - from).toFixed(1);
}
