import type { Session } from '@turnup/contract';

/** The first page of someone: the first that their permissions open. */
export function homeOf(session: Pick<Session, 'permissions'>): '/orders' | '/work' | '/clock' | '/nothing' {
  const may = (permission: string): boolean => session.permissions.includes(permission);
  if (may('order.read')) return '/orders';
  if (may('work.read')) return '/work';
  return may('simulation.control') ? '/clock' : '/nothing';
}
