import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { movePause } from '../api/network.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { useAction } from '../shared/useAction.ts';

type Props = { readonly device: string; readonly paused: boolean };

/** Keeps a device from being worked on, or lets it be worked on again; with the reason. */
export function PauseButton({ device, paused }: Props) {
  const [open, dialog] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const why = useMay('plan.intervene') ? undefined : 'Your role may not pause devices (plan.intervene).';
  const move = useAction(
    () => movePause({ scope: 'device', reference: device, reason: reason.trim() }, paused ? 'end' : 'begin'),
    { reread: [['pauses']], done: paused ? `${device} is worked on again.` : `${device} is paused.` },
  );
  const word = paused ? 'Resume' : 'Pause';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    move.mutate(undefined, { onSuccess: dialog.close });
  };
  return (
    <>
      <ActionButton
        size="xs"
        variant="default"
        why={why}
        leftSection={<Icon name={paused ? 'play' : 'pause'} />}
        onClick={dialog.open}
      >
        {word}…
      </ActionButton>
      <Modal opened={open} onClose={dialog.close} title={`${word} ${device}`}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <Textarea
              label="Reason"
              required
              maxLength={500}
              autosize
              minRows={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-autofocus
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={dialog.close}>
                Leave it
              </Button>
              <Button type="submit" loading={move.isPending} disabled={reason.trim() === ''}>
                {word}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
