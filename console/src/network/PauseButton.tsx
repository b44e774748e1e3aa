import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { movePause } from '../api/network.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Icon } from '../shared/Icon.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
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
      {open && (
        <FormDialog
          title={`${word} ${device}`}
          verb={word}
          ready={reason.trim() !== ''}
          busy={move.isPending}
          onClose={dialog.close}
          onSubmit={() => move.mutate(undefined, { onSuccess: dialog.close })}
        >
          <ReasonInput value={reason} onValue={setReason} />
        </FormDialog>
      )}
    </>
  );
}
