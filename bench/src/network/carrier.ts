import { once } from 'node:events';
import { join } from 'node:path';
import { askControl } from '../../../lab/src/carrier/control.ts';
import type { DeviceAddress, Fault } from '../../../lab/src/carrier/types.ts';
import { referenceLoaders } from '../../../server/src/activation/index.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { startChild } from '../run/child.ts';
import type { Run } from '../run/run.ts';
import { sealKey, tenant } from './activation.ts';

const program = join(import.meta.dirname, '../../../lab/src/carrier/main.ts');

type Announcement = {
  readonly level: 'L1' | 'L2' | 'L3';
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
  readonly control: string;
  readonly devices: readonly DeviceAddress[];
};

/** What a program inside the carrier said. */
type Ran = { readonly code: number | null; readonly stdout: string };

/** A carrier of real devices that lives as long as the run. */
export class BenchCarrier {
  readonly devices: readonly DeviceAddress[];
  readonly #control: string;
  readonly #end: () => Promise<void>;

  private constructor(control: string, devices: readonly DeviceAddress[], end: () => Promise<void>) {
    this.#control = control;
    this.devices = devices;
    this.#end = end;
  }

  /** Starts it with these words; undefined, and said why, where this machine cannot have it whole. */
  static async start(run: Run, words: readonly string[] = []): Promise<BenchCarrier | undefined> {
    const child = startChild(run, [program, '--lifeline', ...words]);
    const exit = once(child, 'exit');
    const end = async (): Promise<void> => {
      child.stdin?.end();
      await exit;
    };
    run.defer(end);
    const first = await Promise.race([
      once(child.stdout ?? child, 'data').then(([line]) => String(line)),
      exit.then(([code]) => Promise.reject(new Error(`the carrier ended with ${code}`))),
    ]);
    const { level, skipped, control, devices } = JSON.parse(first) as Announcement;
    if (level === 'L1') return new BenchCarrier(control, devices, end);
    for (const { what, why } of skipped) run.say(`left out: ${what}: ${why}`);
    await end();
    return undefined;
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  async fault(fault: Fault): Promise<void> {
    await askControl(this.#control, 'POST', '/fault', fault);
  }

  async run(node: string, command: readonly string[]): Promise<string> {
    const asked = { node, command, timeoutMs: 60_000 };
    return ((await askControl(this.#control, 'POST', '/run', asked)) as Ran).stdout;
  }

  /** Tells the database how each device is reached, as an operator does. */
  async loadAccess(database: Database): Promise<void> {
    await database.transaction((tx) =>
      referenceLoaders(sealKey).deviceAccess(tx, tenant, this.devices as never[]),
    );
  }
}
