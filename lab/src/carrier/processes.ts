import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';

const restartMs = 200;

/** The long-running programs of the carrier, by node and part: `PE-1 zebra`. */
export class Processes {
  readonly #logs: string;
  readonly #children = new Map<string, ChildProcess>();

  constructor(logFolder: string) {
    this.#logs = logFolder;
  }

  /**
   * Starts a part of a node; its output goes to a file of its own. One that is `kept` is started again when it ends
   * by itself, as a service manager does.
   */
  start(
    node: string,
    part: string,
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
    kept = false,
  ): void {
    const [program = '', ...words] = command;
    const log = openSync(join(this.#logs, `${node}-${part}.log`), 'a');
    const child = spawn(program, words, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
    // A program that cannot be started shows by what waits for it.
    child.on('error', () => {});
    this.#children.set(key(node, part), child);
    child.on('exit', (_, signal) => {
      if (!kept || signal === 'SIGKILL') return;
      setTimeout(() => {
        if (this.#children.get(key(node, part)) === child) this.start(node, part, command, env, kept);
      }, restartMs);
    });
  }

  /** Whether the part was started and has not ended. */
  runs(node: string, part: string): boolean {
    const child = this.#children.get(key(node, part));
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Names of a node's parts that run. */
  partsOf(node: string): readonly string[] {
    const prefix = `${node} `;
    return [...this.#children.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter((part) => this.runs(node, part));
  }

  signal(node: string, part: string, signal: NodeJS.Signals): void {
    this.#children.get(key(node, part))?.kill(signal);
  }

  /** Kills parts of a node (all, unless named) with signal 9 and waits until they have ended. */
  async kill(node: string, parts = this.partsOf(node)): Promise<void> {
    const ended = parts.map(async (part) => {
      const child = this.#children.get(key(node, part));
      if (child === undefined || !this.runs(node, part)) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    });
    await Promise.all(ended);
  }

  async killAll(): Promise<void> {
    await Promise.all(
      [...this.#children.values()].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
  }
}

function key(node: string, part: string): string {
  return `${node} ${part}`;
}
