import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import {
  BootSchema,
  CableSchema,
  ClearFaultSchema,
  LinkStateSchema,
  SetFaultSchema,
  SetSensorSchema,
  UncableSchema,
  UnpackSchema,
  WorldSchema,
} from './control-schema.ts';
import type { World } from './world.ts';
import { WorldFault } from './world-rules.ts';

const LARGEST_BODY_BYTES = 32 * 1024 * 1024;

type Handler = (world: World, body: unknown, argument: string) => unknown;

/** Routes by method and first path segment; a second segment is the handler's argument. */
const routes: Readonly<Record<string, Handler>> = {
  'PUT world': async (world, body) => ({ devices: await world.update(checked(WorldSchema, body)) }),
  'POST cable': (world, body) => world.plug(checked(CableSchema, body)),
  'DELETE cable': async (world, body) => ({ removed: await world.unplug(checked(UncableSchema, body)) }),
  'POST unpack': (world, body) => world.unpack(checked(UnpackSchema, body)),
  'POST boot': (world, body) => world.boot(checked(BootSchema, body)),
  'POST sensor': (world, body) => world.setSensor(checked(SetSensorSchema, body)),
  'POST link': (world, body) => {
    const { name, up } = checked(LinkStateSchema, body);
    return world.setLink(name, up);
  },
  'POST fault': async (world, body) => {
    const { device, fault } = checked(SetFaultSchema, body);
    await world.setFault(device, fault);
    return { device, faults: world.host(device).device.faults.list() };
  },
  'DELETE fault': async (world, body) => {
    const { device, kind } = checked(ClearFaultSchema, body);
    await world.clearFault(device, kind);
    return { device, faults: world.host(device).device.faults.list() };
  },
  'GET devices': (world) => ({
    devices: world.devices().map((address) => {
      const { device } = world.host(address.name);
      return { ...address, faults: device.faults.list(), sessions: device.sessionCounts };
    }),
  }),
  'GET state': (world, _body, name) => world.host(name).device.describe(),
};

/** Serves the control interface on 127.0.0.1; answers the server and its port. */
export async function serveControl(world: World, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(world, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function answer(world: World, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  try {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, resource = '', argument = ''] = url.pathname.split('/').map(decodeURIComponent);
    const handler = routes[`${request.method} ${resource}`];
    if (handler === undefined) throw new WorldFault(404, [`no ${request.method} ${url.pathname}`]);
    const text = await readBody(request);
    const body = text === '' ? Object.fromEntries(url.searchParams) : parseJson(text);
    return { status: 200, body: (await handler(world, body, argument)) ?? {} };
  } catch (error) {
    if (error instanceof WorldFault) return { status: error.status, body: { faults: error.faults } };
    return { status: 500, body: { faults: [error instanceof Error ? error.message : String(error)] } };
  }
}

function checked<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> {
  if (Check(schema, body)) return body;
  throw new WorldFault(
    400,
    Errors(schema, body).map((error) => `${error.instancePath || '/'}: ${error.message}`),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorldFault(400, ['the body is not JSON']);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LARGEST_BODY_BYTES) throw new WorldFault(400, ['the body is too large']);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
