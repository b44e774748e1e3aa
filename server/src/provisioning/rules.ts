import type { FieldFault } from '../foundation/result.ts';
import type { WorkOrder, WorkOrderEvent, WorkOrderState } from './types.ts';

/**
 * All moves of a work order but `resume`, which leads from `held` back to where its facts put it
 * ({@link resumedState}). Assigning running work hands it over: the next one starts again.
 */
export const workOrderMoves: Readonly<
  Record<WorkOrderState, Readonly<Partial<Record<Exclude<WorkOrderEvent, 'resume'>, WorkOrderState>>>>
> = {
  acknowledged: { assign: 'assigned', hold: 'held', cancel: 'cancelled', reject: 'rejected' },
  assigned: {
    assign: 'assigned',
    release: 'acknowledged',
    start: 'inProgress',
    hold: 'held',
    cancel: 'cancelled',
    reject: 'rejected',
  },
  inProgress: {
    assign: 'assigned',
    complete: 'completed',
    hold: 'held',
    cancel: 'cancelled',
    reject: 'rejected',
  },
  held: { cancel: 'cancelled', reject: 'rejected' },
  completed: {},
  cancelled: {},
  rejected: {},
};

/** The state after an event, or undefined where that cannot happen. */
export function moveWorkOrder(
  workOrder: Pick<WorkOrder, 'state' | 'assignee' | 'startedAt'>,
  event: WorkOrderEvent,
): WorkOrderState | undefined {
  if (event !== 'resume') return workOrderMoves[workOrder.state][event];
  return workOrder.state === 'held' ? resumedState(workOrder) : undefined;
}

/** Where held work goes on: who began goes on, who was given it has it still. */
function resumedState(workOrder: Pick<WorkOrder, 'assignee' | 'startedAt'>): WorkOrderState {
  if (workOrder.assignee === null) return 'acknowledged';
  return workOrder.startedAt === null ? 'assigned' : 'inProgress';
}

/** Each required piece of evidence that is not there, or is empty. */
export function missingEvidence(
  required: readonly string[],
  evidence: Readonly<Record<string, unknown>>,
): readonly FieldFault[] {
  return required
    .filter((name) => isEmpty(Object.hasOwn(evidence, name) ? evidence[name] : undefined))
    .map((name) => ({
      path: `/evidence/${pointer(name)}`,
      message: `${name} is required to complete this work`,
    }));
}

/** What is wrong with the evidence itself: serial numbers are texts, each once. */
export function wrongEvidence(evidence: Readonly<Record<string, unknown>>): readonly FieldFault[] {
  const given = evidence.serialNumbers;
  if (given === undefined) return [];
  const path = '/evidence/serialNumbers';
  if (!Array.isArray(given)) return [{ path, message: 'serialNumbers is a list of texts' }];
  const seen = new Set<unknown>();
  return given.flatMap((serial: unknown, index) => {
    const at = `${path}/${index}`;
    if (typeof serial !== 'string' || serial.trim() === '')
      return [{ path: at, message: 'a serial number is a text' }];
    if (seen.has(serial)) return [{ path: at, message: `${serial} is given twice` }];
    seen.add(serial);
    return [];
  });
}

/** The serial numbers of evidence that {@link wrongEvidence} finds nothing wrong with. */
export function serialNumbersOf(evidence: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(evidence.serialNumbers) ? (evidence.serialNumbers as readonly string[]) : [];
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** RFC 6901. */
function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
