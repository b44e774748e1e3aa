import { randomBytes } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import { type Refusal, RefusalError, type Result, refuse } from '../../foundation/result.ts';
import type { Context } from '../context.ts';
import { errorBody, fieldFaults, isMisshapen, refusalOf } from './errors.ts';
import type { Reply, Request, Route } from './route.ts';

/** What the server needs: its routes, who a token belongs to, and where to tell its own faults. */
export type HttpOptions = {
  readonly routes: readonly Route[];
  /** The context of a bearer token, or undefined where it is nobody's. */
  readonly authenticate: (token: string, trace: string) => Promise<Context | undefined>;
  readonly onError: (error: unknown, trace: string) => void;
  readonly onRequest?: (route: string, method: string, status: number, durationMs: number) => void;
};

const nobody: Context = { tenant: '', account: '', name: '', roles: [], permissions: new Set(), trace: '' };

/**
 * An HTTP server over declared routes. Bodies are checked strictly against their schema (no coercion, unknown members
 * refused), access is checked before anything of the body is looked at, and every refusal has TM Forum's body.
 */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: 1_048_576,
    genReqId: () => randomBytes(8).toString('hex'),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    // The compiled schemas of the contract judge bodies below; Fastify's own validation would coerce.
    exposeHeadRoutes: false,
  });
  server.register(rateLimit, { global: false });
  // Clients name the type of a body also where they send none, with a DELETE for example.
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  );
  // After the plugin has loaded: it looks at routes as they are added.
  server.after(() => {
    for (const route of options.routes) add(server, route, options);
  });
  server.setNotFoundHandler((request, reply) => {
    send(reply, {
      status: 404,
      code: 'NO_SUCH_ROUTE',
      message: `there is nothing at ${request.method} ${request.url.split('?')[0]}`,
    });
  });
  server.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error, request.id);
    if (refusal.status === 500 || isMisshapen(error)) options.onError(error, request.id);
    send(reply, refusal);
  });
  const observed = options.onRequest;
  if (observed !== undefined) {
    server.addHook('onResponse', async (request, reply) => {
      observed(request.routeOptions.url ?? 'unknown', request.method, reply.statusCode, reply.elapsedTime);
    });
  }
  return server;
}

function add(server: FastifyInstance, route: Route, options: HttpOptions): void {
  const schema = route.body === undefined ? undefined : Compile(route.body);
  server.route({
    method: route.method,
    url: route.path,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    ...(route.callsPerMinute === undefined
      ? {}
      : { config: { rateLimit: { max: route.callsPerMinute, timeWindow: 60_000 } } }),
    // Before the body is read: someone who may not do it need not send it.
    onRequest: async (request) => {
      contexts.set(request, await contextOf(request, route, options));
    },
    handler: async (request, reply) => {
      const leftOut = request.body === undefined || request.body === null;
      if (schema !== undefined && leftOut && route.bodyOptional !== true)
        return send(reply, {
          status: 400,
          code: 'BODY_MISSING',
          message: 'this route needs a JSON body',
        });
      if (schema !== undefined && !leftOut && !schema.Check(request.body)) {
        const faults = fieldFaults(schema.Errors(request.body) as never);
        const named = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
        return send(reply, {
          status: 400,
          code: 'INVALID_BODY',
          message: `the body does not fit: ${named}`,
          faults,
        });
      }
      const result: Result<Reply> = await route.handle(requestOf(request) as Request<never>);
      return result.ok ? answer(reply, result.value) : send(reply, result.fault);
    },
  });
}

const contexts = new WeakMap<FastifyRequest, Context>();

async function contextOf(request: FastifyRequest, route: Route, options: HttpOptions): Promise<Context> {
  const token = bearer(request);
  const context = token === undefined ? undefined : await options.authenticate(token, request.id);
  if (route.access === 'public') return context ?? { ...nobody, trace: request.id };
  if (context === undefined) {
    throw new RefusalError({
      status: 401,
      code: 'NO_SESSION',
      message: 'sign in first: POST /turnup/v1/session, then send the token as Authorization: Bearer',
    });
  }
  const needed = route.access === 'session' ? undefined : route.access.permission;
  if (needed !== undefined && !context.permissions.has(needed)) {
    throw new RefusalError({
      status: 403,
      code: 'NOT_PERMITTED',
      message: `${context.account} (${context.roles.join(', ')}) lacks the permission ${needed}`,
    });
  }
  return context;
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
}

function requestOf(request: FastifyRequest): Request<unknown> {
  const at = request.url.indexOf('?');
  return {
    context: contexts.get(request) ?? nobody,
    params: request.params as Record<string, string>,
    query: new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1)),
    body: request.body,
    headers: request.headers as Record<string, string | undefined>,
    address: request.ip,
  };
}

function answer(reply: FastifyReply, value: Reply): FastifyReply {
  if (value.location !== undefined) reply.header('location', value.location);
  for (const [name, text] of Object.entries(value.headers ?? {})) reply.header(name, text);
  return reply.code(value.status).send(value.body);
}

function send(
  reply: FastifyReply,
  refusal: Omit<Refusal, 'status'> & { readonly status: number },
): FastifyReply {
  return reply
    .code(refusal.status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(errorBody(refusal));
}

/** The refusal of a resource that is not there, or not for the one who asks: both look the same. */
export function notFound(kind: string, id: string): Result<never> {
  return refuse(404, 'NOT_FOUND', `there is no ${kind} ${id}`);
}
