import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ServiceOrderCreate, ServiceOrderSimulation } from '@turnup/contract';
import type { GraphService } from '../api/answers.ts';
import { createOrder, simulateOrder } from '../api/orders.ts';
import { Terminations } from '../order/Terminations.tsx';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { weekdayText } from '../shared/dates.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Read } from '../shared/Read.tsx';
import { countText } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { whyNotEnd } from './why.ts';

/** Orders the end of a service; what it would come to is told before. */
export function EndButton({ service }: { readonly service: GraphService }) {
  const [asking, ask] = useDisclosure(false);
  return (
    <>
      <ActionButton size="xs" variant="default" why={whyNotEnd(service, useSession())} onClick={ask.open}>
        End it…
      </ActionButton>
      {asking && <EndForm service={service} onClose={ask.close} />}
    </>
  );
}

const orderOf = ({ id, customer }: GraphService): ServiceOrderCreate => ({
  relatedParty: [{ id: customer, role: 'customer' }],
  serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
});

function EndForm({ service, onClose }: { readonly service: GraphService; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const simulation = useQuery({
    queryKey: ['service', service.id, 'end'],
    queryFn: async () => (await simulateOrder(orderOf(service))).body,
    gcTime: 0,
    retry: false,
  });
  const issue = useAction(async () => (await createOrder(orderOf(service))).body, {
    reread: [['orders'], ['service', service.id]],
  });
  return (
    <FormDialog
      title={`End ${service.number}`}
      verb="Order its end"
      ready={simulation.data !== undefined}
      busy={issue.isPending}
      onClose={onClose}
      onSubmit={() =>
        issue.mutate(undefined, {
          onSuccess: ({ id }) => void navigate({ to: '/orders/$id', params: { id } }),
        })
      }
    >
      <Read query={simulation}>{(found) => <WhatItComesTo simulation={found} />}</Read>
    </FormDialog>
  );
}

function WhatItComesTo({ simulation }: { readonly simulation: ServiceOrderSimulation }) {
  const charges = simulation.items.flatMap(({ termination = [] }) => termination);
  return (
    <>
      <p style={{ margin: 0 }}>
        What was delivered is taken back in {countText(simulation.tasks.length, 'task')}
        {simulation.committedDate !== undefined && `, until ${weekdayText(simulation.committedDate)}`}.
      </p>
      {charges.length === 0 ? (
        <p style={{ margin: 0 }}>No partner charges for ending early.</p>
      ) : (
        <>
          <Terminations charges={charges} />
          <p style={{ margin: 0 }}>
            Charges above the operator’s limit must be authorized on the order before anything is done.
          </p>
        </>
      )}
    </>
  );
}
