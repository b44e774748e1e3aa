import type { ServiceState } from '@turnup/contract';
import type { ServiceLevelObjective } from './types.ts';

/**
 * Moves of a service's state. Our departures from TMF638's drawing: cancelling after configuration removes it and then
 * terminates (`inactive → terminated`, `reserved → terminated`), and nothing returns from `terminated`.
 */
const serviceMoves: Readonly<Record<ServiceState, readonly ServiceState[]>> = {
  feasibilityChecked: ['designed', 'reserved', 'terminated'],
  designed: ['reserved', 'inactive', 'terminated'],
  reserved: ['designed', 'inactive', 'terminated'],
  inactive: ['active', 'terminated'],
  active: ['inactive', 'terminated'],
  terminated: [],
};

/** Whether a service may go from one state to another; staying is always allowed. */
export function mayMove(from: ServiceState, to: ServiceState): boolean {
  return from === to || serviceMoves[from].includes(to);
}

/**
 * The threshold at which Service Quality Management is warned: at `share` of the allowed deviation. For an upper limit
 * that is `share` of the limit (16 ms for 20 ms at 0.8); for availability it is `share` of the permitted
 * unavailability (99.96 for 99.95 at 0.8).
 */
export function warningThreshold(comparator: 'atMost' | 'atLeast', target: number, share: number): number {
  const threshold = comparator === 'atMost' ? target * share : 100 - (100 - target) * share;
  return Number(threshold.toFixed(6));
}

/** Whether a threshold warns before the target is missed. A looser one is refused. */
export function thresholdIsTighter(
  objective: Pick<ServiceLevelObjective, 'comparator' | 'target' | 'threshold'>,
): boolean {
  return objective.comparator === 'atMost'
    ? objective.threshold <= objective.target
    : objective.threshold >= objective.target;
}
