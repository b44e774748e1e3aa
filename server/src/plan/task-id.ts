/** A task's id: its plan's id and its ordinal, so that it needs no index of its own. */
export function taskId(planId: string, ordinal: number): string {
  return `${planId}.${ordinal}`;
}

/** The parts of a task's id, or null for a text that is none. */
export function parseTaskId(id: string): { readonly planId: string; readonly ordinal: number } | null {
  const match = /^(.+)\.([1-9]\d{0,8})$/.exec(id);
  return match === null ? null : { planId: match[1] as string, ordinal: Number(match[2]) };
}
