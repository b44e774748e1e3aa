import { Button, Checkbox, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CancellationAssessment, ServiceOrder } from '@turnup/contract';
import { useState } from 'react';
import { assessCancellation, cancelOrder } from '../api/orders.ts';
import { serviceOf } from '../orders/orderFacts.ts';
import { orderStateWords, stateSets } from '../orders/words.ts';
import { Read } from '../shared/Read.tsx';
import { useAction } from '../shared/useAction.ts';
import { Charges } from './Charges.tsx';
import classes from './Order.module.css';

type Props = { readonly order: ServiceOrder; readonly onClose: () => void };

/** The cancellation of an order or of some of its items: assessed and priced before it is asked for. */
export function CancelForm({ order, onClose }: Props) {
  const open = order.serviceOrderItem.filter(
    ({ state }) => !(stateSets.done as readonly string[]).includes(state),
  );
  const [items, setItems] = useState(open.map(({ id }) => id));
  const [reason, setReason] = useState('');
  const [accepted, setAccepted] = useState(false);
  const assessment = useQuery({
    queryKey: ['cancellation', order.id, items],
    queryFn: () => assessCancellation(order.id, items),
    enabled: items.length > 0,
    gcTime: 0,
    retry: false,
  });
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
  const outcome = assessment.data?.outcome;
  const ready = outcome === 'free' || (outcome === 'priced' && accepted);
  return (
    <Modal opened onClose={onClose} title={`Cancel ${order.number}`} size="lg">
      <Stack gap="md">
        {open.length > 1 && (
          <Checkbox.Group label="Items" value={items} onChange={setItems}>
            <Stack gap="xs" mt="xs">
              {open.map((item) => (
                <Checkbox
                  key={item.id}
                  value={item.id}
                  label={`${item.id}: ${item.action} ${serviceOf(item).name ?? serviceOf(item).serviceSpecification?.id ?? ''} (${orderStateWords[item.state].word})`}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {items.length === 0 ? (
          <p role="status">Choose at least one item.</p>
        ) : (
          <Read query={assessment}>{(found) => <Assessment assessment={found} />}</Read>
        )}
        {outcome === 'priced' && (
          <Checkbox
            label="The customer accepts these charges"
            checked={accepted}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
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
            disabled={!ready}
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

function Assessment({ assessment }: { readonly assessment: CancellationAssessment }) {
  const { outcome, reason, charge, takenBack, dropped } = assessment;
  return (
    <div className={classes['stack']} role="status">
      {outcome === 'refused' ? (
        <p className={classes['error']}>{reason ?? 'It cannot be cancelled any more.'}</p>
      ) : outcome === 'free' ? (
        <b>It costs nothing.</b>
      ) : (
        <Charges charge={charge} />
      )}
      <div>
        <b>Taken back:</b> {takenBack.length === 0 ? 'nothing was done yet' : takenBack.join(', ')}.
      </div>
      <div>
        <b>Not done any more:</b> {dropped.length === 0 ? 'nothing' : dropped.join(', ')}.
      </div>
    </div>
  );
}
