import { createHash } from 'node:crypto';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { topologicalOrder } from '../foundation/topological.ts';
import type { Json, TaskDraft } from './types.ts';

/** A draft with its place in the plan: ordinals instead of keys. */
export type PlacedTask = {
  readonly draft: TaskDraft;
  readonly ordinal: number;
  readonly predecessors: readonly number[];
  /** Among the tasks placed together; edges from older tasks are in `newEdges`. */
  readonly successors: readonly number[];
};

/** A checked set of drafts, ready to be written. */
export type Placement = {
  readonly tasks: readonly PlacedTask[];
  /** Edges from tasks that the plan already has to new ones. */
  readonly newEdges: readonly { readonly from: number; readonly to: number }[];
};

/**
 * Checks drafts and gives them ordinals from `firstOrdinal` on. `existing` are the plan's present tasks by key.
 * Refuses duplicate keys, predecessors that nobody knows, and cycles, each by name and all at once.
 */
export function placeTasks(
  drafts: readonly TaskDraft[],
  existing: ReadonlyMap<string, number> = new Map(),
  firstOrdinal = 1,
): Result<Placement> {
  const ordinals = new Map(existing);
  const faults: FieldFault[] = [];
  drafts.forEach((draft, index) => {
    if (ordinals.has(draft.key))
      faults.push({ path: `/tasks/${index}/key`, message: `duplicate key "${draft.key}"` });
    ordinals.set(draft.key, firstOrdinal + index);
    if (!/^.+@\d+$/.test(draft.kind))
      faults.push({ path: `/tasks/${index}/kind`, message: `kind "${draft.kind}" is not name@version` });
  });
  drafts.forEach((draft, index) => {
    draft.after.forEach((key, position) => {
      if (!ordinals.has(key))
        faults.push({ path: `/tasks/${index}/after/${position}`, message: `unknown predecessor "${key}"` });
    });
  });
  if (faults.length > 0)
    return refuse(422, 'planInvalid', 'The plan has tasks that cannot be placed.', faults);
  const order = topologicalOrder(drafts);
  if (order.kind === 'cycle') {
    const cycle = order.cycle.join(' → ');
    return refuse(422, 'planCycle', `The plan has a cycle: ${cycle}.`, [
      { path: '/tasks', message: `cycle ${cycle}` },
    ]);
  }
  return ok(connect(drafts, ordinals, firstOrdinal));
}

function connect(
  drafts: readonly TaskDraft[],
  ordinals: ReadonlyMap<string, number>,
  firstOrdinal: number,
): Placement {
  const successors: number[][] = drafts.map(() => []);
  const newEdges: { from: number; to: number }[] = [];
  const predecessorsOf = drafts.map((draft, index) => {
    const to = firstOrdinal + index;
    const predecessors = [...new Set(draft.after)].map((key) => ordinals.get(key) as number);
    for (const from of predecessors) {
      const inner = successors[from - firstOrdinal];
      if (inner === undefined) newEdges.push({ from, to });
      else inner.push(to);
    }
    return predecessors;
  });
  const tasks = drafts.map((draft, index) => ({
    draft,
    ordinal: firstOrdinal + index,
    predecessors: predecessorsOf[index] ?? [],
    successors: successors[index] ?? [],
  }));
  return { tasks, newEdges };
}

/** JSON text with sorted members, so that equal contents have equal texts. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const members = Object.entries(value as Readonly<Record<string, Json | undefined>>)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** What amendment compares: the same kind with the same input is the same work. */
export function inputHash(kind: string, input: Json): string {
  return createHash('sha256').update(kind).update('\n').update(canonicalJson(input)).digest('base64url');
}
