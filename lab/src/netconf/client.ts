import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { encodeMessage, MessageDecoder } from '../fleet/framing.ts';
import { child, childText, parseXml, type XmlElement } from '../fleet/xml.ts';

const NETCONF = 'urn:ietf:params:xml:ns:netconf:base:1.0';

/** Where a device is and who logs in. */
export type Target = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Speak base:1.0 only, to see the old framing. */
  readonly oldFraming?: boolean;
};

/** An `<rpc-error>` that a device answered. */
export class DeviceError extends Error {
  readonly tag: string;
  readonly path: string | undefined;
  readonly appTag: string | undefined;
  readonly info: XmlElement | undefined;
  constructor(error: XmlElement) {
    const tag = childText(error, 'error-tag') ?? '';
    super(`${tag}: ${childText(error, 'error-message') ?? ''}`);
    this.tag = tag;
    this.path = childText(error, 'error-path');
    this.appTag = childText(error, 'error-app-tag');
    this.info = child(error, 'error-info');
  }
}

type Waiting = { readonly resolve: (reply: XmlElement) => void; readonly reject: (error: Error) => void };

/** A NETCONF session as the laboratory's own tests need it: one request, one reply, and the events between. */
export class NetconfClient {
  readonly events: XmlElement[] = [];
  readonly capabilities: readonly string[];
  readonly sessionId: number;
  readonly closed: Promise<void>;
  readonly #connection: ssh2.Client;
  readonly #stream: Duplex;
  readonly #decoder: MessageDecoder;
  readonly #waiting = new Map<string, Waiting>();
  #lastId = 0;
  #open = true;

  private constructor(connection: ssh2.Client, stream: Duplex, decoder: MessageDecoder, hello: XmlElement) {
    this.#connection = connection;
    this.#stream = stream;
    this.#decoder = decoder;
    this.capabilities = child(hello, 'capabilities')?.children.map((item) => item.text) ?? [];
    this.sessionId = Number(childText(hello, 'session-id'));
    this.closed = new Promise((done) => {
      stream.on('close', () => {
        this.#open = false;
        for (const { reject } of this.#waiting.values()) reject(new Error('session closed'));
        this.#waiting.clear();
        connection.end();
        done();
      });
    });
    stream.on('data', (bytes: Buffer) => {
      decoder.push(bytes);
      this.#take();
    });
  }

  /** Logs in and exchanges hellos. */
  static async connect(target: Target): Promise<NetconfClient> {
    const connection = new ssh2.Client();
    const stream = await openSubsystem(connection, target);
    const decoder = new MessageDecoder(64 * 1024 * 1024);
    const bases = target.oldFraming ? ['1.0'] : ['1.0', '1.1'];
    const offered = bases.map(
      (version) => `<capability>urn:ietf:params:netconf:base:${version}</capability>`,
    );
    const own = `<hello xmlns="${NETCONF}"><capabilities>${offered.join('')}</capabilities></hello>`;
    stream.write(encodeMessage(own, 'end-of-message'));
    const hello = await firstMessage(stream, decoder);
    if (!target.oldFraming) decoder.framing = 'chunked';
    return new NetconfClient(connection, stream, decoder, parseXml(hello));
  }

  /** Sends an operation; answers the rpc-reply or rejects with {@link DeviceError}. */
  async rpc(operation: string, attributes = ''): Promise<XmlElement> {
    const id = String(++this.#lastId);
    const text = `<rpc message-id="${id}" xmlns="${NETCONF}"${attributes}>${operation}</rpc>`;
    const reply = await new Promise<XmlElement>((resolve, reject) => {
      if (!this.#open) return reject(new Error('session closed'));
      this.#waiting.set(id, { resolve, reject });
      this.#stream.write(encodeMessage(text, this.#decoder.framing));
    });
    const error = child(reply, 'rpc-error');
    if (error) throw new DeviceError(error);
    return reply;
  }

  /** edit-config of the candidate with the children of `<device>`. */
  edit(device: string, options = ''): Promise<XmlElement> {
    return this.rpc(
      `<edit-config><target><candidate/></target>${options}<config xmlns:nc="${NETCONF}"><device xmlns="urn:turnup:device">${device}</device></config></edit-config>`,
    );
  }

  /** commit, with its parameters as XML. */
  commit(parameters = ''): Promise<XmlElement> {
    return this.rpc(`<commit>${parameters}</commit>`);
  }

  /** `<data>` of get-config, under a subtree filter if one is given. */
  async getConfig(source: 'running' | 'candidate' = 'running', filter = ''): Promise<XmlElement> {
    const part = filter === '' ? '' : `<filter type="subtree">${filter}</filter>`;
    const reply = await this.rpc(`<get-config><source><${source}/></source>${part}</get-config>`);
    const data = child(reply, 'data');
    if (data === undefined) throw new Error('the reply has no data');
    return data;
  }

  /** Ends the session politely. */
  async close(): Promise<void> {
    await this.rpc('<close-session/>');
    await this.closed;
  }

  /** Breaks the connection without a word. */
  async drop(): Promise<void> {
    this.#connection.destroy();
    await this.closed;
  }

  #take(): void {
    for (let text = this.#decoder.next(); text !== undefined; text = this.#decoder.next()) {
      const message = parseXml(text);
      if (message.name === 'notification') this.events.push(message);
      const id = message.attributes.get('message-id') ?? '';
      this.#waiting.get(id)?.resolve(message);
      this.#waiting.delete(id);
    }
  }
}

function openSubsystem(connection: ssh2.Client, { host, port, user, password }: Target): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.on('close', () => reject(new Error('connection closed')));
    connection.on('ready', () => {
      connection.setNoDelay(true);
      connection.subsys('netconf', (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    connection.connect({ host, port, username: user, password });
  });
}

function firstMessage(stream: Duplex, decoder: MessageDecoder): Promise<string> {
  return new Promise((resolve, reject) => {
    const take = (bytes: Buffer) => {
      decoder.push(bytes);
      const text = decoder.next();
      if (text === undefined) return;
      stream.off('data', take);
      resolve(text);
    };
    stream.on('data', take);
    stream.once('close', () => reject(new Error('closed before the hello')));
  });
}
