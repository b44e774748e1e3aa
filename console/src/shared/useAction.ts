import { notifications } from '@mantine/notifications';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { Refused } from '../api/client.ts';

/** The words of a refusal, with each field at fault that the message does not tell already. */
export function refusalText(error: unknown): string {
  if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
  const more = (error.body?.faults ?? []).filter(({ message }) => !error.message.includes(message));
  return [error.message, ...more.map(({ path, message }) => `${path} ${message}`)].join(' · ');
}

/** Does something through the API: tells how it went and reads anew what it changed. */
export function useAction<Input, Output>(
  act: (input: Input) => Promise<Output>,
  { reread, done }: { readonly reread: readonly QueryKey[]; readonly done?: string },
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      if (done !== undefined) notifications.show({ message: done, color: 'green' });
    },
    onError: (error) =>
      notifications.show({ title: 'Refused', message: refusalText(error), color: 'red', autoClose: 10_000 }),
    onSettled: () => Promise.all(reread.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
