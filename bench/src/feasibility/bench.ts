import { evaluateFeasibility } from '../../../server/src/feasibility/index.ts';
import { input } from '../../../server/src/feasibility/testing/flagship.ts';
import {
  buildSnapshot,
  type CoreDisjointness,
  type CoreRoutePair,
  coreRouteIn,
  coreRoutePairIn,
  coreView,
  type NetworkSnapshot,
  type NoCorePair,
} from '../../../server/src/network/index.ts';
import { compared, figure, median, quantile, times } from '../rows.ts';
import type { Run } from '../run/run.ts';
import type { Bench, BenchOptions, Row } from '../types.ts';
import { askPeers, type PeerAnswer } from './peers.ts';
import { asked, pairsOf, requirementOf } from './questions.ts';
import { fullSize, nationalRecords, quickSize } from './records.ts';
import { servedRows } from './served.ts';

const seed = 7;

/** Searches on a network of national size, beside the graph libraries of the distribution. */
export const feasibilityBench: Bench = {
  name: 'feasibility',
  about:
    'paths and disjoint pairs on 100,000 nodes and 400,000 links beside igraph and networkx; 2,000 sites at once',
  limitMinutes: 30,
  async run(run, options) {
    const size = options.quick ? quickSize : fullSize;
    const records = nationalRecords(size, seed);
    run.say(
      `${size.nodes} nodes, ${size.links} links and ${records.sharedRisks.length} shared risks are made`,
    );
    const before = process.memoryUsage();
    const [snapshot, buildMs] = timed(() => buildSnapshot('bench', 1, records));
    const rows = await searches(run, snapshot, options);
    const bulk = bulkOf(snapshot, size.sites);
    run.say(`${size.sites} sites in one call: ${bulk.toFixed(2)} s`);
    const after = process.memoryUsage();
    const questions = pairsOf(snapshot, options.quick ? 100 : 1_000, seed + 2);
    const names = questions.map(([a, b]) => [nameOf(snapshot, a), nameOf(snapshot, b)] as const);
    const served = await servedRows(run, records, names, size.sites);
    const arraysMb = (after.arrayBuffers - before.arrayBuffers) / 1e6;
    return [
      ...rows,
      compared('bulk2000.s', bulk, 's', 'promised at most', 1),
      figure('snapshot.build', buildMs / 1_000, 's'),
      figure('memory.arrays', arraysMb, 'MB'),
      figure('memory.process', after.rss / 1e6, 'MB'),
      ...served,
    ];
  },
};

const bed = new Int32Array(new SharedArrayBuffer(4));

/**
 * CPU time of this thread, in milliseconds: what other work on the machine takes does not count. A kernel books it at
 * its ticks, some milliseconds apart, and whenever a thread lies down: this one does for a moment, so that it is exact.
 */
