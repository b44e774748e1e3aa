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

/** Key under which the agent tells up to which `next_cfg` it has done its part. */
export const agentKey = 'turnup-agent-cfg';
