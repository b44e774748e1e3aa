import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { GraphService } from '../api/answers.ts';
import { switchService } from '../api/services.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { useAction } from '../shared/useAction.ts';

type Props = { readonly service: GraphService; readonly onClose: () => void };

/** Orders that a service moves to the ways that stand by for it. */
export function SwitchForm({ service, onClose }: Props) {
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const { mutate, isPending } = useAction(() => switchService(service.id, { reason: reason.trim() }), {
    reread: [['orders'], ['service', service.id]],
  });
  return (
    <FormDialog
      title={`Switch ${service.number} to its standby`}
      verb="Order the switch"
      ready={reason.trim() !== ''}
      busy={isPending}
      onClose={onClose}
      onSubmit={() =>
        mutate(undefined, {
          onSuccess: ({ id }) => void navigate({ to: '/orders/$id', params: { id } }),
        })
      }
    >
      <p style={{ margin: 0 }}>
        An order moves its traffic to the ways that stand by, tests it there and tells the customer. The ways
        that it leaves stand by from then on. Nothing is allocated: both are held already.
      </p>
      <ReasonInput value={reason} onValue={setReason} kept="in the audit and as the order’s description" />
    </FormDialog>
  );
}
