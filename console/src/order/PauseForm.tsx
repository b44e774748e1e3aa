import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import type { ServiceOrder } from '@turnup/contract';
import { type FormEvent, useState } from 'react';
import { pauseOrder } from '../api/orders.ts';
import { useAction } from '../shared/useAction.ts';

type Props = {
  readonly order: ServiceOrder;
  readonly verb: 'pause' | 'resume';
  readonly onClose: () => void;
};

/** Pauses an order or lets it go on, with the reason. */
export function PauseForm({ order, verb, onClose }: Props) {
  const [reason, setReason] = useState('');
  const act = useAction(() => pauseOrder(order.id, verb, reason.trim()), {
    reread: [['order', order.id], ['orders']],
    done: `${order.number} ${verb === 'pause' ? 'is paused' : 'goes on'}.`,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={`${verb === 'pause' ? 'Pause' : 'Resume'} ${order.number}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {verb === 'pause' && (
            <p style={{ margin: 0 }}>What runs is let finish; nothing more begins until it is resumed.</p>
          )}
          <Textarea
            label="Reason"
            description="Kept as a note on the order."
            required
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={act.isPending} disabled={reason.trim() === ''}>
              {verb === 'pause' ? 'Pause' : 'Resume'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
