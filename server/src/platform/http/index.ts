export { openApiOf } from './openapi.ts';
export { type Access, type Reply, type Request, type Route, route } from './route.ts';
export { createHttpServer, type HttpOptions, notFound } from './server.ts';