function cpuMs(): number {
  Atomics.wait(bed, 0, 0, 0.05);
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function timed<Value>(work: () => Value): readonly [Value, number] {
  const from = cpuMs();
  const value = work();
  return [value, cpuMs() - from];
}

async function searches(run: Run, snapshot: NetworkSnapshot, { quick }: BenchOptions): Promise<Row[]> {
  const view = coreView(snapshot, asked);
  const pairs = pairsOf(snapshot, quick ? 100 : 1_000, seed + 2);
  const names = pairs.map(([a, b]) => [nameOf(snapshot, a), nameOf(snapshot, b)] as const);
  const route = ([a, b]: readonly [string, string]) => coreRouteIn(view, a, b, { ...asked, by: 'latency' });
  const pair =
    (disjointness: CoreDisjointness) =>
    ([a, b]: readonly [string, string]) =>
      coreRoutePairIn(view, a, b, { ...asked, disjointness });
  // Warm: the landmarks are prepared and the code is compiled; on other questions than those that are measured.
  const others = pairsOf(snapshot, quick ? 20 : 100, seed + 3);
  const warmUp = others.map(([a, b]) => [nameOf(snapshot, a), nameOf(snapshot, b)] as const);
  for (const work of [route, pair('node'), pair('sharedRisk')]) for (const one of warmUp) work(one);

  const paths = measure(names, route);
  run.say(told('path', paths.ms));
  const nodePairs = measure(names, pair('node'));
  run.say(told('node-disjoint pair', nodePairs.ms));
  const ductPairs = measure(names, pair('sharedRisk'));
  run.say(told('duct-disjoint pair', ductPairs.ms));
  const proven = ductPairs.answers.filter(isProven).length;
  run.say(`of ${ductPairs.answers.length} duct-disjoint pairs ${proven} are proven to be best or impossible`);
  const lengths = paths.answers.map((path) => (path === undefined ? null : weightOf(snapshot, path)));
  return [
    ...latency('path', paths.ms, 25),
    ...latency('pair', nodePairs.ms, 25),
    ...latency('duct', ductPairs.ms, 100),
    figure('duct.provenShare', proven / ductPairs.answers.length, 'of 1'),
    figure('duct.worstGap', 100 * Math.max(...ductPairs.answers.map(gapOf)), '%'),
    ...(await besidePeers(run, snapshot, view.room, pairs, { ms: paths.ms, lengths }, quick)),
  ];
}

function measure<Question, Answer>(questions: readonly Question[], ask: (question: Question) => Answer) {
  const measured = questions.map((question) => timed(() => ask(question)));
  return { answers: measured.map(([answer]) => answer), ms: measured.map(([, ms]) => ms) };
}

function latency(name: string, ms: readonly number[], promisedMs: number): Row[] {
  return [
    compared(`${name}.p99Ms`, quantile(ms, 0.99), 'ms', 'promised at most', promisedMs),
    figure(`${name}.meanMs`, mean(ms), 'ms'),
    figure(`${name}.mostMs`, Math.max(...ms), 'ms'),
  ];
}

function told(what: string, ms: readonly number[]): string {
  return `${what}: mean ${mean(ms).toFixed(2)} ms, p99 ${quantile(ms, 0.99).toFixed(1)} ms of ${ms.length}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function isProven(answer: CoreRoutePair | NoCorePair): boolean {
  return answer.paths === undefined ? answer.proven : answer.gap === 0;
}

function gapOf(answer: CoreRoutePair | NoCorePair): number {
  return answer.paths === undefined ? 0 : answer.gap;
}

function nameOf(snapshot: NetworkSnapshot, node: number): string {
  return snapshot.nodes.keyAt(node) ?? '';
}

/** The length of a way as searches count it. */
function weightOf(snapshot: NetworkSnapshot, { links }: { readonly links: readonly string[] }): number {
  return links.reduce((sum, link) => {
    const edge = snapshot.links.indexOf(link);
    return sum + (snapshot.latencyWeight[edge] ?? Number.NaN);
  }, 0);
}

/** The same questions to the peers, on the graph of the links that are open: they need no filter. */
async function besidePeers(
  run: Run,
  snapshot: NetworkSnapshot,
  room: Float64Array,
  pairs: readonly (readonly [number, number])[],
  own: { readonly ms: readonly number[]; readonly lengths: readonly (number | null)[] },
  quick: boolean,
): Promise<Row[]> {
  const { graph, latencyWeight } = snapshot;
  const open = new Set<number>();
  for (const [slot, free] of room.entries())
    if (free >= asked.minimumRateKbps) open.add((graph.arc[slot] as number) >> 1);
  const edges = Int32Array.from(open);
  const answers = await askPeers(
    run,
    {
      vertices: graph.vertexCount,
      edgeA: edges.map((edge) => graph.edgeA[edge] as number),
      edgeB: edges.map((edge) => graph.edgeB[edge] as number),
      weights: edges.map((edge) => latencyWeight[edge] as number),
      pairs,
    },
    quick ? { igraph: 20, networkx: 5 } : { igraph: 150, networkx: 40 },
  );
  return [
    ...beside(run, 'vsIgraph', 'python3-igraph', answers.igraph, own),
    ...beside(run, 'vsNetworkx', 'python3-networkx', answers.networkx, own),
  ];
}

/** How many times a peer's mean is ours on the questions that it answered. Throws where the lengths differ. */
function beside(
  run: Run,
  metric: string,
  peer: string,
  answer: PeerAnswer | null,
  own: { readonly ms: readonly number[]; readonly lengths: readonly (number | null)[] },
): Row[] {
  if (answer === null) {
    run.say(`${peer} is not installed (apt-get install ${peer}): there is no ${metric}`);
    return [];
  }
  for (const [index, length] of answer.lengths.entries()) {
    if (length !== own.lengths[index])
      throw new Error(`question ${index}: ${peer} found ${length}, we ${own.lengths[index]}`);
  }
  const same = own.ms.slice(0, answer.timesMs.length);
  run.say(
    `${peer} ${answer.version}: mean ${mean(answer.timesMs).toFixed(1)} ms of ${answer.timesMs.length}`,
  );
  return [
    times(metric, mean(answer.timesMs), mean(same), 'as fast, in the mean'),
    compared(`${metric}.meanMs`, mean(same), 'ms', `${peer} ${answer.version}`, mean(answer.timesMs)),
  ];
}

/** CPU seconds of one answer to a service with so many sites; the second time, when all is warm. */
function bulkOf(snapshot: NetworkSnapshot, sites: number): number {
  const requirement = requirementOf(sites);
  const planned = input({ requirement });
  const question = {
    ...planned,
    network: snapshot,
    // The plan of a service of thousands is another room's work, measured there.
    planInterval: () => ({ workingDays: 30, finishDate: '2027-05-07' }),
  };
  const seconds = [0, 1, 2].map(() => {
    const [answer, ms] = timed(() => evaluateFeasibility(question));
    if (answer.siteOptions.length !== sites || answer.result === 'unqualified')
      throw new Error(`${sites} sites: ${JSON.stringify(answer.reasons.slice(0, 3))}`);
    return ms / 1_000;
  });
  return median(seconds.slice(1));
}
