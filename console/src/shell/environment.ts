import { useQuery } from '@tanstack/react-query';
import type { SimulationClock } from '@turnup/contract';
import { useEffect, useState } from 'react';
import { clockQuery } from '../api/clock.ts';
import { useSession } from '../session/useSession.ts';

/** The domain clock of this system, once it is known. */
export function useClock(): SimulationClock | undefined {
  return useQuery({ ...clockQuery, enabled: useSession() !== undefined }).data;
}

/**
 * The domain clock's instant in milliseconds, once it is known: a real clock goes on every second, a simulated one stands
 * until it is read anew.
 */
export function useNow(): number | undefined {
  const { data, dataUpdatedAt } = useQuery({ ...clockQuery, enabled: useSession() !== undefined });
  const real = data?.mode === 'real';
  const [here, setHere] = useState(Date.now);
  useEffect(() => {
    if (!real) return;
    const timer = setInterval(() => setHere(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [real]);
  if (data === undefined) return undefined;
  const read = Date.parse(data.now);
  return real ? read + Math.max(0, here - dataUpdatedAt) : read;
}
