import type { Route } from './route.ts';

/** The routes as an OpenAPI 3.1 document: the schemas are those that validate. */
export function openApiOf(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = {
      summary: route.summary,
      parameters,
      ...(route.body === undefined
        ? {}
        : {
            requestBody: {
              required: route.bodyOptional !== true,
              content: { 'application/json': { schema: route.body } },
            },
          }),
      responses: {
        '2XX': {
          description: 'Done',
          ...(route.answer === undefined
            ? {}
            : { content: { 'application/json': { schema: route.answer } } }),
        },
        '4XX': { description: 'Refused: code, reason, message, status, and each field at fault' },
      },
      ...(route.access === 'public' ? { security: [] } : {}),
      ...(typeof route.access === 'object' ? { 'x-permission': route.access.permission } : {}),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Turnup', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    security: [{ session: [] }],
    paths,
  };
}
