import type { ErrorBody } from '@turnup/contract';
import { currentSession, endSession } from '../session/store.ts';

/** The server said no, or could not be reached. `message` is for people, in the server's own words. */
export class Refused extends Error {
  readonly status: number;
  readonly body: ErrorBody | undefined;

  constructor(status: number, body?: ErrorBody) {
    super(body?.message ?? (status === 0 ? 'the server cannot be reached' : `the server answered ${status}`));
    this.status = status;
    this.body = body;
  }
}

/** An answer with the headers that came with it. */
export type Answer<Body> = { readonly body: Body; readonly headers: Headers };

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Calls the API with the session's token. A session that has ended sends people to sign in. Throws {@link Refused}. */
export async function call<Body>(method: Method, path: string, body?: unknown): Promise<Answer<Body>> {
  const token = currentSession()?.token;
  const response = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refused(0);
  });
  const answer = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return { body: answer as Body, headers: response.headers };
  if (response.status === 401 && token !== undefined) endSession();
  throw new Refused(response.status, answer);
}

/** The body of a `GET`. */
export async function get<Body>(path: string): Promise<Body> {
  return (await call<Body>('GET', path)).body;
}

/** A file that the server renders. Throws {@link Refused}. */
export async function getFile(path: string): Promise<Blob> {
  const token = currentSession()?.token;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(path, { headers }).catch(() => {
    throw new Refused(0);
  });
  if (response.ok) return response.blob();
  if (response.status === 401 && token !== undefined) endSession();
  throw new Refused(response.status, await response.json().catch(() => undefined));
}
