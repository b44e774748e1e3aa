import type { Duplex } from 'node:stream';
import type { Clock } from './clock.ts';
import type { Device, DeviceSession } from './device.ts';
import type { Network } from './forwarding/network.ts';
import { encodeMessage, FramingError, MessageDecoder } from './framing.ts';
import { NETCONF_NOTIFICATIONS, type NotificationEvent, wants, writeNotification } from './notifications.ts';
import type { OperatingSession } from './operation-context.ts';
import { runOperation } from './operations.ts';
import { NETCONF, RpcFault, writeFault } from './rpc-fault.ts';
import { DEVICE } from './schema.ts';
import { DEVICE_TEST } from './test-path.ts';
import { child, escapeXml, parseXml, type XmlElement } from './xml.ts';

const BASE_1_0 = 'urn:ietf:params:netconf:base:1.0';
const BASE_1_1 = 'urn:ietf:params:netconf:base:1.1';
const capability = (name: string) => `urn:ietf:params:netconf:capability:${name}`;

/** What a device says it can do. */
const CAPABILITIES: readonly string[] = [
  BASE_1_0,
  BASE_1_1,
  ...['candidate:1.0', 'confirmed-commit:1.1', 'rollback-on-error:1.0', 'validate:1.1'].map(capability),
  ...['notification:1.0', 'interleave:1.0'].map(capability),
  `${DEVICE}?module=turnup-device&revision=2026-11-21`,
  `${DEVICE_TEST}?module=turnup-device-test&revision=2026-11-21`,
  `${NETCONF_NOTIFICATIONS}?module=ietf-netconf-notifications&revision=2012-02-06`,
];

/** What a session is opened with. */
export type SessionOptions = {
  readonly device: Device;
  readonly network: () => Network;
  readonly clock: Clock;
  readonly user: string;
  readonly sourceHost: string;
  /** The session began to listen to events. */
  readonly subscribed: () => void;
  /** Breaks the connection underneath. */
  readonly disconnect: () => void;
};

/** Requests that may wait in a session; a client that sends more without reading answers is cut off. */
const MOST_WAITING = 1000;

/** Serves one NETCONF session on a stream until either side ends it. */
export function serveSession(stream: Duplex, options: SessionOptions): void {
  const { device } = options;
  device.admit((id) => {
    const session = new Session(id, stream, options);
    stream.on('data', (bytes: Buffer) => session.take(bytes));
    stream.on('error', () => session.end());
    stream.on('close', () => session.closed());
    session.greet();
    return session;
  });
}

class Session implements DeviceSession, OperatingSession {
  readonly id: number;
  readonly actor: DeviceSession['actor'];
  readonly #stream: Duplex;
  readonly #options: SessionOptions;
  readonly #decoder = new MessageDecoder();
  #greeted = false;
  #gone = false;
  #ending = false;
  #waiting = 0;
  #work: Promise<void> = Promise.resolve();
  #subscription: { readonly filter: XmlElement | undefined } | undefined;

  constructor(id: number, stream: Duplex, options: SessionOptions) {
    this.id = id;
    this.actor = { user: options.user, sessionId: id, sourceHost: options.sourceHost };
    this.#stream = stream;
    this.#options = options;
  }

