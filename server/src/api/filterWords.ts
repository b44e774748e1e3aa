import {
  amendmentStates,
  DesignState,
  orderStates,
  ReservationState,
  ServiceState,
  taskStates,
} from '@turnup/contract';
import type { QualificationState } from '../feasibility/index.ts';
import type { CpeState } from '../inventory/index.ts';
import type { OutageState } from '../maintenance/index.ts';
import type { OrderState as PartnerOrderState, QueryState as PartnerQueryState } from '../partner/index.ts';
import type { WorkOrderState } from '../provisioning/index.ts';
import type { ConditionState } from '../surveillance/index.ts';
import { type FilterWords, oneWordOf, wordsOf } from './paging.ts';

/** The words of a closed union: the compiler sees that none is missing and none is strange. */
const all = <Word extends string>(words: Readonly<Record<Word, true>>): readonly string[] =>
  Object.keys(words);

/** What lists are filtered by where only some words make sense: another is refused, with those that there are. */
export const filterWords = {
  orders: { state: wordsOf(orderStates), jeopardy: wordsOf(['Normal', 'Hazard', 'Critical']) },
  amendments: { state: wordsOf(amendmentStates) },
  cancellations: { state: wordsOf(taskStates) },
  services: { state: oneWordOf(ServiceState.enum) },
  reservations: { state: oneWordOf(ReservationState.enum) },
  designs: { state: oneWordOf(DesignState.enum), mode: oneWordOf(['feasibility', 'committed']) },
  alerts: { level: oneWordOf(['Hazard', 'Critical']), open: oneWordOf(['true', 'false']) },
  qualifications: {
    state: oneWordOf(
      all<QualificationState>({
        acknowledged: true,
        inProgress: true,
        done: true,
        terminatedWithError: true,
      }),
    ),
  },
  equipment: {
    state: oneWordOf(
      all<CpeState>({
        inStock: true,
        assigned: true,
        shipped: true,
        installed: true,
        failed: true,
        returned: true,
      }),
    ),
  },
  outages: {
    state: wordsOf(all<OutageState>({ announced: true, inProgress: true, completed: true, withdrawn: true })),
  },
  conditions: {
    state: oneWordOf(all<ConditionState>({ suspected: true, failed: true, cleared: true })),
  },
  workOrders: {
    state: wordsOf(
      all<WorkOrderState>({
        acknowledged: true,
        assigned: true,
        inProgress: true,
        held: true,
        completed: true,
        cancelled: true,
        rejected: true,
      }),
    ),
  },
  partnerQueries: {
    state: wordsOf(
      all<PartnerQueryState>({
        acknowledged: true,
        inProgress: true,
        answered: true,
        timedOut: true,
        closed: true,
      }),
    ),
  },
  partnerOrders: {
    state: wordsOf(
      all<PartnerOrderState>({
        acknowledged: true,
        inProgress: true,
        held: true,
        completed: true,
        rejected: true,
        failed: true,
        cancelled: true,
      }),
    ),
  },
  monitors: { state: oneWordOf(['InProgress', 'InError', 'Completed']) },
  pools: {
    state: oneWordOf(['free', 'reserved', 'allocated', 'quarantined', 'withdrawn']),
    conserved: oneWordOf(['true', 'false']),
  },
} as const satisfies Readonly<Record<string, FilterWords>>;
