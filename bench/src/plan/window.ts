import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../rows.ts';
import { endWithParent } from '../run/child.ts';
import { treeCpuMs, treeMemoryMb } from '../run/proc.ts';

// One window of measuring one engine. Each engine runs in a process of its own, in the same closed loop: so many
// orders in flight, a new one for each that ends.

/** What an engine's process is asked. */
export type WindowOrder = {
  /** Database of its own. */
  readonly url: string;
  /** First process of PostgreSQL, for its processor time. */
  readonly postmaster: number;
  readonly inFlight: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Ticks, or workers, at a time; tasks that each takes at most; connections of the pool. */
  readonly loops: number;
  readonly batch: number;
  readonly connections: number;
  /** Steps of an order, one after the other. */
  readonly steps: number;
  /** Handlers, for an engine that has several. */
  readonly handlers?: 'noop' | 'real';
  /** Each step is a transaction of its own, for an engine that could do several in one. */
  readonly stepByStep?: true;
};

/** What an engine did in a window. */
export type Window = {
  readonly orders: number;
  readonly seconds: number;
  readonly ordersPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time per step of the engine's process and of PostgreSQL. */
  readonly engineCpuMsPerStep: number;
  readonly databaseCpuMsPerStep: number;
  /** Memory of the engine's process at the end. */
  readonly memoryMb: number;
  readonly databaseMemoryMb: number;
};

/** An engine under measurement: `submit` starts an order and resolves when its last step is done. */
export type Subject = { submit(name: string): Promise<unknown>; stop(): Promise<unknown> };

/** The program of an engine's process: measures one window and prints it. */
export async function runWindow(open: (order: WindowOrder) => Promise<Subject>): Promise<void> {
  endWithParent();
  const order = JSON.parse(process.argv[2] ?? '') as WindowOrder;
  const subject = await open(order);
  const window = await measure(subject, order);
  process.stdout.write(`${JSON.stringify(window)}\n`);
  // What an engine does at its end is no part of the measurement, and must not hold up the next.
  await Promise.race([subject.stop().catch(() => {}), pause(3_000)]);
  process.exit(0);
}

/** Keeps `inFlight` orders going, and counts those that end in the window after the warm-up. */
export async function measure(subject: Subject, order: WindowOrder): Promise<Window> {
  let over = false;
  let number = 0;
  let latencies: number[] = [];
  const client = async (): Promise<void> => {
    while (!over) {
      const from = performance.now();
      await subject.submit(`o${++number}`);
      latencies.push(performance.now() - from);
    }
  };
  const clients = Promise.all(Array.from({ length: order.inFlight }, client));
  await Promise.race([clients, pause(order.warmUpMs)]);
  latencies = [];
  const before = { at: performance.now(), own: ownCpuMs(), database: treeCpuMs(order.postmaster) };
  await Promise.race([clients, pause(order.windowMs)]);
  const counted = latencies;
  const seconds = (performance.now() - before.at) / 1_000;
  const steps = counted.length * order.steps;
  const window: Window = {
    orders: counted.length,
    seconds,
    ordersPerS: counted.length / seconds,
    p50Ms: quantile(counted, 0.5),
    p99Ms: quantile(counted, 0.99),
    engineCpuMsPerStep: (ownCpuMs() - before.own) / steps,
    databaseCpuMsPerStep: (treeCpuMs(order.postmaster) - before.database) / steps,
    memoryMb: treeMemoryMb(process.pid),
    databaseMemoryMb: treeMemoryMb(order.postmaster),
  };
  over = true;
  await clients;
  return window;
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Ends a wait by name: the way a commit finds the client that waits for it. */
export function waiters(): { wait(name: string): Promise<void>; done(name: string): void } {
  const waiting = new Map<string, () => void>();
  return {
    wait: (name) =>
      new Promise((resolve) => {
        waiting.set(name, resolve);
      }),
    done(name) {
      const resolve = waiting.get(name);
      waiting.delete(name);
      resolve?.();
    },
  };
}

/**
 * Gathers what is asked for in one turn of the event loop into one call, and keeps at most `atOnce` calls under way: what
 * comes meanwhile goes into the next.
 */
export function gathered<Item>(
  atOnce: number,
  work: (items: readonly Item[]) => Promise<void>,
): (item: Item) => void {
  let batch: Item[] = [];
  let underWay = 0;
  const start = (): void => {
    if (batch.length === 0 || underWay >= atOnce) return;
    const items = batch;
    batch = [];
    underWay++;
    // A rejection ends the process, and so the measurement.
    void work(items).then(() => {
      underWay--;
      start();
    });
  };
  return (item) => {
    batch.push(item);
    if (batch.length === 1) setImmediate(start);
  };
}
