import { Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { GraphService } from '../api/answers.ts';
import { createOrder } from '../api/orders.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { useAction } from '../shared/useAction.ts';

type Props = { readonly service: GraphService; readonly onClose: () => void };

/** Orders that a service moves to the ways that stand by for it (TMF641: characteristic `protectionSwitch`). */
export function SwitchForm({ service, onClose }: Props) {
  const [description, setDescription] = useState('');
  const navigate = useNavigate();
  const issue = useAction(
    async () =>
      (
        await createOrder({
          ...(description.trim() === '' ? {} : { description: description.trim() }),
          relatedParty: [{ id: service.customer, role: 'customer' }],
          serviceOrderItem: [
            {
              id: '1',
              action: 'modify',
              service: {
                id: service.id,
                serviceCharacteristic: [{ name: 'protectionSwitch', value: 'standby' }],
              },
            },
          ],
        })
      ).body,
    { reread: [['orders'], ['service', service.id]] },
  );
  return (
    <FormDialog
      title={`Switch ${service.number} to its standby`}
      verb="Order the switch"
      ready
      busy={issue.isPending}
      onClose={onClose}
      onSubmit={() =>
        issue.mutate(undefined, {
          onSuccess: ({ id }) => void navigate({ to: '/orders/$id', params: { id } }),
        })
      }
    >
      <p style={{ margin: 0 }}>
        An order moves its traffic to the ways that stand by, tests it there and tells the customer. The ways
        that it leaves stand by from then on. Nothing is allocated: both are held already.
      </p>
      <Textarea
        label="Why (optional)"
        description="The description of the order."
        maxLength={4_000}
        autosize
        minRows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  );
}
