import { Radio, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { DeviceReconcile } from '@turnup/contract';
import { useState } from 'react';
import { reconcileDevice } from '../api/configuration.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { useAction } from '../shared/useAction.ts';

type Action = NonNullable<DeviceReconcile['action']> | 'byPolicy';

const actions: Readonly<Record<Action, string>> = {
  byPolicy: 'Each place as the policy says',
  putBack: 'Put back what is on record',
  adopt: 'Enter into the records what the device has',
  keep: 'Let it stand, and tell it no more',
};

type Props = { readonly device: string; readonly inSync: boolean | undefined };

/** Says what becomes of the drift of a device; the request is then followed on the page. */
export function ReconcileButton({ device, inSync }: Props) {
  const [asking, ask] = useDisclosure(false);
  const may = useMay('network.configure');
  const why = may
    ? inSync === true
      ? 'Nothing differs: there is nothing to reconcile.'
      : undefined
    : 'Your role may not configure the network (network.configure).';
  return (
    <>
      <ActionButton size="xs" variant="default" why={why} onClick={ask.open}>
        Reconcile…
      </ActionButton>
      {asking && <ReconcileForm device={device} onClose={ask.close} />}
    </>
  );
}

function ReconcileForm({ device, onClose }: { readonly device: string; readonly onClose: () => void }) {
  const [action, setAction] = useState<Action>('byPolicy');
  const [reason, setReason] = useState('');
  const navigate = useNavigate({ from: '/network/devices/$name' });
  const reconcile = useAction(
    () =>
      reconcileDevice(device, {
        reason: reason.trim(),
        ...(action === 'byPolicy' ? {} : { action }),
      }),
    { reread: [['monitors']] },
  );
  return (
    <FormDialog
      title={`Reconcile ${device}`}
      verb="Reconcile"
      ready={reason.trim() !== ''}
      busy={reconcile.isPending}
      onClose={onClose}
      onSubmit={() =>
        reconcile.mutate(undefined, {
          onSuccess: ({ id }) => {
            onClose();
            void navigate({ search: (before) => ({ ...before, monitor: id }) });
          },
        })
      }
    >
      <Radio.Group
        label="Where records and device differ"
        value={action}
        onChange={(value) => setAction(value as Action)}
      >
        <Stack gap={6} mt={6}>
          {Object.entries(actions).map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <ReasonInput value={reason} onValue={setReason} />
    </FormDialog>
  );
}
