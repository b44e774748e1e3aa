import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type ComputeAnswer,
  type ComputeQuestion,
  type ComputeThreadData,
  type ComputeWork,
  linksOfWork,
  withLinks,
} from './computeMessages.ts';
import type { Composition } from './design/index.ts';
import type { Result } from './foundation/result.ts';
import {
  type FoundPaths,
  findPaths,
  type LinkNumbers,
  type NetworkImage,
  type NetworkSnapshot,
} from './network/index.ts';
import { type Composing, composed, type Delivery, type Judged, judge } from './ordering/index.ts';

/** Questions on networks with more nodes are large, whatever they ask. */
const largeNetwork = 5_000;

/** Questions about more sites, or so many questions at once, are large on every network. */
const manySites = 50;

/** Designs for which more routes are looked at are composed by a thread: beyond some milliseconds. */
const smallWork = 200;

/** How many sites one thread is given at a time, so that all of them have work. */
const sitesAtATime = 250;

/** A thread has the names of links already: they are not sent with each question. */
const noLinks: LinkNumbers = { names: [], numbers: new Map() };

/** Where large questions are answered: by threads, which share the networks. Small ones are answered at once. */
export type Computing = Pick<Delivery, 'judge' | 'paths' | 'compose'> & { close(): Promise<void> };

/** Opens the threads of a node; each starts when there is first work for it. */
export function openComputing(options: {
  readonly url: string;
  /** Threads at most; one less than the machine has processors, at least one, unless told. */
  readonly threads?: number;
  /** Questions on networks with so many nodes are answered at once. */
  readonly smallNodes?: number;
}): Computing {
  const { threads = Math.max(1, availableParallelism() - 1), smallNodes = largeNetwork } = options;
  const doors = Array.from({ length: threads }, () => new ComputeDoor({ url: options.url }));
  const next = (): ComputeDoor => doors.reduce((least, door) => (door.load < least.load ? door : least));
  return {
    async judge(world, tenant, judgings) {
      const { network, latestNetworkVersion } = world;
      const sites = judgings.reduce((sum, { requirement }) => sum + requirement.sites.length, 0);
      if (network.nodeCount <= smallNodes && sites <= manySites)
        return judgings.map(({ requirement, options: how }) => judge(world, requirement, how));
      const parts = partsOf(judgings, ({ requirement }) => requirement.sites.length);
      const answers = await Promise.all(
        parts.map((part) =>
          next().ask(network, { kind: 'judge', tenant, latestNetworkVersion, judgings: part }),
        ),
      );
      return (answers as Result<Judged>[][]).flat();
    },
    async compose(world, tenant, composing) {
      const { network, latestNetworkVersion } = world;
      if (network.nodeCount <= smallNodes && workOf(composing) <= smallWork)
        return composed(world, composing);
      const work: ComputeWork = { kind: 'compose', tenant, latestNetworkVersion, composing };
      return (await next().ask(network, work)) as Result<Composition>;
    },
    async paths(network, question, conditions) {
      if (network.nodeCount <= smallNodes) return findPaths(network, question, conditions);
      const work: ComputeWork = { kind: 'paths', tenant: network.tenant, question, conditions };
      return (await next().ask(network, work)) as FoundPaths;
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()));
    },
  };
}

/** How many routes are looked at for designs: each pair of sites in each combination of their ways of access. */
function workOf({ siteOptions }: Composing): number {
  const sites = siteOptions.length;
  const combinations = siteOptions.reduce((product, { options }) => product * options.length, 1);
  return combinations * Math.max(1, (sites * (sites - 1)) / 2);
}

/** Cuts a list into parts of about as many sites. */
function partsOf<Item>(items: readonly Item[], sitesOf: (item: Item) => number): Item[][] {
  const parts: Item[][] = [];
  let sites = sitesAtATime;
  for (const item of items) {
    if (sites >= sitesAtATime) {
      parts.push([]);
      sites = 0;
    }
    parts.at(-1)?.push(item);
    sites += sitesOf(item);
  }
  return parts;
}

/** The door to one thread. */
class ComputeDoor {
  readonly #data: ComputeThreadData;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  /** The image that the thread has of each network. */
  readonly #sent = new Map<string, NetworkImage>();
  readonly #networks = new Map<string, NetworkSnapshot>();
  /** How many names of each tenant's links the thread has. */
  readonly #linksSent = new Map<string, number>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(data: ComputeThreadData) {
    this.#data = data;
  }

  /** How much it has to do. */
  get load(): number {
    return this.#waiting.size;
  }

  ask(network: NetworkSnapshot, work: ComputeWork): Promise<unknown> {
    const worker = this.#worker ?? this.#start();
    const waiting = Promise.withResolvers<unknown>();
    const id = ++this.#lastId;
    this.#waiting.set(id, waiting);
    const isNew = this.#sent.get(network.tenant) !== network.image;
    this.#sent.set(network.tenant, network.image);
    this.#networks.set(network.tenant, network);
    const links = this.#unsentLinks(network.tenant, work);
    const question: ComputeQuestion = {
      id,
      ...(isNew && { image: network.image }),
      ...(links.length > 0 && { links }),
      work: withLinks(work, noLinks),
    };
    worker.postMessage(question);
    return waiting.promise;
  }

  #unsentLinks(tenant: string, work: ComputeWork): readonly string[] {
    const links = linksOfWork(work);
    if (links === undefined) return [];
    const sent = this.#linksSent.get(tenant) ?? 0;
    this.#linksSent.set(tenant, links.names.length);
    return links.names.slice(sent);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./compute-thread.ts', import.meta.url), { workerData: this.#data });
    worker.unref();
    worker.on('message', (answer: ComputeAnswer) => this.#hear(answer));
    const fail = (error: Error): void => {
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
      this.#sent.clear();
      this.#linksSent.clear();
      this.#worker = undefined;
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('a computing thread has ended')));
    this.#worker = worker;
    return worker;
  }

  #hear(answer: ComputeAnswer): void {
    if (answer.kind === 'missing') {
      // Looking for them is asking for them: the next image has them.
      this.#networks.get(answer.tenant)?.landmarks.of(answer.metric, answer.leastKbps);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === 'done') waiting?.resolve(answer.value);
    else if (answer.name === 'RangeError') waiting?.reject(new RangeError(answer.message));
    else waiting?.reject(new Error(answer.message));
  }
}
