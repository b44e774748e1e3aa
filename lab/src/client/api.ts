import { setTimeout as pause } from 'node:timers/promises';
import type { ErrorBody } from '@turnup/contract';

/** Who signs in. Without a tenant the system's own operator is meant. */
export type Credentials = { readonly account: string; readonly password: string; readonly tenant?: string };

/** An answer of the API. */
export type Answer<Body = unknown> = {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
};

/** A refusal of the API in its own words: the code, the reason, and each field at fault. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: NonNullable<ErrorBody['faults']>;

  constructor(status: number, body: Partial<ErrorBody> | undefined, request: string) {
    super(body?.message ?? `${request} was answered ${status}`);
    this.name = 'ApiFault';
    this.status = status;
    this.code = body?.code ?? `HTTP_${status}`;
    this.faults = body?.faults ?? [];
  }

  /** One line: code, message, and the faults that the message does not name already. */
  get line(): string {
    const more = this.faults.filter((fault) => !this.message.includes(fault.message));
    return [`${this.code}: ${this.message}`, ...more.map(({ path, message }) => `${path} ${message}`)].join(
      '; ',
    );
  }
}

/** How long a server that refuses connections is waited for: it may be on its way up again. */
const defaultPatienceMs = 20_000;

/**
 * A client of the public API in the name of one account. Signs in when it must, and again when its session has ended.
 * A request that no server took is sent again while patience lasts; one that was taken is never repeated.
 */
export class Api {
  readonly #url: string;
  readonly #credentials: Credentials;
  readonly #patienceMs: number;
  #token: string | undefined;
  #signingIn: Promise<string> | undefined;

  constructor(url: string, credentials: Credentials, options: { readonly patienceMs?: number } = {}) {
    this.#url = url.replace(/\/$/, '');
    this.#credentials = credentials;
    this.#patienceMs = options.patienceMs ?? defaultPatienceMs;
  }

  get account(): string {
    return this.#credentials.account;
  }

  /** Sends a request and answers whatever came back, refusals too. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const first = await this.#request(method, path, body, headers, await this.#signedIn());
    if (first.status !== 401) return first;
    this.#token = undefined;
    return this.#request(method, path, body, headers, await this.#signedIn());
  }

  /** Sends a request; throws an {@link ApiFault} unless it was answered 2xx. */
  async call<Body = unknown>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300)
      throw new ApiFault(answer.status, answer.body as ErrorBody, `${method} ${path}`);
    return answer.body as Body;
  }

  get<Body = unknown>(path: string): Promise<Body> {
    return this.call<Body>('GET', path);
  }

  /** Signs in, so that wrong credentials show at once. */
  async signIn(): Promise<string> {
    this.#token = undefined;
    return this.#signedIn();
  }

  async #signedIn(): Promise<string> {
    if (this.#token !== undefined) return this.#token;
    this.#signingIn ??= this.#openSession().finally(() => {
      this.#signingIn = undefined;
    });
    this.#token = await this.#signingIn;
    return this.#token;
  }

  async #openSession(): Promise<string> {
    const path = '/turnup/v1/session';
    const answer = await this.#request('POST', path, this.#credentials, {}, undefined);
    if (answer.status >= 300) throw new ApiFault(answer.status, answer.body as ErrorBody, `POST ${path}`);
    return (answer.body as { token: string }).token;
  }

  async #request(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
    token: string | undefined,
  ): Promise<Answer> {
    const response = await patiently(this.#patienceMs, () =>
      fetch(`${this.#url}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : parsed(text),
      headers: response.headers,
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 300) };
  }
}

/** Tries again while nobody listens: then nothing was sent, hence nothing can be done twice. */
async function patiently(patienceMs: number, send: () => Promise<Response>): Promise<Response> {
  const giveUp = performance.now() + patienceMs;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!nobodyListens(error) || performance.now() > giveUp)
        throw new Error(reasonOf(error), { cause: error });
      await pause(150);
    }
  }
}

function nobodyListens(error: unknown): boolean {
  return (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return `the server does not answer: ${cause?.message || cause?.code || (error as Error).message}`;
}
