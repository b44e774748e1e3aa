import { randomBytes } from 'node:crypto';
import { uuidV7 } from '../foundation/ids.ts';

/** A new id: UUID version 7, made in the application, also the TM Forum `id`. */
export function newId(): string {
  return uuidV7(Date.now(), randomBytes(10));
}
