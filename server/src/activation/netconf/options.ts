import type { NetconfTimeouts } from './client.ts';
import type { Dialect } from './codec.ts';

/** What the NETCONF driver is given. */
export type NetconfOptions = {
  readonly timeouts: NetconfTimeouts;
  /** An idle session is closed after this long. */
  readonly idleMs: number;
  readonly dialect: Dialect;
  /** Namespace of the path test rpc. */
  readonly testNamespace: string;
};
