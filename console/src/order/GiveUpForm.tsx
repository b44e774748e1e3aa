import { TextInput } from '@mantine/core';
import type { ServiceOrder } from '@turnup/contract';
import { useState } from 'react';
import { giveUpItems } from '../api/orders.ts';
import { openItems } from '../orders/orderFacts.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Read } from '../shared/Read.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { useAction } from '../shared/useAction.ts';
import { Assessment, mayAsk } from './Assessment.tsx';
import { ItemChoice } from './ItemChoice.tsx';
import { useAssessment } from './useAssessment.ts';

type Props = { readonly order: ServiceOrder; readonly onClose: () => void };

/** Items of an order that cannot be delivered are given up, and the rest is accepted without them. */
export function GiveUpForm({ order, onClose }: Props) {
  const [items, setItems] = useState<string[]>([]);
  const [code, setCode] = useState('');
  const [reason, setReason] = useState('');
  const [accepted, setAccepted] = useState(false);
  /** Charges are accepted of the items that are chosen, and of no others. */
  const choose = (chosen: string[]): void => {
    setItems(chosen);
    setAccepted(false);
  };
  const assessment = useAssessment(order.id, items);
  const giveUp = useAction(
    () =>
      giveUpItems(order.id, {
        serviceOrderItem: items,
        code: code.trim(),
        reason: reason.trim(),
        ...(accepted ? { acceptCharges: true } : {}),
      }),
    {
      reread: [['order', order.id], ['orders']],
      done: `${order.number} goes on without what was given up.`,
    },
  );
  return (
    <FormDialog
      title={`Give up items of ${order.number}`}
      verb="Give them up"
      ready={
        items.length > 0 && code.trim() !== '' && reason.trim() !== '' && mayAsk(assessment.data, accepted)
      }
      busy={giveUp.isPending}
      onClose={onClose}
      onSubmit={() => giveUp.mutate(undefined, { onSuccess: onClose })}
    >
      <p style={{ margin: 0 }}>
        What was done for them is taken back, they end failed with the code, and their requirement is waived.
        Other items go on; what relies on them is held.
      </p>
      <ItemChoice items={openItems(order)} chosen={items} onChosen={choose} />
      {items.length > 0 && (
        <Read query={assessment}>
          {(found) => <Assessment assessment={found} accepted={accepted} onAccepted={setAccepted} />}
        </Read>
      )}
      <TextInput
        label="Cause code"
        description="For example 1X, technically not feasible."
        required
        maxLength={100}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <ReasonInput value={reason} onValue={setReason} kept="as a note on the order" />
    </FormDialog>
  );
}
