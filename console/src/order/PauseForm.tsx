import type { ServiceOrder } from '@turnup/contract';
import { useState } from 'react';
import { pauseOrder } from '../api/orders.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { useAction } from '../shared/useAction.ts';

type Props = {
  readonly order: ServiceOrder;
  readonly verb: 'pause' | 'resume';
  readonly onClose: () => void;
};

/** Pauses an order or lets it go on, with the reason. */
export function PauseForm({ order, verb, onClose }: Props) {
  const [reason, setReason] = useState('');
  const word = verb === 'pause' ? 'Pause' : 'Resume';
  const act = useAction(() => pauseOrder(order.id, verb, reason.trim()), {
    reread: [['order', order.id], ['orders']],
    done: `${order.number} ${verb === 'pause' ? 'is paused' : 'goes on'}.`,
  });
  return (
    <FormDialog
      title={`${word} ${order.number}`}
      verb={word}
      ready={reason.trim() !== ''}
      busy={act.isPending}
      onClose={onClose}
      onSubmit={() => act.mutate(undefined, { onSuccess: onClose })}
    >
      {verb === 'pause' && (
        <p style={{ margin: 0 }}>What runs is let finish; nothing more begins until it is resumed.</p>
      )}
      <ReasonInput value={reason} onValue={setReason} kept="as a note on the order" />
    </FormDialog>
  );
}
