/** What a server that is made to be killed is told. */
export type Errand = {
  readonly url: string;
  readonly devices: readonly string[];
  readonly version: { readonly rateKbps: number; readonly target: number };
  readonly transactionId: string;
  /** The step of the journal at which it kills itself; absent: never. */
  readonly dieAtStep?: number;
};

/** Short leases, so that what a dead server left is taken over at once. */
export const policy = {
  runnerLeaseS: 1.5,
  inDoubtRetryS: 0.1,
  lockWaitS: 1,
  deviceWaitS: 10,
  confirmTimeoutS: 30,
} as const;

/** How long a device may take to answer; the hanging one costs this much. */
export const rpcMs = 2_500;
