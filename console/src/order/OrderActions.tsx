import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import { orderPath } from '../api/orders.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { CopyMenu } from '../shared/CopyMenu.tsx';
import { Icon } from '../shared/Icon.tsx';
import { CancelForm } from './CancelForm.tsx';
import { PauseForm } from './PauseForm.tsx';
import { isPaused, whyNotCancel, whyNotPause } from './why.ts';

type Props = { readonly order: ServiceOrder; readonly planState: string | undefined };

/** What can be done with an order as a whole, and what leads away from it. */
export function OrderActions({ order, planState }: Props) {
  const session = useSession();
  const [pausing, pause] = useDisclosure(false);
  const [cancelling, cancel] = useDisclosure(false);
  const verb = isPaused(planState) ? 'resume' : 'pause';
  return (
    <>
      <ActionButton
        size="xs"
        variant="default"
        why={whyNotPause(order, session)}
        leftSection={<Icon name={verb === 'pause' ? 'pause' : 'play'} />}
        onClick={pause.open}
      >
        {verb === 'pause' ? 'Pause…' : 'Resume…'}
      </ActionButton>
      <ActionButton
        size="xs"
        variant="default"
        why={whyNotCancel(order, session)}
        leftSection={<Icon name="ban" />}
        onClick={cancel.open}
      >
        Cancel…
      </ActionButton>
      {order.designId !== undefined && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="design" />}
          renderRoot={(props) => <Link to="/designs/$id" params={{ id: order.designId ?? '' }} {...props} />}
        >
          Design
        </Button>
      )}
      <CopyMenu path={`${orderPath}/${order.id}`} id={order.id} />
      {pausing && <PauseForm order={order} verb={verb} onClose={pause.close} />}
      {cancelling && <CancelForm order={order} onClose={cancel.close} />}
    </>
  );
}
