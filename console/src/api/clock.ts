import { queryOptions } from '@tanstack/react-query';
import type { SimulationClock, SimulationClockPatch } from '@turnup/contract';
import { call, get } from './client.ts';

const path = '/turnup/v1/simulation/clock';

/** The domain clock. While it is simulated it is read again every two seconds, because it moves in jumps. */
export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: () => get<SimulationClock>(path),
  refetchInterval: (query) => (query.state.data?.mode === 'simulated' ? 2_000 : 60_000),
});

export const patchClock = (patch: SimulationClockPatch) => call<SimulationClock>('PATCH', path, patch);
