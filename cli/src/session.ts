import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Who is signed in where. The token is kept in a file that only its owner reads. */
export type Session = { readonly server: string; readonly token: string; readonly account: string };

const file = (): string =>
  process.env['TURNUP_SESSION'] ??
  join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'turnup', 'session.json');

/** The session that `turnup login` kept, or undefined. */
export async function readSession(): Promise<Session | undefined> {
  const text = await readFile(file(), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Session;
  } catch {
    return undefined;
  }
}

/** Keeps a session for later commands. */
export async function keepSession(session: Session): Promise<void> {
  await mkdir(dirname(file()), { recursive: true, mode: 0o700 });
  await writeFile(file(), `${JSON.stringify(session)}\n`, { mode: 0o600 });
  // A file that was there before keeps its mode otherwise.
  await chmod(file(), 0o600);
}

/** Forgets the session. */
export async function forgetSession(): Promise<void> {
  await rm(file(), { force: true });
}
