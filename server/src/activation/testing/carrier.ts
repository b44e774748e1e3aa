import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../platform/database.ts';
import { referenceLoaders } from '../access/load.ts';
import type { DeviceTarget, DriverName } from '../driver.ts';
import { sealKey } from './activation.ts';

const program = fileURLToPath(new URL('../../../../lab/src/carrier/main.ts', import.meta.url));

const lock = join(tmpdir(), `turnup-measured-${userInfo().uid}.lock`);

type Address = Omit<DeviceTarget, 'tenant'> & { readonly driver: DriverName };
type Announcement = {
  readonly level: string;
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
  readonly control: string;
  readonly devices: readonly Address[];
  readonly agents: readonly { readonly device: string; readonly port: number }[];
};

/** What a program inside the carrier said. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Tests on a carrier: those of ordered services, which every change must pass, and all others. */
export type CarrierPart = 'lab-orders' | 'lab';

/** A carrier of real bridges, routers and hosts in a process of its own, reached as an operator would. */
export class CarrierLab {
  readonly devices: readonly Address[];
  readonly #control: string;
  readonly #agents: Announcement['agents'];
  readonly #end: () => Promise<void>;

  private constructor(announcement: Announcement, end: () => Promise<void>) {
    this.devices = announcement.devices;
    this.#control = announcement.control;
    this.#agents = announcement.agents;
    this.#end = end;
  }

  /**
   * Starts a carrier where TURNUP_REQUIRE names `lab`, or the part of it that these tests are, and throws where the machine
   * cannot. Undefined where nobody asked for it: real switches and routers want a machine that does little else at the time.
   */
  static async start(part: CarrierPart = 'lab'): Promise<CarrierLab | undefined> {
    const required = process.env['TURNUP_REQUIRE']?.split(',') ?? [];
    if (!required.includes('lab') && !required.includes(part)) {
      console.warn(`SKIP tests on real switches and routers: run them with TURNUP_REQUIRE=${part}`);
      return undefined;
    }
    const child = spawn(process.execPath, [program, '--lifeline'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const first = await Promise.race([
      once(child.stdout, 'data').then(([line]) => String(line)),
      exit.then(([code]) => Promise.reject(new Error(`the carrier ended with ${code}`))),
    ]);
    const announcement = JSON.parse(first) as Announcement;
    if (announcement.level === 'L1') {
      return new CarrierLab(announcement, async () => {
        child.stdin.end();
        await exit;
      });
    }
    child.stdin.end();
    await exit;
    const reasons = announcement.skipped.map(({ what, why }) => `${what}: ${why}`).join('; ');
    throw new Error(`the lab is required, level ${announcement.level}: ${reasons}`);
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  /** Loads access to every device, as an operator does. */
  async loadAccess(database: Database, tenant: string): Promise<void> {
    await database.transaction((tx) =>
      referenceLoaders(sealKey).deviceAccess(tx, tenant, this.devices as never[]),
    );
  }

  /** Does something while nothing else is measured on this machine: two would measure each other. */
  async alone<Value>(measure: () => Promise<Value>): Promise<Value> {
    // The lock ends with the process that has it, and that one with its input.
    const holder = spawn('flock', [lock, 'sh', '-c', 'echo && exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exit = once(holder, 'exit');
    try {
      await Promise.race([
        once(holder.stdout, 'data'),
        exit.then(([code]) => Promise.reject(new Error(`no lock for measuring: flock ended with ${code}`))),
      ]);
      return await measure();
    } finally {
      holder.stdin.end();
      await exit;
    }
  }

  /** Runs a program inside a node. */
  async run(node: string, ...command: readonly string[]): Promise<Ran> {
    return (await this.#ask('/run', { node, command, timeoutMs: 60_000 })) as Ran;
  }

  /**
   * Switches a router on as it came out of its box: it asks the server at `url` who it is, through the carrier's
   * management network. Answers what it was told, as far as a device shows that.
   */
  async boot(
    node: string,
    url: string,
    label: Readonly<Record<'model' | 'serial' | 'voucher' | 'firmware', string>>,
  ): Promise<{ readonly address: string; readonly url: string; readonly status: number }> {
    const { hostname, port } = new URL(url);
    const upstream = createServer((incoming) => {
      const outgoing = connect(Number(port), hostname);
      incoming.pipe(outgoing).pipe(incoming);
      for (const [one, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const)
        one.on('error', () => other.destroy());
    });
    upstream.listen(join(dirname(this.#control), 'upstream.sock'));
    await once(upstream, 'listening');
    try {
      return (await this.#ask('/boot', {
        node,
        ...label,
        managementPort: this.devices.find(({ device }) => device === node)?.port,
        snmpPort: this.#agents.find(({ device }) => device === node)?.port,
      })) as never;
    } finally {
      upstream.close();
    }
  }

  async fault(fault: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ask('/fault', fault);
  }

  /** A dump of everything that configuration can change on a node. */
  async dump(node: string): Promise<string> {
    return ((await this.#ask('/dump', { node })) as { dump: string }).dump;
  }

  #ask(url: string, body: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const asking = request({ socketPath: this.#control, method: 'POST', path: url }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${url} ${JSON.stringify(body)}: ${text}`));
        });
      });
      asking.on('error', reject);
      asking.end(JSON.stringify(body));
    });
  }
}
