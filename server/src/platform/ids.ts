import { randomFillSync } from 'node:crypto';
import { type IdMoment, nextIdMoment, uuidV7 } from '../foundation/ids.ts';

const idBytes = 10;
const chance = new Uint8Array(idBytes * 256);
let used = chance.length;
let last: IdMoment | undefined;

/** A new id: UUID version 7, made in the application, also the TM Forum `id`. It sorts after all that this process made before. */
export function newId(): string {
  // Chance is asked for in stock: asking costs as much for one id as for many.
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  const bytes = chance.subarray(used, used + idBytes);
  used += idBytes;
  last = nextIdMoment(last, Date.now(), ((bytes[8] ?? 0) << 8) | (bytes[9] ?? 0));
  return uuidV7(last, bytes);
}

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is the form of an id. What is not, names nothing: it is not asked of the database. */
export function isId(text: string): boolean {
  return id.test(text);
}

/** A clock that only goes forward, in microseconds, for measuring how long something took. */
export function monotonicUs(): number {
  return Math.round(performance.now() * 1_000);
}
