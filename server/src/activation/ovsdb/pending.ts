/**
 * Keys in `Open_vSwitch.external_ids` by which a change that is to be confirmed lies in the bridge's own database. The
 * agent writes `armedUntil` (milliseconds of its own clock) when its timer runs, and makes the operations of `undo`
 * when it has run out.
 */
export const pendingKeys = {
  id: 'turnup-pending',
  timeoutS: 'turnup-pending-timeout-s',
  undo: 'turnup-pending-undo',
  armedUntil: 'turnup-pending-until',
} as const;

/** Keys by which a test head is asked for a test, and by which the agent answers, each with the test's id behind. */
export const testKeys = { asked: 'turnup-test-', answered: 'turnup-tested-' } as const;

/** Marks a port that the agent made for itself: no configuration, and nothing to compare. */
export const agentPortKey = 'turnup-agent';

/** Key under which the agent tells up to which `next_cfg` it has done its part. */
export const agentKey = 'turnup-agent-cfg';
