import { Worker } from 'node:worker_threads';
import type { PathDesign, PathProblem } from '../optimisation/index.ts';

/** Solves in a thread of its own; undefined where nothing carries the demands. Ends with the signal. */
export function solveInThread(
  problem: PathProblem,
  seconds: number,
  signal?: AbortSignal,
): Promise<PathDesign | undefined> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./solver-thread.ts', import.meta.url), {
      workerData: { problem, seconds },
    });
    const stop = (): void => {
      void thread.terminate();
      reject(new Error('the search for capacity was stopped'));
    };
    signal?.addEventListener('abort', stop, { once: true });
    thread.once('message', (design: PathDesign | null) => resolve(design ?? undefined));
    thread.once('error', reject);
    thread.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`the solver's thread ended with ${code} before it answered`));
    });
  });
}
