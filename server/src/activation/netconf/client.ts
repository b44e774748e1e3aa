import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { type DeviceTarget, DriverError } from '../driver.ts';
import { openSubsystem } from '../ssh/subsystem.ts';
import { NETCONF_BASE } from './codec.ts';
import { Deframer, frame } from './framing.ts';
import { child, childText, type Element, parseXml } from './xml.ts';

/** How long a device may take. */
export type NetconfTimeouts = {
  /** From the first packet to the device's hello. */
  readonly connectMs: number;
  /** From an rpc to its answer. */
  readonly rpcMs: number;
};

const nudgeMs = 500;

type Waiting = {
  resolve(reply: Element): void;
  reject(error: DriverError): void;
  readonly timer: NodeJS.Timeout;
};

/**
 * One NETCONF session (RFC 6241) over SSH (RFC 6242): hello, then rpcs by message id. The host key is compared
 * before any secret is sent. Every rpc ends: with its answer, the device's error, or a time-out, after which the
 * session is closed, since the fate of the request is no longer known.
 */
export class NetconfClient {
  readonly #connection: ssh2.Client;
  readonly #stream: Duplex;
  readonly #timeouts: NetconfTimeouts;
  readonly #deframer = new Deframer();
  readonly #waiting = new Map<string, Waiting>();
  #hello: { resolve(): void; reject(error: DriverError): void } | undefined;
  #lastId = 0;
  #ended: DriverError | undefined;
  readonly #over = Promise.withResolvers<void>();
  capabilities: ReadonlySet<string> = new Set();
  /** Called with every `<notification>` (RFC 5277) of a session that has subscribed. */
  heard: (notification: Element) => void = () => {};

  private constructor(connection: ssh2.Client, stream: Duplex, timeouts: NetconfTimeouts) {
    this.#connection = connection;
    this.#stream = stream;
    this.#timeouts = timeouts;
    stream.on('data', (bytes: Buffer) => this.#receive(bytes));
    stream.on('close', () => this.#end(new DriverError('unreachable', 'the device closed the session')));
    stream.on('error', (error: Error) => this.#end(new DriverError('unreachable', error.message)));
    connection.on('error', (error: Error) => this.#end(new DriverError('unreachable', error.message)));
    connection.on('close', () => this.#end(new DriverError('unreachable', 'the connection was lost')));
  }

  /** Connects, checks the host key, authenticates and says hello. Throws {@link DriverError}. */
  static async connect(target: DeviceTarget, timeouts: NetconfTimeouts): Promise<NetconfClient> {
    const connection = new ssh2.Client();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `${target.host}:${target.port} did not answer within ${timeouts.connectMs} ms`;
      timer = setTimeout(() => reject(new DriverError('unreachable', message)), timeouts.connectMs);
    });
    try {
      const connected = (async () => {
        const stream = await openSubsystem(connection, target, 'netconf');
        const client = new NetconfClient(connection, stream, timeouts);
        await client.#sayHello();
        return client;
      })();
      // When the time is up nobody waits for it any more.
      connected.catch(() => {});
      return await Promise.race([connected, late]);
    } catch (error) {
      connection.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get usable(): boolean {
    return this.#ended === undefined;
  }

  /** Resolves when the session has ended, for whatever reason. */
  get ended(): Promise<void> {
    return this.#over.promise;
  }

  /** Sends one rpc and answers its `<rpc-reply>`. An `rpc-error` of severity error is a refusal. */
  rpc(body: string, timeoutMs = this.#timeouts.rpcMs): Promise<Element> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = String(++this.#lastId);
    if (id === '1') this.#nudgeUntilAnswered(id);
    return new Promise<Element>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new DriverError('timeout', `no answer to an rpc within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#send(id, body);
    });
  }

  /** Says goodbye, briefly, and drops the connection. Never throws. */
  async close(): Promise<void> {
    if (this.usable) await this.rpc('<close-session/>', 500).catch(() => {});
    this.#end(new DriverError('unreachable', 'the session was closed'));
    this.#connection.end();
    // A device that hangs does not answer the goodbye either.
    setTimeout(() => this.#connection.destroy(), 500).unref();
  }

  #send(id: string, body: string): void {
    const message = `<?xml version="1.0" encoding="UTF-8"?>\n<rpc message-id="${id}" xmlns="${NETCONF_BASE}">${body}</rpc>`;
    this.#stream.write(frame(message, this.#deframer.chunked));
  }

  /**
   * A server that reads a request together with our hello may leave it lying until more comes (netconfd does): the
   * first one is followed by requests for nothing, whose answers nobody waits for.
   */
  #nudgeUntilAnswered(id: string): void {
    const timer = setInterval(() => {
      if (this.#ended || !this.#waiting.has(id)) clearInterval(timer);
      else this.#send(`nudge ${id}`, '<get><filter type="subtree"/></get>');
    }, nudgeMs).unref();
  }

  #sayHello(): Promise<void> {
    const versions = ['1.0', '1.1'].map((v) => `<capability>urn:ietf:params:netconf:base:${v}</capability>`);
    return new Promise<void>((resolve, reject) => {
      this.#hello = { resolve, reject };
      const hello = `<hello xmlns="${NETCONF_BASE}"><capabilities>${versions.join('')}</capabilities></hello>`;
      this.#stream.write(frame(`<?xml version="1.0" encoding="UTF-8"?>\n${hello}`, false));
    });
  }

  #receive(bytes: Buffer): void {
    try {
      this.#deframer.push(bytes);
      for (let message = this.#deframer.next(); message !== undefined; message = this.#deframer.next()) {
        this.#take(parseXml(message));
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end(new DriverError('protocol', `the device's answer cannot be read: ${message}`));
    }
  }

  #take(message: Element): void {
    if (message.name === 'hello') {
      this.capabilities = new Set(child(message, 'capabilities')?.children.map((part) => part.text));
      this.#deframer.chunked = this.capabilities.has('urn:ietf:params:netconf:base:1.1');
      this.#hello?.resolve();
      this.#hello = undefined;
      return;
    }
    if (message.name === 'notification') {
      this.heard(message);
      return;
    }
    const id = message.attributes['message-id'] ?? '';
    const waiting = this.#waiting.get(id);
    if (message.name !== 'rpc-reply' || waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    const error = message.children.find(
      (part) => part.name === 'rpc-error' && childText(part, 'error-severity') !== 'warning',
    );
    if (error === undefined) waiting.resolve(message);
    else waiting.reject(refusalOf(error));
  }

  #end(why: DriverError): void {
    if (this.#ended) return;
    this.#ended = why;
    this.#hello?.reject(why);
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(why);
    }
    this.#waiting.clear();
    this.#connection.destroy();
    this.#over.resolve();
  }
}

/** An `rpc-error` (RFC 6241, 4.3) as the device worded it. */
function refusalOf(error: Element): DriverError {
  const tag = childText(error, 'error-tag') ?? 'operation-failed';
  const path = childText(error, 'error-path');
  const words = childText(error, 'error-message') ?? '';
  const fault = tag === 'lock-denied' || tag === 'in-use' ? 'locked' : 'refused';
  return new DriverError(
    fault,
    words === '' ? tag : `${tag}: ${words}`,
    path === undefined ? { tag } : { tag, path },
  );
}
