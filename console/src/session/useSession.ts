import type { Session } from '@turnup/contract';
import { useSyncExternalStore } from 'react';
import { currentSession, onSession } from './store.ts';

/** Who is signed in. */
export const useSession = (): Session | undefined => useSyncExternalStore(onSession, currentSession);

/** Whether the session may do something. The server decides again; this only shows or explains. */
export function useMay(permission: string): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}
