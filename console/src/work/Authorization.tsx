import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { WorkOrder } from '@turnup/contract';
import { useState } from 'react';
import { patchWorkOrder } from '../api/work.ts';
import order from '../order/Order.module.css';
import { Terminations } from '../order/Terminations.tsx';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { wordsOf } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { authorizedBy } from './authorization.ts';
import { EvidenceForm } from './EvidenceForm.tsx';
import classes from './Work.module.css';
import { whyNotDo } from './why.ts';

const openStates: readonly WorkOrder['state'][] = ['acknowledged', 'assigned', 'inProgress', 'held'];

/** What an order waits to be allowed: whom it touches and what it costs, with the buttons that grant or refuse it. */
export function Authorization({ workOrder }: { readonly workOrder: WorkOrder }) {
  const { impact, termination } = authorizedBy(workOrder);
  return (
    <div className={order['stack']}>
      {termination.length > 0 && <Terminations charges={termination} />}
      {impact.length > 0 && (
        <div>
          <b>Services in use stand on what would go:</b>
          <ul className={order['lines']} style={{ marginTop: 6 }}>
            {impact.map(({ serviceId, service, shares }) => (
              <li key={serviceId}>
                <Link to="/services/$id" params={{ id: serviceId }}>
                  {service}
                </Link>
                <span className="quiet">
                  {shares.map(({ kind, key }) => `${wordsOf(kind)} ${key}`).join(', ')}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {openStates.includes(workOrder.state) && <Decide workOrder={workOrder} />}
    </div>
  );
}

function Decide({ workOrder }: { readonly workOrder: WorkOrder }) {
  const { id, number, serviceOrder, requiredEvidence, state } = workOrder;
  // Where the operator's policy wants evidence of the decision, it is given before the work is done.
  const recorded = requiredEvidence.length === 0;
  const why = whyNotDo(workOrder, useSession());
  const [refusing, refuse] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const reread = [['work'], ['order', serviceOrder], ['orders']];
  const grant = useAction(
    async () => {
      await patchWorkOrder(id, { state: 'inProgress' });
      if (recorded) await patchWorkOrder(id, { state: 'completed' });
    },
    { reread, ...(recorded ? { done: `${number}: it is authorized, and the order goes on.` } : {}) },
  );
  const reject = useAction(
    () => patchWorkOrder(id, { state: 'rejected', cause: 'REFUSED', note: reason.trim() }),
    { reread, done: `${number}: it is refused, and the item is cancelled.` },
  );
  return (
    <div className={classes['decide']}>
      {!recorded && state === 'inProgress' ? (
        <EvidenceForm workOrder={workOrder} open />
      ) : (
        <ActionButton size="xs" why={why} loading={grant.isPending} onClick={() => grant.mutate(undefined)}>
          Authorize<span className="hidden-visually"> {number}</span>
        </ActionButton>
      )}
      <ActionButton size="xs" variant="default" why={why} onClick={refuse.open}>
        Refuse…<span className="hidden-visually"> {number}</span>
      </ActionButton>
      {refusing && (
        <FormDialog
          title={`Refuse ${number}`}
          verb="Refuse"
          ready={reason.trim() !== ''}
          busy={reject.isPending}
          onClose={refuse.close}
          onSubmit={() => reject.mutate(undefined, { onSuccess: refuse.close })}
        >
          <p style={{ margin: 0 }}>The item is cancelled, and nothing of the service is changed.</p>
          <ReasonInput value={reason} onValue={setReason} />
        </FormDialog>
      )}
    </div>
  );
}
