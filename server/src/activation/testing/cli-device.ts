import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';

type Pending = { readonly label: string; readonly before: readonly string[]; readonly timer: NodeJS.Timeout };

/** ssh2 1.17 spoils one ed25519 pair in 256 (a leading zero octet is stripped): those are made again. */
function hostKey(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const key = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(key.private) instanceof Error)) return key;
  }
}

/** A device with a transactional command line over real SSH, as `cli/session.ts` describes it. */
export class CliDevice {
  readonly port: number;
  readonly hostKeySha256: string;
  running: readonly string[] = [];
  /** Commands that begin so are refused, or never answered. */
  refuses: string | undefined;
  hangsOn: string | undefined;
  readonly #server: Server;
  readonly #connections = new Set<ssh2.Connection>();
  #holder: object | undefined;
  #pending: Pending | undefined;

  private constructor(server: Server, port: number, hostKeySha256: string) {
    this.#server = server;
    this.port = port;
    this.hostKeySha256 = hostKeySha256;
  }

  static async start(): Promise<CliDevice> {
    const key = hostKey();
    const ssh = new ssh2.Server({ hostKeys: [key.private] });
    // Small answers are not to wait for the client's acknowledgement.
    const listener = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const blob = Buffer.from(key.public.split(' ')[1] ?? '', 'base64');
    const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
    const device = new CliDevice(listener, (listener.address() as AddressInfo).port, digest);
    ssh.on('connection', (connection) => device.#serve(connection));
    return device;
  }

  stop(): void {
    clearTimeout(this.#pending?.timer);
    for (const connection of this.#connections) connection.end();
    this.#server.close();
  }

  #serve(connection: ssh2.Connection): void {
    this.#connections.add(connection);
    connection.on('error', () => {});
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('authentication', (context) => {
      if (context.method === 'password' && context.password === 'secret') context.accept();
      else context.reject(['password']);
    });
    connection.on('session', (accept) => {
      accept().on('shell', (take) => this.#converse(take()));
    });
  }

  #converse(stream: Duplex): void {
    const session = {};
    let candidate: string[] = [];
    const say = (text: string) => stream.write(`${text}${text === '' ? '' : '\r\n'}edge-1# `);
    stream.on('error', () => {});
    stream.on('close', () => {
      if (this.#holder === session) this.#holder = undefined;
    });
    say('Welcome');
    createInterface({ input: stream }).on('line', (line) => {
      if (this.hangsOn !== undefined && line.startsWith(this.hangsOn)) return;
      if (this.refuses !== undefined && line.startsWith(this.refuses))
        return say('error: resource exhausted');
      if (line === 'configure exclusive') {
        if (this.#holder !== undefined && this.#holder !== session)
          return say('error: locked by another session');
        this.#holder = session;
        candidate = [...this.running];
        return say('');
      }
      if (line === 'end') this.#holder = undefined;
      if (line === 'discard') candidate = [...this.running];
      if (line === 'show running') return say(this.running.map((one) => `set ${one}`).join('\r\n'));
      if (line === 'show ports') return say('ge-0/0/1 up');
      if (line.startsWith('set ')) candidate = withLine(candidate, line.slice(4));
      if (line.startsWith('delete ')) {
        const words = line.slice(7);
        candidate = candidate.filter((one) => one !== words && !one.startsWith(`${words} `));
      }
      if (line.startsWith('commit')) return say(this.#commit(line.split(' ').slice(1), candidate));
      return say('');
    });
  }

  #commit([verb, first = '', , label = '']: readonly string[], candidate: readonly string[]): string {
    if (verb === 'confirm' || verb === 'cancel') {
      if (this.#pending?.label !== first) return 'error: nothing pending';
      if (verb === 'cancel') this.running = this.#pending.before;
      clearTimeout(this.#pending.timer);
      this.#pending = undefined;
      return '';
    }
    if (this.#pending !== undefined) return `error: ${this.#pending.label} is pending`;
    if (verb === 'confirmed') {
      const before = this.running;
      const timer = setTimeout(() => {
        this.running = before;
        this.#pending = undefined;
      }, Number(first) * 1000);
      this.#pending = { label, before, timer };
    }
    this.running = [...candidate];
    return '';
  }
}

/** Leaves with one value are replaced; what this device knows as sequences is added to. */
function withLine(lines: readonly string[], line: string): string[] {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  const leaf = words.at(-2) ?? '';
  const place = words.slice(0, -1).join(' ');
  const many = ['import-target', 'export-target', 'hop', 'dscp'].includes(leaf) || words.length % 2 === 0;
  return [...lines.filter((one) => one !== line && (many || !isValueOf(one, place))), line];
}

function isValueOf(line: string, place: string): boolean {
  return line.startsWith(`${place} `) && /^("[^"]*"|\S+)$/.test(line.slice(place.length + 1));
}
