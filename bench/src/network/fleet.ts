import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FleetControl } from '../../../lab/src/client/fleet.ts';
import { referenceLoaders } from '../../../server/src/activation/index.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { startChild } from '../run/child.ts';
import type { Run } from '../run/run.ts';
import { sealKey, tenant } from './activation.ts';
import { edgeNode } from './service.ts';

const program = join(import.meta.dirname, '../../../lab/src/fleet/main.ts');

type Address = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeySha256: string;
};

/** A fleet of NETCONF device servers in a process of its own, which can be killed and started again on its folder. */
export class EdgeFleet {
  readonly names: readonly string[];
  readonly #run: Run;
  readonly #folder: string;
  #process: ReturnType<typeof startChild> | undefined;
  #control: FleetControl | undefined;

  constructor(run: Run, name: string, names: readonly string[]) {
    this.#run = run;
    this.names = names;
    this.#folder = join(run.folder, name);
    mkdirSync(this.#folder);
  }

  /** Starts the process; the first start makes the devices. */
  async start(): Promise<void> {
    const words = [program, '--state', this.#folder, '--control', '0', '--lifeline'];
    const child = startChild(this.#run, words);
    this.#process = child;
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', (data: Buffer) => resolve(String(data)));
      child.once('exit', (code) => reject(new Error(`the fleet ended with ${code}`)));
    });
    this.#control = new FleetControl((JSON.parse(line) as { control: number }).control);
    await this.control('PUT', '/world', { nodes: this.names.map(edgeNode) });
  }

  /** Ends the process with signal 9. What was on disk stays. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async control<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    if (this.#control === undefined) throw new Error('the fleet was not started');
    return await this.#control.call<Body>(method, path, body);
  }

  /** Tells the database how each device is reached, as an operator does. */
  async loadAccess(database: Database): Promise<void> {
    const { devices } = await this.control<{ devices: Address[] }>('GET', '/devices');
    const records = devices.map(({ name, host, port, user, hostKeySha256 }) => ({
      device: name,
      driver: 'netconf' as const,
      host,
      port,
      user,
      secret: 'secret',
      hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
    }));
    await database.transaction((tx) =>
      referenceLoaders(sealKey).deviceAccess(tx, tenant, records as never[]),
    );
  }

  /** What each device runs, as a hash, and whether something on it is still open. */
  async states(): Promise<
    readonly { readonly device: string; readonly hash: string; readonly open: boolean }[]
  > {
    return await Promise.all(
      this.names.map(async (device) => {
        type State = { hash: string; pending?: unknown; locks: Record<string, number> };
        const { hash, pending, locks } = await this.control<State>('GET', `/state/${device}`);
        return { device, hash, open: Boolean(pending) || Object.keys(locks).length > 0 };
      }),
    );
  }
}
