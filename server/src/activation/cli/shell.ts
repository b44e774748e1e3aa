import { StringDecoder } from 'node:string_decoder';
import { type DeviceTarget, DriverError } from '../driver.ts';
import { type Channel, type ChannelTimeouts, openChannel } from '../ssh/channel.ts';
import type { Pooled } from '../ssh/pool.ts';
import { openShell } from '../ssh/subsystem.ts';

// A device ends each answer with its prompt, alone on a line that is not ended.
const prompt = /(?:^|\n)[\w.-]+(?:\(config\))?# $/;

/** A device's command line: one command, one answer. A time-out ends it, since what was done is not known any more. */
export class Shell implements Pooled {
  readonly #channel: Channel;
  readonly #timeoutMs: number;
  #held = '';
  #waiting: { resolve(answer: string): void; reject(error: DriverError): void } | undefined;
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

  /** Logs in and waits for the first prompt. */
  static async open(target: DeviceTarget, timeouts: ChannelTimeouts): Promise<Shell> {
    const channel = await openChannel(target, timeouts.connectMs, (connection) =>
      openShell(connection, target),
    );
    const shell = new Shell(channel, timeouts.requestMs);
    await shell.#answer();
    return shell;
  }

  get usable(): boolean {
    return this.#ended === undefined;
  }

  /**
   * Gives a command and answers what the device says. `error: …` is a refusal; of a device that somebody else has locked,
   * or has a commit pending on, `locked`.
   */
  async command(line: string): Promise<string> {
    if (this.#ended) throw this.#ended;
    if (/[\n\r]/.test(line)) throw new Error('a command is one line');
    const answer = this.#answer();
    this.#channel.stream.write(`${line}\n`);
    const text = await answer;
    const refusal = /^error: (.*)$/m.exec(text)?.[1];
    if (refusal === undefined) return text;
    throw new DriverError(/^locked|\bis pending\b/.test(refusal) ? 'locked' : 'refused', refusal);
  }

  close(): Promise<void> {
    this.#end(new DriverError('unreachable', 'the session was closed'));
    return Promise.resolve();
  }

  #answer(): Promise<string> {
    return new Promise((resolve, reject) => {
      const message = `no prompt within ${this.#timeoutMs} ms`;
      const timer = setTimeout(() => this.#end(new DriverError('timeout', message)), this.#timeoutMs);
      this.#waiting = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#receive('');
    });
  }

  #receive(text: string): void {
    this.#held += text.replaceAll('\r', '');
    const waiting = this.#waiting;
    if (waiting === undefined || !prompt.test(this.#held)) return;
    const answer = this.#held.replace(prompt, '');
    this.#held = '';
    this.#waiting = undefined;
    waiting.resolve(answer);
  }

  #end(why: DriverError): void {
    if (this.#ended) return;
    this.#ended = why;
    this.#waiting?.reject(why);
    this.#waiting = undefined;
    this.#channel.close();
  }
}
