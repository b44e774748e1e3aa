import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The key that seals device secrets: 32 bytes from the environment (base64) or from a file that is made on first use,
 * readable by its owner alone. It stands outside the database, so that a copy of the database opens nothing.
 */
export function sealKey(file: string, fromEnvironment: string | undefined): Buffer {
  if (fromEnvironment !== undefined) {
    const key = Buffer.from(fromEnvironment, 'base64');
    if (key.length === 32) return key;
    throw new Error('TURNUP_SEAL_KEY must be 32 bytes in base64');
  }
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return Buffer.from(readFileSync(file, 'utf8'), 'base64');
}
