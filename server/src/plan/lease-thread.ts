import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../platform/database.ts';
import { type LeaseThreadData, leaseRenewal } from './lease.ts';
import { renewWorker } from './store-workers.ts';

// The thread that keeps a worker's lease: the main thread may compute for seconds without losing it.

const { url, epoch, leaseMs } = workerData as LeaseThreadData;
const database = openDatabase({ url, connections: 1, applicationName: 'turnup-lease' });

leaseRenewal(
  () => renewWorker(database.sql, epoch, leaseMs),
  leaseMs,
  () => parentPort?.postMessage('lost'),
);
// Timers of the renewal do not hold the thread open; its port does, until the engine ends it.
parentPort?.on('message', () => {});
