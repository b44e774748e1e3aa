import net from 'node:net';

/** A value as RFC 7047, 5.1 writes it. */
export type OvsdbValue = string | number | boolean | readonly [string, unknown];
/** A row: its columns by name. */
export type OvsdbRow = Readonly<Record<string, OvsdbValue>>;
/** One operation of a transaction (RFC 7047, 5.2). */
export type OvsdbOperation = Readonly<Record<string, unknown>>;

type Waiting = { resolve(result: unknown): void; reject(error: Error): void };
type Message = { id?: unknown; method?: string; params?: unknown[]; result?: unknown; error?: unknown };

const database = 'Open_vSwitch';

/** A conversation with a bridge's database (RFC 7047) over its local socket. */
export class Ovsdb {
  readonly #socket: net.Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #splitter = new JsonSplitter();
  #lastId = 0;
  onUpdate: (tables: Readonly<Record<string, unknown>>) => void = () => {};
  onEnd: () => void = () => {};

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      for (const message of this.#splitter.push(text)) this.#take(JSON.parse(message) as Message);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the database closed'));
      this.#waiting.clear();
      this.onEnd();
    });
  }

  static connect(path: string): Promise<Ovsdb> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ path });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Ovsdb(socket)));
    });
  }

  /** One transaction, all or nothing; throws the database's words when any operation failed. */
  async transact(operations: readonly OvsdbOperation[]): Promise<readonly { rows?: OvsdbRow[] }[]> {
    const results = (await this.#call('transact', [database, ...operations])) as ({
      error?: string;
      details?: string;
      rows?: OvsdbRow[];
    } | null)[];
    const bad = results.find((result) => result?.error);
    if (bad) throw new Error(`${bad.error}: ${bad.details ?? ''}`);
    return results.map((result) => result ?? {});
  }

  /** Asks to be told of changes; the initial rows are the answer, later ones come to `onUpdate`. */
  async monitor(tables: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const wanted = Object.fromEntries(Object.entries(tables).map(([table, columns]) => [table, { columns }]));
    this.onUpdate(
      (await this.#call('monitor', [database, null, wanted])) as Readonly<Record<string, unknown>>,
    );
  }

  close(): void {
    this.#socket.destroy();
  }

  #call(method: string, params: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(JSON.stringify({ method, params, id }));
    });
  }

  #take(message: Message): void {
    if (message.method === 'echo') {
      this.#socket.write(JSON.stringify({ id: message.id, result: message.params, error: null }));
    } else if (message.method === 'update') {
      this.onUpdate(message.params?.[1] as Readonly<Record<string, unknown>>);
    } else if (typeof message.id === 'number') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new Error(JSON.stringify(message.error)));
      else waiting?.resolve(message.result);
    }
  }
}

/** Cuts a stream of JSON texts, which RFC 7047 sends without anything between them. */
export class JsonSplitter {
  #text = '';
  #depth = 0;
  #quoted = false;
  #escaped = false;

  push(text: string): string[] {
    const messages: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      if (!this.#ends(text[at] ?? '')) continue;
      messages.push(this.#text + text.slice(from, at + 1));
      this.#text = '';
      from = at + 1;
    }
    this.#text += text.slice(from);
    return messages;
  }

  #ends(character: string): boolean {
    if (this.#quoted) {
      if (this.#escaped) this.#escaped = false;
      else if (character === '\\') this.#escaped = true;
      else if (character === '"') this.#quoted = false;
      return false;
    }
    if (character === '"') this.#quoted = true;
    else if (character === '{' || character === '[') this.#depth++;
    else if (character === '}' || character === ']') return --this.#depth === 0;
    return false;
  }
}

/** A map as a plain object. */
export function mapOf(value: OvsdbValue | undefined): Record<string, string> {
  return Array.isArray(value) && value[0] === 'map' ? Object.fromEntries(value[1] as [string, string][]) : {};
}

/** A plain object as a map. */
export function toMap(object: Readonly<Record<string, string>>): OvsdbValue {
  return ['map', Object.entries(object)];
}

/** A set, or the one value that stands for it, as an array. */
export function setOf(value: OvsdbValue | undefined): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) && value[0] === 'set' ? (value[1] as unknown[]) : [value];
}
