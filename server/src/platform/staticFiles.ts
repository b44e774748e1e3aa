import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Serves the built console below `/`. Deep links answer its first page; nothing of it may load from elsewhere. While it
 * is not built yet, `/` says so.
 */
export async function serveConsole(server: FastifyInstance, directory: string): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: false,
  });
  await server.register(fastifyStatic, { root: directory, serve: false });
  server.get('/*', async (request, reply) => {
    const path = decodeURIComponent((request.params as { '*': string })['*']);
    if (/^(tmf-api|turnup)\//.test(path)) return reply.callNotFound();
    if (path.includes('.') && !path.includes('..') && existsSync(join(directory, path))) {
      const hashed = path.startsWith('assets/');
      return reply.sendFile(path, { maxAge: hashed ? 31_536_000_000 : 0, immutable: hashed });
    }
    if (!existsSync(join(directory, 'index.html'))) {
      return reply
        .code(503)
        .type('text/plain')
        .send('The console is being built; try again in a few seconds.\n');
    }
    return reply.sendFile('index.html', { maxAge: 0 });
  });
}
