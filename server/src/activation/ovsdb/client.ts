import { StringDecoder } from 'node:string_decoder';
import { type DeviceTarget, DriverError } from '../driver.ts';
import { type Channel, type ChannelTimeouts, openChannel } from '../ssh/channel.ts';
import { openSubsystem } from '../ssh/subsystem.ts';
import { JsonSplitter } from './splitter.ts';
import type { OvsdbOperation, OvsdbRow } from './values.ts';

const database = 'Open_vSwitch';

/** What one operation of a transaction answered. */
export type OvsdbResult = { readonly rows?: readonly OvsdbRow[]; readonly count?: number };

/** Changed rows by table and UUID; a row without `new` is gone. */
export type OvsdbUpdate = Readonly<Record<string, Readonly<Record<string, { readonly new?: OvsdbRow }>>>>;

type Waiting = {
  resolve(result: unknown): void;
  reject(error: DriverError): void;
  readonly timer: NodeJS.Timeout;
};
type Message = {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: readonly unknown[];
  readonly result?: unknown;
  readonly error?: unknown;
};

/**
 * A conversation with an OVSDB server (RFC 7047) through the SSH subsystem `ovsdb`. Every request ends: with its
 * answer, the server's error, or a time-out, after which the session is closed, since the fate of the request is no
 * longer known.
 */
export class OvsdbClient {
  readonly #channel: Channel;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #splitter = new JsonSplitter();
  #lastId = 0;
  #ended: DriverError | undefined;
  #onUpdate: (update: OvsdbUpdate) => void = () => {};
  #onEnd: (why: DriverError) => void = () => {};

  private constructor(channel: Channel, timeoutMs: number) {
    this.#channel = channel;
    this.#timeoutMs = timeoutMs;
    const decoder = new StringDecoder('utf8');
    channel.stream.on('data', (bytes: Buffer) => this.#receive(decoder.write(bytes)));
    channel.stream.on('error', (error: Error) => this.#end(new DriverError('unreachable', error.message)));
    channel.stream.on('close', () =>
      this.#end(new DriverError('unreachable', 'the device closed the session')),
    );
  }

  static async connect(target: DeviceTarget, timeouts: ChannelTimeouts): Promise<OvsdbClient> {
    const channel = await openChannel(target, timeouts.connectMs, (connection) =>
      openSubsystem(connection, target, 'ovsdb'),
    );
    return new OvsdbClient(channel, timeouts.requestMs);
  }

  /** One transaction, all or nothing. An operation that fails is a refusal: nothing was changed. */
  async transact(operations: readonly OvsdbOperation[]): Promise<readonly OvsdbResult[]> {
    const results = await this.#call('transact', [database, ...operations]);
    if (!Array.isArray(results)) throw new DriverError('protocol', 'a transaction without results');
    // A commit that fails after all operations succeeded is told by one more result than there were operations.
    const failed = results.find((result: { error?: string } | null) => result?.error !== undefined);
    if (failed) {
      const { error, details } = failed as { error: string; details?: string };
      throw new DriverError('refused', details === undefined ? error : `${error}: ${details}`, {
        tag: error,
      });
    }
    return results.map((result: OvsdbResult | null) => result ?? {});
  }

  /** Takes a lock of this name (RFC 7047, 4.1.8), or throws `locked` when another session has it. */
  async lock(name: string): Promise<void> {
    const answer = (await this.#call('lock', [name])) as { locked?: boolean };
    if (answer.locked === true) return;
    // A request that was not granted would be granted later, unasked.
    await this.#call('unlock', [name]);
    throw new DriverError('locked', `another session holds the lock ${name}`);
  }

  async unlock(name: string): Promise<void> {
    await this.#call('unlock', [name]);
  }

  /** Rows of these columns now, told to `onUpdate` before this returns, and every later change (4.1.5). */
  async monitor(
    tables: Readonly<Record<string, readonly string[]>>,
    onUpdate: (update: OvsdbUpdate) => void,
    onEnd: (why: DriverError) => void = () => {},
  ): Promise<void> {
    this.#onUpdate = onUpdate;
    this.#onEnd = onEnd;
    const wanted = Object.fromEntries(Object.entries(tables).map(([table, columns]) => [table, { columns }]));
    onUpdate((await this.#call('monitor', [database, 'turnup', wanted])) as OvsdbUpdate);
  }

  get usable(): boolean {
    return this.#ended === undefined;
  }

  /** Drops the conversation: its locks go with it. */
  close(): void {
    this.#onEnd = () => {};
    this.#end(new DriverError('unreachable', 'the session was closed'));
  }

  #call(method: string, params: readonly unknown[]): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new DriverError('timeout', `no answer to ${method} within ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#channel.stream.write(JSON.stringify({ method, params, id }));
    });
  }

  #receive(text: string): void {
    try {
      for (const message of this.#splitter.push(text)) this.#take(JSON.parse(message) as Message);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end(new DriverError('protocol', `the device's answer cannot be read: ${message}`));
    }
  }

  #take(message: Message): void {
    if (message.method === 'echo') {
      const answer = { id: message.id, result: message.params, error: null };
      this.#channel.stream.write(JSON.stringify(answer));
      return;
    }
    if (message.method === 'update') {
      this.#onUpdate(message.params?.[1] as OvsdbUpdate);
      return;
    }
    const waiting = this.#waiting.get(Number(message.id));
    if (waiting === undefined) return;
    this.#waiting.delete(Number(message.id));
    clearTimeout(waiting.timer);
    if (message.error === null || message.error === undefined) waiting.resolve(message.result);
    else waiting.reject(new DriverError('refused', JSON.stringify(message.error)));
  }

  #end(why: DriverError): void {
    if (this.#ended) return;
    this.#ended = why;
    for (const { timer, reject } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(why);
    }
    this.#waiting.clear();
    this.#channel.close();
    this.#onEnd(why);
  }
}
