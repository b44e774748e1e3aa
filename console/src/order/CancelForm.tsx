import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import type { ServiceOrder } from '@turnup/contract';
import { useState } from 'react';
import { cancelOrder } from '../api/orders.ts';
import { openItems } from '../orders/orderFacts.ts';
import { Read } from '../shared/Read.tsx';
import { useAction } from '../shared/useAction.ts';
import { Assessment, mayAsk } from './Assessment.tsx';
import { ItemChoice } from './ItemChoice.tsx';
import { useAssessment } from './useAssessment.ts';

type Props = { readonly order: ServiceOrder; readonly onClose: () => void };

/** The cancellation of an order or of some of its items: assessed and priced before it is asked for. */
export function CancelForm({ order, onClose }: Props) {
  const open = openItems(order);
  const [items, setItems] = useState(open.map(({ id }) => id));
  const [reason, setReason] = useState('');
  const [accepted, setAccepted] = useState(false);
  /** Charges are accepted of the items that are chosen, and of no others. */
  const choose = (chosen: string[]): void => {
    setItems(chosen);
    setAccepted(false);
  };
  const assessment = useAssessment(order.id, items);
  const cancel = useAction(
    () =>
      cancelOrder({
        serviceOrder: { id: order.id },
        serviceOrderItem: items,
        ...(reason.trim() === '' ? {} : { cancellationReason: reason.trim() }),
        ...(accepted ? { acceptCharges: true } : {}),
      }),
    { reread: [['order', order.id], ['orders']], done: `${order.number} is being cancelled.` },
  );
  return (
    <Modal opened onClose={onClose} title={`Cancel ${order.number}`} size="lg">
      <Stack gap="md">
        {open.length > 1 && <ItemChoice items={open} chosen={items} onChosen={choose} />}
        {items.length === 0 ? (
          <p role="status">Choose at least one item.</p>
        ) : (
          <Read query={assessment}>
            {(found) => <Assessment assessment={found} accepted={accepted} onAccepted={setAccepted} />}
          </Read>
        )}
        <Textarea
          label="Reason"
          maxLength={500}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep the order
          </Button>
          <Button
            color="red"
            disabled={!mayAsk(assessment.data, accepted)}
            loading={cancel.isPending}
            onClick={() => cancel.mutate(undefined, { onSuccess: onClose })}
          >
            {items.length === open.length
              ? 'Cancel the order'
              : `Cancel ${items.length} of ${open.length} items`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
