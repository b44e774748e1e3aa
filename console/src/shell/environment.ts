import { useQuery } from '@tanstack/react-query';
import type { SimulationClock } from '@turnup/contract';
import { clockQuery } from '../api/clock.ts';
import { useSession } from '../session/useSession.ts';

/** The domain clock of this system, once it is known. */
export function useClock(): SimulationClock | undefined {
  return useQuery({ ...clockQuery, enabled: useSession() !== undefined }).data;
}
