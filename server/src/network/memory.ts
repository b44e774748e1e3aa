import { Worker } from 'node:worker_threads';
import { atOneInstant, type Database, type Sql } from '../platform/database.ts';
import { emptyImage } from './image.ts';
import type { NetworkImage } from './image-types.ts';
import type { NetworkAnswer, NetworkQuestion, NetworkThreadData } from './messages.ts';
import { followImage, readImage } from './reader.ts';
import { openImage } from './snapshot.ts';
import { networkVersion } from './store.ts';
import { manyLinks } from './store-changes.ts';
import type { NetworkSnapshot } from './types.ts';

/** Reads a tenant's network as it stands at one moment. */
export async function loadSnapshot(database: Database, tenant: string): Promise<NetworkSnapshot> {
  return openImage(await atOneInstant(database, (sql) => readImage(sql, tenant)));
}

/** How networks are kept. */
export type NetworkMemoryOptions = {
  /** Reads outside of any transaction. */
  readonly database: Database;
  /** For the thread that follows large networks; null lets every network be followed where it is asked for. */
  readonly url: string | null;
  /** With more links than this a network is read and followed by the thread. */
  readonly threadAbove?: number;
  /** How long who asks waits for the thread to catch up before he gets the network that is there. */
  readonly patienceMs?: number;
  /** How often the thread looks by itself. */
  readonly everyMs?: number;
  /** Hears of every image that is there from now on. */
  readonly onImage?: (image: NetworkImage) => void;
};

/** The version of a database that the thread has not told of in time. */
const LATE = Number.POSITIVE_INFINITY;

/** What came of following: the network, and the version that the database had for everyone. */
type Followed = { readonly snapshot: NetworkSnapshot; readonly committed: number };

/**
 * A node's memory of the networks, one image per tenant. Each use asks for the version (one row by primary key); where
 * it has moved on, the records that changed are read and put into a new image, which replaces the old one whole.
 */
export class NetworkMemory {
  readonly #options: Required<Omit<NetworkMemoryOptions, 'url'>> & { readonly url: string | null };
  readonly #images = new Map<string, NetworkImage>();
  readonly #snapshots = new Map<string, NetworkSnapshot>();
  readonly #following = new Map<string, Promise<Followed>>();
  #thread: NetworkThread | undefined;

