import type { Delivery } from '../src/ordering/index.ts';
import type { Database } from '../src/platform/database.ts';

/** An answer of the API, read. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server says; the tests say what it should be.
export type Answer<Body = any> = { readonly status: number; readonly body: Body; readonly headers: Headers };

/** A system on a database of its own, spoken to over HTTP as everyone does. */
export type TestSystem = {
  readonly url: string;
  /** For facts that no route brings in yet. */
  readonly database: Database;
  /** For a thread of its own that a test starts. */
  readonly databaseUrl: string;
  /** For sweeps that a test makes itself. */
  readonly delivery: Delivery;
  /** Calls the API as an account; signs in first. The password of an account is `<account>-demo` unless told. */
  call(account: string, method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
};

/** What a call may add. A string body is sent as it is. */
export type CallOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tenant?: string;
  readonly password?: string;
};
