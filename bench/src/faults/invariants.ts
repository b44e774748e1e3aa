import type { Invariant } from '../types.ts';

/** Something that must hold, with what was seen. */
export function holds(text: string, condition: boolean, seen: string): Invariant {
  return { text, holds: condition, seen };
}

/** That nothing of a kind was found; shows the first of what was. */
export function none(text: string, found: readonly unknown[]): Invariant {
  const shown = found
    .slice(0, 3)
    .map((each) => (typeof each === 'string' ? each : JSON.stringify(each)).slice(0, 200));
  const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
  return holds(text, found.length === 0, found.length === 0 ? 'none' : `${shown.join('; ')}${more}`);
}

/** Invariants for people, a line each. */
export function outcomeText(invariants: readonly Invariant[]): string {
  return invariants
    .map(({ text, holds: held, seen }) => `${held ? 'holds' : 'FAILS'}  ${text}: ${seen}`)
    .join('\n');
}
