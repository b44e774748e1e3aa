import type { Static, TSchema } from 'typebox';
import type { Result } from '../../foundation/result.ts';
import type { Context } from '../context.ts';

/** What a handler receives: who asks, and the validated parts of the request. */
export type Request<Body> = {
  readonly context: Context;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The address from which it is asked. */
  readonly address: string;
};

/** What a handler answers. `location` goes into its header; `headers` beside it. */
export type Reply = {
  readonly status: 200 | 201 | 202 | 204 | 206;
  readonly body?: unknown;
  readonly location?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Who may use a route: nobody in particular, anyone with a session, or holders of a permission. */
export type Access = 'public' | 'session' | { readonly permission: string };

/** A route: declared once, with its access, its schema and what it does. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path with `:name` for parameters. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly body?: TSchema;
  /** The body may be left out: the handler then gets undefined. */
  readonly bodyOptional?: true;
  readonly answer?: TSchema;
  /** Largest body in bytes; 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** How often one address may call it in a minute; as often as it likes unless told. */
  readonly callsPerMinute?: number;
  readonly handle: (request: Request<never>) => Promise<Result<Reply>>;
};

/** Declares a route whose handler receives a body of the schema's type. */
export function route<Schema extends TSchema>(
  declaration: Omit<Route, 'handle' | 'body'> & {
    readonly body?: Schema;
    readonly handle: (request: Request<Static<Schema>>) => Promise<Result<Reply>>;
  },
): Route {
  return declaration as unknown as Route;
}
