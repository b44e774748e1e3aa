import { Worker } from 'node:worker_threads';
import type { Database } from '../platform/database.ts';
import { beginWorker, endWorker, renewWorker } from './store-workers.ts';

/** One incarnation of a worker, alive as long as its lease is renewed. */
export type Lease = {
  readonly epoch: number;
  /** Stops renewing and ends the incarnation. Idempotent. */
  end(): Promise<void>;
};

/** How the lease of a worker is kept. */
export type LeaseOptions = {
  readonly node: string;
  readonly leaseMs: number;
  /** With it the lease is renewed from a thread with a connection of its own, which busy handlers cannot starve. */
  readonly url: string | null;
};

/** What the renewing thread is told. */
export type LeaseThreadData = { readonly url: string; readonly epoch: number; readonly leaseMs: number };

/** Begins an incarnation. `onLost` is called once if the lease cannot be renewed: then its tasks are anyone's. */
export async function beginLease(
  database: Database,
  options: LeaseOptions,
  onLost: () => void,
): Promise<Lease> {
  const epoch = await beginWorker(database.sql, options.node, options.leaseMs);
  let over = false;
  const lost = (): void => {
    if (over) return;
    over = true;
    onLost();
  };
  const stopRenewing =
    options.url === null
      ? renewHere(database, epoch, options.leaseMs, lost)
      : renewInThread({ url: options.url, epoch, leaseMs: options.leaseMs }, lost);
  return {
    epoch,
    async end() {
      over = true;
      await stopRenewing();
      await endWorker(database.sql, epoch);
    },
  };
}

function renewInThread(workerData: LeaseThreadData, lost: () => void): () => Promise<void> {
  const thread = new Worker(new URL('./lease-thread.ts', import.meta.url), { workerData });
  thread.on('message', lost);
  thread.on('error', lost);
  thread.unref();
  return async () => {
    await thread.terminate();
  };
}

function renewHere(
  database: Database,
  epoch: number,
  leaseMs: number,
  lost: () => void,
): () => Promise<void> {
  const renewal = leaseRenewal(() => renewWorker(database.sql, epoch, leaseMs), leaseMs, lost);
  return async () => renewal.stop();
}

/**
 * Renews four times per lease and calls `lost` when the database says that the lease is gone, or when no renewal has
 * succeeded for nine tenths of it: before others may take over.
 */
export function leaseRenewal(
  renew: () => Promise<boolean>,
  leaseMs: number,
  lost: () => void,
): { stop(): void } {
  let renewedAt = performance.now(); // monotonic: a lease is a duration, whatever the wall clock does
  let busy = false;
  const attempt = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const begun = performance.now();
    try {
      if (await renew()) renewedAt = begun;
      else give();
    } catch {
      // A failed renewal is tried again until the lease is as good as gone.
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => {
    if (performance.now() - renewedAt > leaseMs * 0.9) give();
    else void attempt();
  }, leaseMs / 4);
  timer.unref();
  function give(): void {
    clearInterval(timer);
    lost();
  }
  return { stop: () => clearInterval(timer) };
}
