import type { StandingTask } from './amend-rules.ts';
import type { PlanAmendment } from './types.ts';

/** What decides the edges of a row. */
type Edges = {
  readonly key: string;
  readonly ordinal: number;
  readonly predecessors: readonly number[];
  readonly undoes: number | null;
  readonly retiredIn: number | null;
};

/** A row that is about to be written. */
export function newRow(key: string, ordinal: number): Edges {
  return { key, ordinal, predecessors: [], undoes: null, retiredIn: null };
}

/** The key that a task had before a version retired it (`beginVersion` ends it in the version that wanted it last). */
function keyBeforeRetirement(key: string): string {
  return key.replace(/~\d+$/, '');
}

/**
 * The edges of a plan after an amendment. A task that a draft describes comes after what the draft says, after what it
 * came after outside of the version, and after the undoing of the work whose place it takes. What stands outside follows
 * the new bearer of a key, and waits no more for what is not wanted any more. What has begun and goes on (`goesOn`) waits
 * for nothing; so what comes after it comes after all that it comes after, where that is not over (`isOver`). Pure.
 */
export function edgesOf(
  rows: readonly Edges[],
  retired: readonly StandingTask[],
  drafts: PlanAmendment['tasks'],
  covers: PlanAmendment['covers'],
  goesOn: ReadonlySet<number>,
  isOver: ReadonlySet<number>,
): { ordinal: number; predecessors: number[]; successors: number[] }[] {
  const bearer = new Map(rows.filter((row) => row.retiredIn === null).map((row) => [row.key, row.ordinal]));
  const drafted = new Map(drafts.map((draft) => [draft.key, draft]));
  const keyBefore = new Map(retired.map((task) => [task.ordinal, task.key]));
  const own = covers === 'all' ? undefined : new Set(covers);
  const byOrdinal = new Map(rows.map((row) => [row.ordinal, row]));
  const isOutside = (ordinal: number): boolean => {
    const row = byOrdinal.get(ordinal);
    if (row === undefined || row.retiredIn !== null || row.undoes !== null) return false;
    return own !== undefined && !own.has(row.key) && !drafted.has(row.key);
  };
  const undoneBy = new Map(
    rows.flatMap((row) => (row.undoes === null ? [] : [[row.undoes, row.ordinal] as const])),
  );
  // Of every version that had the key: what an earlier one replaced or removed may still be on its way out.
  const undoingOf = Map.groupBy(
    rows.flatMap((row) => (row.retiredIn === null ? [] : (undoneBy.get(row.ordinal) ?? []))),
    (ordinal) => keyBeforeRetirement(byOrdinal.get(byOrdinal.get(ordinal)?.undoes ?? 0)?.key ?? ''),
  );
  // What is unfinished of the bearers of keys and, through what goes on, of all that comes before those.
  const unfinishedBehind = (keys: readonly string[], seen: Set<string>): number[] =>
    keys.flatMap((key) => {
      const ordinal = bearer.get(key);
      if (ordinal === undefined || seen.has(key)) return [];
      seen.add(key);
      const further = goesOn.has(ordinal) ? unfinishedBehind(drafted.get(key)?.after ?? [], seen) : [];
      return isOver.has(ordinal) ? further : [ordinal, ...further];
    });
  const behind = (keys: readonly string[]): number[] => [
    ...keys.flatMap((key) => bearer.get(key) ?? []),
    ...unfinishedBehind(keys, new Set()),
  ];
  const predecessorsOf = (row: Edges): number[] => {
    const draft = row.undoes === null && row.retiredIn === null ? drafted.get(row.key) : undefined;
    if (draft === undefined)
      return row.retiredIn !== null || row.undoes !== null
        ? [...row.predecessors]
        : row.predecessors.flatMap((each) => {
            const key = keyBefore.get(each);
            return key === undefined ? [each] : (bearer.get(key) ?? []);
          });
    const namesake = retired.find((task) => task.key === row.key);
    const before = namesake?.predecessors ?? row.predecessors;
    return [
      ...new Set([...behind(draft.after), ...before.filter(isOutside), ...(undoingOf.get(row.key) ?? [])]),
    ];
  };
  const predecessors = new Map(rows.map((row) => [row.ordinal, predecessorsOf(row)]));
  const successors = new Map(rows.map((row) => [row.ordinal, [] as number[]]));
  for (const [ordinal, before] of predecessors)
    for (const each of before) successors.get(each)?.push(ordinal);
  return rows.map(({ ordinal }) => ({
    ordinal,
    predecessors: predecessors.get(ordinal) ?? [],
    successors: successors.get(ordinal) ?? [],
  }));
}
