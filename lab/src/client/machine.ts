import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { FleetControl } from './fleet.ts';

/** Root of the project. */
export const projectRoot = resolve(import.meta.dirname, '../../..');

/** The two programs of a system: the server, and the fleet of devices beside it. */
export type Part = 'server' | 'fleet';

/** Why a part of the system did not start or ended, in one line. */
export class MachineFault extends Error {
  override name = 'MachineFault';
}

/** How the programs are run. */
export type MachineOptions = {
  /** Holds the database, the fleet's state and the logs; made where it is not. */
  readonly dataDir: string;
  /** Where the clock of a fresh database begins; absent: real time. */
  readonly simulatedFrom?: string;
  readonly port?: number;
  /** Folder of the built console. */
  readonly console?: string;
  /** A database of its own below the data folder, whatever the environment says. */
  readonly ownDatabase: boolean;
};

type Running = { readonly child: ChildProcess; readonly ended: Promise<string>; expected: boolean };

/**
 * Runs server and fleet as children that cannot outlive this process: each holds the end of a pipe and stops when it
 * closes. What a part ends with, unless it was told to, is told to `onLost`.
 */
export class Machine {
  readonly #options: MachineOptions;
  readonly #running = new Map<Part, Running>();
  readonly #onLost: (part: Part, how: string) => void;
  #url = '';
  #port: number;
  #fleet: FleetControl | undefined;

  constructor(options: MachineOptions, onLost: (part: Part, how: string) => void) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#onLost = onLost;
    mkdirSync(options.dataDir, { recursive: true });
  }

  /** Address of the server. */
  get url(): string {
    return this.#url;
  }

  get fleet(): FleetControl | undefined {
    return this.#fleet;
  }

  /** Starts a part; answers what it said when it was ready. Throws a {@link MachineFault} with its own line. */
  async start(part: Part): Promise<Record<string, unknown>> {
    const ready = part === 'server' ? await this.#startServer() : await this.#startFleet();
    return ready;
  }

  /** kill -9. */
  async kill(part: Part): Promise<void> {
    await this.#end(part, 'SIGKILL');
  }

  /** Stops everything: the server first, since it still talks to devices. */
  async stop(): Promise<void> {
    await this.#end('server', 'SIGTERM');
    await this.#end('fleet', 'SIGTERM');
  }

  async #startServer(): Promise<Record<string, unknown>> {
    const { dataDir, simulatedFrom, console: consoleDir, ownDatabase } = this.#options;
    const words = [
      ...['--port', String(this.#port), '--data', dataDir],
      ...(simulatedFrom === undefined ? [] : ['--simulated', simulatedFrom]),
      ...(consoleDir === undefined ? [] : ['--console', consoleDir]),
    ];
    const { DATABASE_URL, TURNUP_DATABASE_URL, ...rest } = process.env;
    const env = { ...(ownDatabase ? rest : process.env), TURNUP_LIFELINE_FD: '3' };
    const child = spawn(process.execPath, [join(projectRoot, 'server/src/main.ts'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env,
      // Ctrl-C goes to the whole group; the parts are stopped by us, in their order.
      detached: true,
    });
    child.stdio[3]?.on('error', () => {});
    const ready = await this.#watch('server', child);
    this.#url = String(ready['url']);
    this.#port = Number(new URL(this.#url).port);
    return ready;
  }

  async #startFleet(): Promise<Record<string, unknown>> {
    const state = join(this.#options.dataDir, 'fleet');
    const main = join(projectRoot, 'lab/src/fleet/main.ts');
    const child = spawn(process.execPath, [main, '--state', state, '--lifeline'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    (child.stdin as Writable | null)?.on('error', () => {});
    const ready = await this.#watch('fleet', child);
    this.#fleet = new FleetControl(Number(ready['control']));
    return ready;
  }

  /** Waits for the first line of standard output, which says that it is ready; what it says otherwise goes to a file. */
  async #watch(part: Part, child: ChildProcess): Promise<Record<string, unknown>> {
    const log = createWriteStream(join(this.#options.dataDir, `${part}.log`), { flags: 'a' });
    log.on('error', () => {});
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4_000);
      log.write(bytes);
    });
    const ended = new Promise<string>((done) => {
      child.once('error', (error) => done(`cannot be started: ${error.message}`));
      // When the streams have closed, too: its last words say why.
      child.once('close', (code, signal) =>
        done(lastWords(said) ?? `ended with ${signal ?? `status ${code}`}`),
      );
    });
    const running: Running = { child, ended, expected: false };
    this.#running.set(part, running);
    const line = await Promise.race([firstLine(child), ended.then((how) => ({ how }))]);
    if (typeof line !== 'string') {
      running.expected = true;
      this.#running.delete(part);
      throw new MachineFault(line.how.startsWith('turnup: ') ? line.how.slice(8) : `the ${part} ${line.how}`);
    }
    void ended.then((how) => {
      if (this.#running.get(part) === running) this.#running.delete(part);
      log.end();
      if (!running.expected) this.#onLost(part, how);
    });
    return JSON.parse(line) as Record<string, unknown>;
  }

  async #end(part: Part, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.#running.get(part);
    if (running === undefined) return;
    running.expected = true;
    running.child.kill(signal);
    await running.ended;
    this.#running.delete(part);
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', done);
    // What comes later is read and dropped, so that the pipe never fills.
    child.stdout.resume();
  });
}

/** The line for people among a program's last words, if there is one. */
function lastWords(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const told = lines.findLast((line) => line.startsWith('turnup: '));
  if (told !== undefined) return told;
  const error = lines.findLast((line) => /^\w*Error\b/.test(line));
  return error === undefined ? undefined : `ended: ${error}`;
}
