import { useSyncExternalStore } from 'react';

/** A change that can be taken back: what it was, and the call that does it. */
export type UndoStep = { readonly label: string; readonly back: () => Promise<unknown> };

const none: readonly UndoStep[] = [];
const stacks = new Map<string, readonly UndoStep[]>();
const watchers = new Set<() => void>();

function change(record: string, steps: readonly UndoStep[]): void {
  stacks.set(record, steps);
  for (const watcher of watchers) watcher();
}

/** Remembers how a change of a record is taken back; in this tab, until it is loaded anew. */
export const rememberUndo = (record: string, step: UndoStep): void =>
  change(record, [...(stacks.get(record) ?? none), step]);

/** Takes the last change of a record back. A step that the server refuses is forgotten as well: it would be again. */
export async function undoLast(record: string): Promise<void> {
  const steps = stacks.get(record) ?? none;
  const last = steps.at(-1);
  if (last === undefined) return;
  change(record, steps.slice(0, -1));
  await last.back();
}

/** The last change of a record that can be taken back. */
export const useLastStep = (record: string): UndoStep | undefined =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => stacks.get(record)?.at(-1),
  );