  constructor(options: NetworkMemoryOptions) {
    this.#options = {
      threadAbove: 20_000,
      patienceMs: 1_000,
      everyMs: 250,
      onImage: () => {},
      ...options,
    };
  }

  /**
   * The network of a tenant as it stands now. Never older than the start of the call, unless the thread that follows it
   * is behind for longer than the patience: then its version tells. Within a transaction that has changed the network
   * itself, the network as that transaction sees it.
   */
  async of(sql: Sql, tenant: string): Promise<NetworkSnapshot> {
    const version = await networkVersion(sql, tenant);
    const known = this.#snapshots.get(tenant);
    if (known !== undefined && known.version >= version) return known;
    const { snapshot, committed } = await this.#followed(tenant, version);
    return committed < version ? await this.#asSeenBy(sql, tenant, version) : snapshot;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread?.close();
  }

  /** A look that was under way may have begun before the change that this caller must see: then there is another. */
  async #followed(tenant: string, version: number): Promise<Followed> {
    const first = await (this.#following.get(tenant) ?? this.#follow(tenant));
    if (first.snapshot.version >= version || first.committed === LATE) return first;
    return await (this.#following.get(tenant) ?? this.#follow(tenant));
  }

  #follow(tenant: string): Promise<Followed> {
    const following = this.#catchUp(tenant).finally(() => this.#following.delete(tenant));
    this.#following.set(tenant, following);
    return following;
  }

  async #catchUp(tenant: string): Promise<Followed> {
    const { database, url, threadAbove } = this.#options;
    const known = this.#images.get(tenant);
    const large =
      url !== null &&
      (known === undefined
        ? await manyLinks(database.sql, tenant, threadAbove)
        : known.facts.links.count > threadAbove);
    if (large) return await this.#byThread(url, tenant);
    const image = await atOneInstant(database, (sql) =>
      known === undefined ? readImage(sql, tenant) : followImage(sql, known),
    );
    this.#keep(image);
    return { snapshot: this.#snapshot(tenant), committed: image.version };
  }

  async #byThread(url: string, tenant: string): Promise<Followed> {
    const known = this.#images.get(tenant);
    if (this.#thread?.isOver !== false)
      this.#thread = new NetworkThread({ url, everyMs: this.#options.everyMs }, (image) => this.#keep(image));
    if (known !== undefined) this.#thread.adopt(known);
    const committed = this.#thread.follow(tenant);
    if (known === undefined) return { committed: await committed, snapshot: this.#snapshot(tenant) };
    // Who stops waiting does not hear that it failed: the next who asks does.
    committed.catch(() => undefined);
    const late = patience(this.#options.patienceMs);
    const version = await Promise.race([committed, late.over]).finally(late.stop);
    return { snapshot: this.#snapshot(tenant), committed: version ?? LATE };
  }

  #keep(image: NetworkImage): void {
    const { tenant } = image;
    const known = this.#images.get(tenant);
    if (known === image || (known !== undefined && known.version > image.version)) return;
    this.#images.set(tenant, image);
    const thread = this.#thread;
    this.#snapshots.set(
      tenant,
      thread?.follows(tenant) === true
        ? openImage(image, (metric, leastKbps) => thread.ask({ kind: 'prepare', tenant, metric, leastKbps }))
        : openImage(image),
    );
    this.#options.onImage(image);
  }

  #snapshot(tenant: string): NetworkSnapshot {
    const known = this.#snapshots.get(tenant);
    if (known === undefined) throw new Error(`the network of ${tenant} was not read`);
    return known;
  }

  /** What a transaction alone sees is nobody else's: it is not kept. */
  async #asSeenBy(sql: Sql, tenant: string, version: number): Promise<NetworkSnapshot> {
    const base = this.#images.get(tenant) ?? emptyImage(tenant);
    return openImage({ ...(await followImage(sql, base)), version });
  }
}

function patience(ms: number): { readonly over: Promise<undefined>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return { over, stop: () => clearTimeout(timer) };
}

/** The door to the thread that follows large networks. */
class NetworkThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<number>>();
  readonly #followed = new Set<string>();
  readonly #ended: Promise<void>;
  /** A thread that has failed is replaced by the next use. */
  isOver = false;
  #lastId = 0;

  constructor(workerData: NetworkThreadData, onImage: (image: NetworkImage) => void) {
    this.#worker = new Worker(new URL('./network-thread.ts', import.meta.url), { workerData });
    this.#worker.unref();
    this.#worker.on('message', (answer: NetworkAnswer) => {
      if (answer.kind === 'image') onImage(answer.image);
      else this.#settle(answer);
    });
    const fail = (error: Error): void => {
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
    };
    this.#worker.on('error', fail);
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.isOver = true;
        fail(new Error('the thread that follows networks has ended'));
        resolve();
      });
    });
  }

  follows(tenant: string): boolean {
    return this.#followed.has(tenant);
  }

  ask(question: NetworkQuestion): void {
    this.#worker.postMessage(question);
  }

  /** Lets the thread go on from an image, where it does not follow that network yet. */
  adopt(image: NetworkImage): void {
    if (this.#followed.has(image.tenant)) return;
    this.#followed.add(image.tenant);
    this.ask({ kind: 'adopt', image });
  }

  /** Lets the thread look now; answers the version that it saw, once the image of it has arrived. */
  follow(tenant: string): Promise<number> {
    this.#followed.add(tenant);
    const waiting = Promise.withResolvers<number>();
    const id = ++this.#lastId;
    this.#waiting.set(id, waiting);
    this.ask({ kind: 'follow', tenant, id });
    return waiting.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    await this.#ended;
  }

  #settle(answer: Exclude<NetworkAnswer, { kind: 'image' }>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === 'followed') waiting?.resolve(answer.version);
    else waiting?.reject(new Error(`the network could not be read: ${answer.message}`));
  }
}
