import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import type { Notification } from '@turnup/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { onEvent, onReturn } from './live.ts';

const gatherMs = 400;

/**
 * Updates of a list that wait while someone is on it: rows never move under a pointer or under the focus. Nobody there:
 * they are applied at once. `idOf` names the row that an event is about, or undefined for one of another list.
 */
export function usePendingUpdates(
  queryKey: QueryKey,
  idOf: (notification: Notification) => string | undefined,
  occupied: () => boolean,
): { readonly count: number; readonly apply: () => void } {
  const client = useQueryClient();
  const waiting = useRef(new Set<string>());
  const [count, setCount] = useState(0);
  const latest = useRef({ queryKey, idOf, occupied });
  latest.current = { queryKey, idOf, occupied };

  const apply = useCallback(() => {
    waiting.current.clear();
    setCount(0);
    void client.invalidateQueries({ queryKey: latest.current.queryKey });
  }, [client]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (latest.current.occupied()) setCount(waiting.current.size);
        else apply();
      }, gatherMs);
    };
    const stops = [
      onReturn(apply),
      onEvent((notification) => {
        const id = latest.current.idOf(notification);
        if (id === undefined) return;
        waiting.current.add(id);
        settle();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [apply]);

  return { count, apply };
}
