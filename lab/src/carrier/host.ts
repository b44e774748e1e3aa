import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import type { ManagedDevice } from './carrier.ts';
import { couple } from './management.ts';
import { namespaces } from './probe.ts';
import type { AgentAddress, DeviceAddress } from './types.ts';

const inside = join(import.meta.dirname, 'inside.ts');

/** A carrier as it is seen from outside its namespaces. */
export type HostedCarrier = {
  readonly control: string;
  readonly devices: readonly DeviceAddress[];
  /** Where the SNMP agents of devices that boot are reached. */
  readonly agents: readonly AgentAddress[];
  /** Resolves when the carrier has ended, however. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a carrier, at L1 in namespaces of its own. Its devices are reached on loopback ports out here: network namespaces
 * do not share loopback, but they share the sockets in the state folder. `more` are further words for it.
 */
export async function hostCarrier(
  state: string,
  level: 'L1' | 'L2',
  more: readonly string[] = [],
): Promise<HostedCarrier> {
  await rm(state, { recursive: true, force: true });
  await mkdir(state, { recursive: true, mode: 0o700 });
  const into = level === 'L1' ? namespaces : [];
  const [program = '', ...words] = [
    ...into,
    process.execPath,
    inside,
    '--state',
    state,
    '--level',
    level,
    ...more,
  ];
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {});
  const exit = once(child, 'exit');
  const first = await Promise.race([
    once(child.stdout, 'data').then(([line]) => String(line)),
    exit.then(([code]) => Promise.reject(new Error(`the carrier ended with ${code} before it was up`))),
  ]);
  const { devices, agents } = JSON.parse(first) as {
    devices: ManagedDevice[];
    agents: Readonly<Record<string, string>>;
  };
  const fronts = await Promise.all(devices.map(openFront));
  const relays = await Promise.all(Object.entries(agents).map(openAgentFront));
  const ended = exit.then(async () => {
    for (const { server } of fronts) server.close();
    for (const { socket } of relays) socket.close();
    await rm(state, { recursive: true, force: true });
  });
  return {
    control: join(state, 'control.sock'),
    devices: fronts.map(({ address }) => address),
    agents: relays.map(({ address }) => address),
    ended,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

async function openFront({
  socket,
  ...device
}: ManagedDevice): Promise<{ readonly server: net.Server; readonly address: DeviceAddress }> {
  const server = net.createServer({ noDelay: true }, (incoming) =>
    couple(incoming, net.connect({ path: socket })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return { server, address: { ...device, host: '127.0.0.1', port } };
}

/**
 * A UDP port out here for an agent in there. The agent answers on a stream socket (RFC 3430: the same messages, one after
 * the other, each as long as its own head says).
 */
async function openAgentFront([device, path]: readonly [string, string]): Promise<{
  readonly socket: Socket;
  readonly address: AgentAddress;
}> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const stream = net.connect({ path });
    let answer = Buffer.alloc(0);
    stream.setTimeout(5_000, () => stream.destroy());
    stream.on('error', () => stream.destroy());
    stream.on('data', (part) => {
      answer = Buffer.concat([answer, part]);
      const length = messageLength(answer);
      if (length === undefined || answer.length < length) return;
      socket.send(answer.subarray(0, length), from.port, from.address);
      stream.end();
    });
    stream.write(message);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, address: { device, host: '127.0.0.1', port: socket.address().port } };
}

/** How long a BER sequence is, its head included; undefined while the head is not whole. */
function messageLength(bytes: Buffer): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  return bytes.length < 2 + octets ? undefined : 2 + octets + bytes.readUIntBE(2, octets);
}
