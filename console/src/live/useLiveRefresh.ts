import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import type { Notification } from '@turnup/contract';
import { useEffect, useRef } from 'react';
import { onEvent, onReturn } from './live.ts';

const gatherMs = 250;

/**
 * Reads the queries below a key anew when something happened that matters to them: at most four times a second, and
 * once when the stream is back after a break.
 */
export function useLiveRefresh(
  queryKey: QueryKey,
  matters: (notification: Notification) => boolean = () => true,
): void {
  const client = useQueryClient();
  const latest = useRef({ queryKey, matters });
  latest.current = { queryKey, matters };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: latest.current.queryKey });
      }, gatherMs);
    };
    const stops = [
      onReturn(refresh),
      onEvent((notification) => {
        if (latest.current.matters(notification)) refresh();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [client]);
}
