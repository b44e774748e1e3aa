import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CapacityProblem,
  ConstrainedPathProblem,
  SteinerProblem,
} from '../../../server/src/optimisation/index.ts';

/** Published instances beside the repository; they are not part of it. */
const folder = join(import.meta.dirname, '../../../../shared/data');

function text(file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** A resource-constrained shortest path of the OR-Library (Beasley and Christofides 1989); vertices count from 1 there. */
export function readConstrainedPath(name: string): ConstrainedPathProblem | undefined {
  const content = text(`rcsp/${name}.txt`);
  if (content === undefined) return undefined;
  const values = content.trim().split(/\s+/).map(Number);
  let at = 0;
  const take = (count: number): number[] => {
    at += count;
    return values.slice(at - count, at);
  };
  const [vertexCount = 0, arcCount = 0, resources = 0] = take(3);
  const lower = take(resources);
  const upper = take(resources);
  const vertexTakes = Array.from({ length: vertexCount }, () => take(resources));
  const arcs = Array.from({ length: arcCount }, () => {
    const [from = 0, to = 0, cost = 0] = take(3);
    return { from: from - 1, to: to - 1, cost, takes: take(resources) };
  });
  return { vertexCount, arcs, vertexTakes, lower, upper, source: 0, target: vertexCount - 1 };
}

/** Steiner trees of PACE 2018 with their optima. */
export function readSteinerTrees(): {
  readonly name: string;
  readonly problem: SteinerProblem;
  readonly optimum: number;
}[] {
  const optima = text('steiner/optimum.csv');
  if (optima === undefined) return [];
  const known = new Map(
    optima
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',') as [string, string]),
  );
  return readdirSync(join(folder, 'steiner'))
    .filter((file) => known.has(file))
    .map((name) => ({
      name,
      problem: steinerOf(text(`steiner/${name}`) ?? ''),
      optimum: Number(known.get(name)),
    }));
}

function steinerOf(content: string): SteinerProblem {
  const edges = [...content.matchAll(/^E (\d+) (\d+) (\S+)/gm)];
  const column = (index: number): number[] => edges.map((edge) => Number(edge[index]));
  return {
    vertexCount: Number(/^Nodes (\d+)/m.exec(content)?.[1]),
    edgeA: Int32Array.from(column(1), (vertex) => vertex - 1),
    edgeB: Int32Array.from(column(2), (vertex) => vertex - 1),
    weight: Float64Array.from(column(3)),
    terminals: [...content.matchAll(/^T (\d+)/gm)].map((match) => Number(match[1]) - 1),
  };
}

/** A design instance in SNDlib's native format (Orlowski and others 2010), with the rules of one of its models. */
export function readDesign(
  name: string,
  rules: Pick<CapacityProblem, 'shared' | 'oneModule'>,
): CapacityProblem | undefined {
  const content = text(`sndlib/${name}.txt`);
  if (content === undefined) return undefined;
  const section = (title: string): string[] =>
    (new RegExp(`\\n${title} \\(\\n([\\s\\S]*?)\\n\\)`).exec(content)?.[1] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const nodes = new Map(section('NODES').map((line, index) => [line.split(/\s+/)[0] ?? '', index]));
  const node = (id: string | undefined): number => nodes.get(id ?? '') ?? -1;
  const links = section('LINKS').map((line) => {
    const match = /^\S+ \( (\S+) (\S+) \) (\S+) \S+ (\S+) \S+ \(([^)]*)\)/.exec(line) ?? [];
    const numbers = (match[5] ?? '').trim().split(/\s+/).filter(Boolean).map(Number);
    const modules = Array.from({ length: numbers.length / 2 }, (_, index) => ({
      capacity: numbers[2 * index] as number,
      cost: numbers[2 * index + 1] as number,
    }));
    const [preinstalled, routingCost] = [Number(match[3]), Number(match[4])];
    return { a: node(match[1]), b: node(match[2]), preinstalled, routingCost, modules };
  });
  const demands = section('DEMANDS').map((line) => {
    const match = /^\S+ \( (\S+) (\S+) \) (\S+) (\S+)/.exec(line) ?? [];
    return { source: node(match[1]), target: node(match[2]), amount: Number(match[3]) * Number(match[4]) };
  });
  return { vertexCount: nodes.size, links, demands, ...rules };
}
