import type { Row } from './mixed.ts';
import type { CapacityProblem } from './problem.ts';

/** The place of each module's column: by link, then by kind. */
export type ModuleColumns = readonly (readonly number[])[];

/**
 * Cutset inequalities, rounded (Magnanti, Mirchandani and Vachani 1995): the modules across a cut must carry what the
 * demands want across it; divided by the capacity of one kind and rounded up this cuts off fractions that the relaxation
 * lives on. For all connected sets of up to `largest` vertices, whatever the values.
 */
export function cutsetRows(problem: CapacityProblem, columns: ModuleColumns, largest: number): Row[] {
  return connectedSets(problem, largest).flatMap((inside) => rowsOf(problem, columns, inside));
}

/** The sum of a row's entries at given values, less what it asks for: negative where it is violated. */
export function slackOf(row: Row, values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < row.indices.length; index++)
    sum += (row.values[index] as number) * (values[row.indices[index] as number] as number);
  return sum - row.lower;
}

const MOST_SETS = 20_000;

function connectedSets({ vertexCount, links }: CapacityProblem, largest: number): ReadonlySet<number>[] {
  const beside: Set<number>[] = Array.from({ length: vertexCount }, () => new Set());
  for (const { a, b } of links) {
    beside[a]?.add(b);
    beside[b]?.add(a);
  }
  const known = new Map<string, ReadonlySet<number>>();
  let last: ReadonlySet<number>[] = Array.from({ length: vertexCount }, (_, vertex) => new Set([vertex]));
  for (const one of last) known.set([...one].join(), one);
  for (let size = 2; size <= Math.min(largest, vertexCount - 1) && known.size < MOST_SETS; size++) {
    const next: ReadonlySet<number>[] = [];
    for (const set of last) {
      for (const vertex of new Set([...set].flatMap((one) => [...(beside[one] ?? [])]))) {
        if (set.has(vertex)) continue;
        const grown = [...set, vertex].sort((a, b) => a - b);
        const key = grown.join();
        if (known.has(key)) continue;
        const one = new Set(grown);
        known.set(key, one);
        next.push(one);
      }
    }
    last = next;
  }
  return [...known.values()];
}

function rowsOf(problem: CapacityProblem, columns: ModuleColumns, inside: ReadonlySet<number>): Row[] {
  const across = problem.links.flatMap((link, edge) =>
    inside.has(link.a) !== inside.has(link.b) ? [edge] : [],
  );
  const wanted = wantedAcross(problem, inside);
  const there = across.reduce((sum, edge) => sum + (problem.links[edge]?.preinstalled ?? 0), 0);
  if (wanted - there <= 1e-9) return [];
  const sizes = new Set(
    across.flatMap((edge) => (problem.links[edge]?.modules ?? []).map((one) => one.capacity)),
  );
  // Of very many kinds of modules the smallest and the largest tell most.
  const sorted = [...sizes].sort((a, b) => a - b);
  const divisors = sorted.length <= 4 ? sorted : [sorted[0] as number, sorted[sorted.length - 1] as number];
  return divisors.map((divisor) => {
    const indices = across.flatMap((edge) => columns[edge] ?? []);
    const values = across.flatMap((edge) =>
      (problem.links[edge]?.modules ?? []).map((one) => Math.ceil(one.capacity / divisor - 1e-9)),
    );
    return {
      lower: Math.ceil((wanted - there) / divisor - 1e-9),
      upper: Number.POSITIVE_INFINITY,
      indices,
      values,
    };
  });
}

function wantedAcross({ demands, shared }: CapacityProblem, inside: ReadonlySet<number>): number {
  let out = 0;
  let back = 0;
  for (const { source, target, amount } of demands) {
    if (inside.has(source) === inside.has(target)) continue;
    if (inside.has(source)) out += amount;
    else back += amount;
  }
  return shared ? out + back : Math.max(out, back);
}
