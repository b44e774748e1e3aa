import type { Session, WorkOrder } from '@turnup/contract';

type Who = Pick<Session, 'account' | 'permissions'> | undefined;

/** Why work cannot be started or finished by someone, or undefined. The server decides again. */
export function whyNotDo(workOrder: WorkOrder, who: Who): string | undefined {
  if (!who?.permissions.includes('work.do')) return 'Your role does no work (work.do).';
  if (workOrder.assignee === who.account || who.permissions.includes('work.dispatch')) return undefined;
  return workOrder.assignee === undefined
    ? 'It is assigned to nobody yet.'
    : `It is assigned to ${workOrder.assignee}.`;
}

export function whyNotStart(workOrder: WorkOrder, who: Who): string | undefined {
  return workOrder.assignee === undefined && who?.permissions.includes('work.do')
    ? 'It is assigned to nobody yet.'
    : whyNotDo(workOrder, who);
}
