/** Numbers that govern transactions. Real time. */
export type ActivationPolicy = {
  /** How long a device keeps an unconfirmed commit. */
  readonly confirmTimeoutS: number;
  /** With less than this left of it nothing is confirmed any more: the transaction is undone. */
  readonly confirmMarginS: number;
  /** Longest smoke check; more counts as failed. */
  readonly smokeCheckS: number;
  /** How long a process may be silent before another takes its transactions over. */
  readonly runnerLeaseS: number;
  /** How long a transaction waits for devices that others hold. */
  readonly deviceWaitS: number;
  /** How long a transaction waits for a candidate that somebody else has locked. */
  readonly lockWaitS: number;
  /** Pause before a device in doubt is asked again. */
  readonly inDoubtRetryS: number;
  /** Pause before a device for which something is queued is tried again. */
  readonly queueRetryS: number;
};

/** The values that hold where the operator's policy data says nothing else. */
export const defaultActivationPolicy: ActivationPolicy = {
  confirmTimeoutS: 60,
  confirmMarginS: 10,
  smokeCheckS: 30,
  runnerLeaseS: 10,
  deviceWaitS: 30,
  lockWaitS: 3,
  inDoubtRetryS: 5,
  queueRetryS: 5,
};
