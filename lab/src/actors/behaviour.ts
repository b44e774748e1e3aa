import type { Behaviour } from './types.ts';

type Matter = { readonly kind: string; readonly activity?: string | undefined };

/** Working days by which a piece of work ends after its planned day: of the activity, else of the kind, else of all. */
export function lateness(behaviour: Behaviour, { kind, activity }: Matter): number {
  const { late } = behaviour;
  if (late === undefined || typeof late === 'number') return late ?? 0;
  return late[activity ?? ''] ?? late[kind] ?? 0;
}

/** Whether the actor takes no notice. */
export function isSilent(behaviour: Behaviour, { kind, activity }: Matter): boolean {
  const { silent } = behaviour;
  if (silent === undefined || typeof silent === 'boolean') return silent ?? false;
  return silent.includes(kind) || silent.includes(activity ?? '');
}

/** The cause with which the actor gives up, if it does. */
export function failure(behaviour: Behaviour, { kind, activity }: Matter): string | undefined {
  return behaviour.fails?.[activity ?? ''] ?? behaviour.fails?.[kind];
}
