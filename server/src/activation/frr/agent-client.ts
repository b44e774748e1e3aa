import { StringDecoder } from 'node:string_decoder';
import { type DeviceTarget, DriverError, type DriverFault } from '../driver.ts';
import { type Channel, type ChannelTimeouts, openChannel } from '../ssh/channel.ts';
import type { Pooled } from '../ssh/pool.ts';
import { openSubsystem } from '../ssh/subsystem.ts';

/** A router's whole configuration: the platform's lines, and routing lines with their contexts, one under the other. */
export type RouterConfig = { readonly platform: readonly string[]; readonly routing: readonly string[] };

/** A configuration with the fingerprint by which the agent knows that nobody changed it since. */
export type RunningConfig = RouterConfig & { readonly basis: string };

type Waiting = {
  resolve(result: unknown): void;
  reject(error: DriverError): void;
  readonly timer: NodeJS.Timeout;
};
type Reply = {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: {
    readonly refused: boolean;
    /** It was refused because another change is still to be confirmed. */
    readonly pending?: boolean;
    readonly message: string;
  };
};

/**
 * A conversation with the agent beside a router, through the SSH subsystem `turnup-agent`: a line of JSON each way.
 * Every request ends: with its answer, the agent's error, or a time-out, after which the session is closed.
 */
export class AgentClient implements Pooled {
  readonly #channel: Channel;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #held = '';
  #lastId = 0;
  #ended: DriverError | undefined;

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

  static async connect(target: DeviceTarget, timeouts: ChannelTimeouts): Promise<AgentClient> {
    const channel = await openChannel(target, timeouts.connectMs, (connection) =>
      openSubsystem(connection, target, 'turnup-agent'),
    );
    return new AgentClient(channel, timeouts.requestMs);
  }

  get usable(): boolean {
    return this.#ended === undefined;
  }

  /** Asks the agent. A refusal changed nothing; any other error leaves open what was done. */
  call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new DriverError('timeout', `no answer to ${method} within ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#channel.stream.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  close(): Promise<void> {
    this.#end(new DriverError('unreachable', 'the session was closed'));
    return Promise.resolve();
  }

  #receive(text: string): void {
    const lines = (this.#held + text).split('\n');
    this.#held = lines.pop() ?? '';
    try {
      for (const line of lines) this.#take(JSON.parse(line) as Reply);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end(new DriverError('protocol', `the agent's answer cannot be read: ${message}`));
    }
  }

  #take({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new DriverError(faultOf(error), error.message));
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
  }
}

function faultOf({ refused, pending = false }: NonNullable<Reply['error']>): DriverFault {
  if (pending) return 'locked';
  return refused ? 'refused' : 'protocol';
}
