import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { GraphService } from '../api/answers.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { describedAs, modifyOf } from './orders.ts';
import { useIssue } from './useIssue.ts';

type Props = { readonly service: GraphService; readonly onClose: () => void };

/** Orders that a service moves to the ways that stand by for it (TMF641: characteristic `protectionSwitch`). */
export function SwitchForm({ service, onClose }: Props) {
  const [description, setDescription] = useState('');
  const { issue, isPending } = useIssue(service.id);
  const order = modifyOf(service, {
    serviceCharacteristic: [{ name: 'protectionSwitch', value: 'standby' }],
  });
  return (
    <FormDialog
      title={`Switch ${service.number} to its standby`}
      verb="Order the switch"
      ready
      busy={isPending}
      onClose={onClose}
      onSubmit={() => issue(describedAs(order, description))}
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
