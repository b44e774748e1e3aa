import type { Handler } from './plan/index.ts';
import type { Database } from './platform/database.ts';
import type { CallbackPolicy } from './platform/events/index.ts';
import type { Log } from './platform/log.ts';

/** How a system is run. */
export type SystemOptions = {
  readonly database: Database;
  /** For the thread that renews the engine's lease. */
  readonly databaseUrl: string;
  /** 32 bytes that seal device secrets, kept outside the database. */
  readonly sealKey: Buffer;
  readonly defaultTenant: string;
  readonly callbackPolicy: CallbackPolicy;
  readonly role: 'api' | 'worker' | 'all';
  /** Name of this node, for people. */
  readonly node: string;
  readonly log: Log;
  /** Stands between the engine and what does its tasks: to make tasks fail, and to watch them. */
  readonly instrument?: (handler: Handler) => Handler;
};
