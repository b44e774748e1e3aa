import { randomBytes } from 'node:crypto';
import { uuidV7 } from '../foundation/ids.ts';

/** A new id: UUID version 7, made in the application, also the TM Forum `id`. */
export function newId(): string {
  return uuidV7(Date.now(), randomBytes(10));
}

/** A clock that only goes forward, in microseconds, for measuring how long something took. */
export function monotonicUs(): number {
  return Math.round(performance.now() * 1_000);
}
