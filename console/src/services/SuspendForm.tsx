import type { GraphService } from '../api/answers.ts';
import { OrderDialog } from './OrderDialog.tsx';
import { modifyOf } from './orders.ts';

type Props = {
  readonly service: GraphService;
  readonly verb: 'suspend' | 'resume';
  readonly onClose: () => void;
};

/** Orders that the traffic of a service is stopped, or let pass again (TMF641: a modify item with its `state`). */
export function SuspendForm({ service, verb, onClose }: Props) {
  const suspends = verb === 'suspend';
  return (
    <OrderDialog
      service={service}
      title={`${suspends ? 'Suspend' : 'Resume'} ${service.number}`}
      verb={suspends ? 'Order the suspension' : 'Order the resumption'}
      order={modifyOf(service, { state: suspends ? 'inactive' : 'active' })}
      done={suspends ? 'Its traffic is stopped' : 'Its traffic is let pass again'}
      onClose={onClose}
    >
      <p style={{ margin: 0 }}>
        {suspends
          ? 'Nothing passes until it is resumed, and billing stops. Everything that it holds stays its own.'
          : 'It is as it was before it was suspended, and is billed again.'}
      </p>
    </OrderDialog>
  );
}
