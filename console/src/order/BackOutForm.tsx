import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ServiceOrder, ServiceOrderCreate } from '@turnup/contract';
import { useState } from 'react';
import { backOutOrder, simulateOrder } from '../api/orders.ts';
import { terminationsOf } from '../neworder/simulationFacts.ts';
import { deliveredItems, openItems, serviceOf } from '../orders/orderFacts.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Read } from '../shared/Read.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { countText } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { Assessment, mayAsk } from './Assessment.tsx';
import { Terminations } from './Terminations.tsx';
import { useAssessment } from './useAssessment.ts';

type Props = { readonly order: ServiceOrder; readonly onClose: () => void };

/** Everything of an order shall go: what is open is cancelled, what was delivered is ended by an order of its own. */
export function BackOutForm({ order, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [accepted, setAccepted] = useState(false);
  const open = openItems(order);
  const delivered = deliveredItems(order);
  const assessment = useAssessment(
    order.id,
    open.map(({ id }) => id),
  );
  const ending = useQuery({
    queryKey: ['order', order.id, 'ending'],
    queryFn: async () => terminationsOf((await simulateOrder(endOf(order, delivered))).body),
    enabled: delivered.length > 0,
    gcTime: 0,
    retry: false,
  });
  const ready =
    (open.length === 0 || mayAsk(assessment.data, accepted)) && (delivered.length === 0 || ending.isSuccess);
  const navigate = useNavigate();
  const backOut = useAction(
    () => backOutOrder(order.id, { reason: reason.trim(), ...(accepted ? { acceptCharges: true } : {}) }),
    { reread: [['order', order.id], ['orders']], done: `${order.number} is being backed out.` },
  );
  return (
    <FormDialog
      title={`Back out ${order.number}`}
      verb="Back it out"
      ready={reason.trim() !== '' && ready}
      busy={backOut.isPending}
      onClose={onClose}
      onSubmit={() =>
        backOut.mutate(undefined, {
          onSuccess: ({ id }) => {
            onClose();
            void navigate({ to: '/orders/$id', params: { id } });
          },
        })
      }
    >
      {delivered.length > 0 && (
        <>
          <p style={{ margin: 0 }}>
            {countText(delivered.length, 'item')} of it {delivered.length === 1 ? 'was' : 'were'} delivered:
            an order linked to it ends what {delivered.length === 1 ? 'that' : 'they'} brought.
          </p>
          <Read query={ending}>{(charges) => charges.length > 0 && <Terminations charges={charges} />}</Read>
        </>
      )}
      {open.length > 0 && (
        <>
          <p style={{ margin: 0 }}>
            {countText(open.length, 'item')} of it, still open, {open.length === 1 ? 'is' : 'are'} cancelled.
          </p>
          <Read query={assessment}>
            {(found) => <Assessment assessment={found} accepted={accepted} onAccepted={setAccepted} />}
          </Read>
        </>
      )}
      <ReasonInput value={reason} onValue={setReason} />
    </FormDialog>
  );
}

/** What ends the services that an order delivered, as it would be ordered. */
const endOf = (
  { relatedParty }: ServiceOrder,
  delivered: ServiceOrder['serviceOrderItem'],
): ServiceOrderCreate => ({
  relatedParty: [...relatedParty],
  serviceOrderItem: delivered.map((item) => ({
    id: item.id,
    action: 'delete',
    service: { id: serviceOf(item).id ?? '' },
  })),
});
