import type { Session } from '@turnup/contract';

const key = 'turnup.session';
const listeners = new Set<() => void>();
let session = read();

function read(): Session | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Session | null;
    return kept !== null && Date.parse(kept.expiresAt) > Date.now() ? kept : undefined;
  } catch {
    return undefined;
  }
}

function change(next: Session | undefined): void {
  session = next;
  if (next === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** The session of this tab. It lives in the tab's storage and in no address. */
export const currentSession = (): Session | undefined => session;
export const beginSession = (begun: Session): void => change(begun);
export const endSession = (): void => change(undefined);

/** Calls back when someone signs in or out. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