  greet(): void {
    const capabilities = CAPABILITIES.map((text) => `<capability>${escapeXml(text)}</capability>`).join('');
    const hello = `<?xml version="1.0" encoding="UTF-8"?><hello xmlns="${NETCONF}"><capabilities>${capabilities}</capabilities><session-id>${this.id}</session-id></hello>`;
    this.#stream.write(encodeMessage(hello, 'end-of-message'));
  }

  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#options.disconnect();
    this.closed();
  }

  /** The connection is gone, whoever ended it. */
  closed(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#ending = true;
    void this.#options.device.leave(this.id);
  }

  subscribe(filter: XmlElement | undefined): void {
    if (this.#subscription)
      throw new RpcFault({ tag: 'operation-failed', message: 'the session has a subscription already' });
    this.#subscription = { filter };
    this.#options.subscribed();
  }

  get isSubscribed(): boolean {
    return this.#subscription !== undefined;
  }

  notify(event: NotificationEvent): void {
    if (this.#gone || this.#subscription === undefined || !wants(this.#subscription.filter, event)) return;
    this.#send(writeNotification(event, this.#options.clock.nowMs()));
  }

  take(bytes: Buffer): void {
    if (this.#ending) return;
    try {
      this.#decoder.push(bytes);
      for (let text = this.#decoder.next(); text !== undefined; text = this.#decoder.next()) {
        if (!this.#greeted) this.#takeHello(text);
        else this.#enqueue(text);
        if (this.#ending) return;
      }
    } catch (error) {
      // RFC 6242, 4.2: broken framing ends the session; so does a hello that is none (RFC 6241, 8.1).
      if (!(error instanceof FramingError) && this.#greeted) throw error;
      this.end();
    }
  }

  #takeHello(text: string): void {
    const hello = parseXml(text);
    const offered = child(hello, 'capabilities')?.children.map((item) => item.text.trim()) ?? [];
    const usable = offered.includes(BASE_1_0) || offered.includes(BASE_1_1);
    if (hello.name !== 'hello' || !usable || child(hello, 'session-id')) {
      this.end();
      return;
    }
    this.#greeted = true;
    if (offered.includes(BASE_1_1)) this.#decoder.framing = 'chunked';
  }

  /** Requests of a session are answered in their order, each after the one before (RFC 6241, 4.5). */
  #enqueue(text: string): void {
    if (++this.#waiting > MOST_WAITING) {
      this.end();
      return;
    }
    this.#work = this.#work.then(async () => {
      await this.#answer(text);
      this.#waiting--;
    });
  }

  async #answer(text: string): Promise<void> {
    if (this.#ending) return;
    const rpc = readRpc(text);
    if (rpc instanceof RpcFault) return this.#reply('', writeFault(rpc, DEVICE));
    const operation = rpc.children[0];
    const name = operation?.name ?? '';
    const { faults } = this.#options.device;
    if (faults.strike('hang', (fault) => fault.operation === undefined || fault.operation === name)) {
      // Nothing of this session is answered any more: like a device whose management plane is stuck.
      await new Promise<never>(() => undefined);
    }
    const delay = faults.strike('delayMs');
    if (delay) await new Promise<void>((done) => void this.#options.clock.after(delay.delayMs, done));
    const drop = faults.strike('dropSessionOn', (fault) => fault.operation === name);
    if (drop && drop.when !== 'after') return this.end();
    const body = await this.#run(operation);
    if (drop) return this.end();
    // The locks are free before the client hears that the session is closed.
    if (name === 'close-session') await this.#options.device.leave(this.id);
    this.#reply(attributesOf(rpc), body);
    if (name === 'close-session') this.#stream.end(() => this.end());
  }

  async #run(operation: XmlElement | undefined): Promise<string> {
    const { device, network } = this.#options;
    try {
      if (operation === undefined) {
        const message = 'the rpc has no operation';
        throw new RpcFault({ tag: 'missing-element', type: 'rpc', message });
      }
      return await runOperation(operation, { device, session: this, network });
    } catch (error) {
      if (error instanceof RpcFault) return writeFault(error, DEVICE);
      const message = error instanceof Error ? error.message : 'internal fault';
      return writeFault(new RpcFault({ tag: 'operation-failed', message }), DEVICE);
    }
  }

  #reply(attributes: string, body: string): void {
    this.#send(
      `<?xml version="1.0" encoding="UTF-8"?><rpc-reply xmlns="${NETCONF}"${attributes}>${body}</rpc-reply>`,
    );
  }

  #send(message: string): void {
    if (!this.#gone) this.#stream.write(encodeMessage(message, this.#decoder.framing));
  }
}

function readRpc(text: string): XmlElement | RpcFault {
  let rpc: XmlElement;
  try {
    rpc = parseXml(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not well-formed';
    return new RpcFault({ tag: 'malformed-message', type: 'rpc', message });
  }
  if (rpc.name !== 'rpc' || rpc.namespace !== NETCONF)
    return new RpcFault({ tag: 'malformed-message', type: 'rpc', message: `<${rpc.name}> is not an rpc` });
  if (rpc.attributes.has('message-id')) return rpc;
  return new RpcFault({
    tag: 'missing-attribute',
    type: 'rpc',
    message: 'the message-id is missing',
    info: { 'bad-attribute': 'message-id', 'bad-element': 'rpc' },
  });
}

/** An rpc-reply repeats every attribute of its rpc (RFC 6241, 4.1); the default namespace it has already. */
function attributesOf(rpc: XmlElement): string {
  const others = rpc.written.filter(([name]) => name !== 'xmlns');
  return others.map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join('');
}
