import { createHash } from 'node:crypto';
import { type DeviceSession, type DeviceState, DriverError, type TestPathAnswer } from '../driver.ts';
import type { Change, ConfigValue, LeafAddress } from '../types.ts';
import { commandsOf, type ListKeys, valuesIn } from './lines.ts';
import type { Shell } from './shell.ts';

/**
 * A conversation with a device that has a candidate and a confirmed commit on its command line, as many have:
 *
 *     configure exclusive | end | discard
 *     set WORDS | delete WORDS | show running
 *     commit | commit confirmed SECONDS label NAME | commit confirm NAME | commit cancel NAME
 */
export class CliSession implements DeviceSession {
  readonly #shell: Shell;
  readonly #keys: ListKeys;
  readonly #release: () => Promise<void>;
  #locked = false;

  constructor(shell: Shell, keys: ListKeys, release: () => Promise<void>) {
    this.#shell = shell;
    this.#keys = keys;
    this.#release = release;
  }

  async lock(): Promise<void> {
    await this.#shell.command('configure exclusive');
    this.#locked = true;
  }

  async unlock(): Promise<void> {
    if (!this.#locked) return;
    await this.#shell.command('discard');
    await this.#shell.command('end');
    this.#locked = false;
  }

  async read(places: readonly LeafAddress[]): Promise<ReadonlyMap<string, ConfigValue>> {
    return valuesIn(await this.#running(), places, this.#keys);
  }

  async fingerprint(): Promise<string> {
    const lines = [...(await this.#running())].sort();
    return createHash('sha256').update(lines.join('\n')).digest('hex');
  }

  async edit(changes: readonly Change[]): Promise<void> {
    await this.#shell.command('discard');
    try {
      for (const command of commandsOf(changes)) await this.#shell.command(command);
    } catch (error) {
      // A line that was refused leaves those before it in the candidate.
      if (error instanceof DriverError && error.fault === 'refused') await this.#shell.command('discard');
      throw error;
    }
  }

  async commitConfirmed(transactionId: string, timeoutS: number): Promise<void> {
    await this.#shell.command(`commit confirmed ${timeoutS} label ${transactionId}`);
  }

  async confirm(transactionId: string): Promise<'confirmed' | 'nothingPending'> {
    return (await this.#onPending(`commit confirm ${transactionId}`)) ? 'confirmed' : 'nothingPending';
  }

  async cancel(transactionId: string): Promise<'cancelled' | 'nothingPending'> {
    return (await this.#onPending(`commit cancel ${transactionId}`)) ? 'cancelled' : 'nothingPending';
  }

  async commit(): Promise<void> {
    await this.#shell.command('commit');
  }

  async state(): Promise<DeviceState> {
    const text = await this.#shell.command('show ports');
    const ports = text.split('\n').flatMap((line) => {
      const [name, operStatus] = line.trim().split(/\s+/);
      return name === undefined || operStatus === undefined ? [] : [{ name, operStatus }];
    });
    return { ports, neighbors: [] };
  }

  testPath(): Promise<TestPathAnswer> {
    return Promise.reject(new DriverError('refused', 'this device makes no tests'));
  }

  async close(): Promise<void> {
    // A device that stays locked would keep everybody out as long as the session is pooled.
    await this.unlock().catch(() => this.#shell.close());
    await this.#release();
  }

  async #running(): Promise<readonly string[]> {
    const text = await this.#shell.command('show running');
    return text
      .split('\n')
      .filter((line) => line.startsWith('set '))
      .map((line) => line.slice(4));
  }

  async #onPending(command: string): Promise<boolean> {
    try {
      await this.#shell.command(command);
      return true;
    } catch (error) {
      if (error instanceof DriverError && error.message === 'nothing pending') return false;
      throw error;
    }
  }
}
