import type { Session } from '@turnup/contract';
import type { Reservation } from '../api/answers.ts';

/** Owners whose parameters only the system itself moves, or someone with `parameter.manage`. */
const systemOwners: readonly string[] = ['serviceOrder', 'service', 'serviceQualification', 'serviceDesign'];

/** Why the signed-in account may not move a reservation, or undefined where it may. The server decides again. */
export function whyNotMove(session: Session | undefined, { owner }: Reservation): string | undefined {
  const may = (permission: string): boolean => session?.permissions.includes(permission) ?? false;
  if (!may('parameter.reserve')) return 'Your role lacks parameter.reserve.';
  if (may('parameter.manage')) return undefined;
  const own = owner.kind === 'account' ? owner.id === session?.account : !systemOwners.includes(owner.kind);
  return own ? undefined : 'It belongs to another owner: moving it needs parameter.manage.';
}
