import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import { orderPath } from '../api/orders.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { CopyMenu } from '../shared/CopyMenu.tsx';
import { DialogButton } from '../shared/DialogButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { BackOutForm } from './BackOutForm.tsx';
import { CancelForm } from './CancelForm.tsx';
import { GiveUpForm } from './GiveUpForm.tsx';
import { PauseForm } from './PauseForm.tsx';
import { isPaused, whyNotBackOut, whyNotCancel, whyNotGiveUp, whyNotPause } from './why.ts';

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
      <DialogButton label="Give up items…" why={whyNotGiveUp(order, session)}>
        {(close) => <GiveUpForm order={order} onClose={close} />}
      </DialogButton>
      <DialogButton label="Back it out…" why={whyNotBackOut(order, session)}>
        {(close) => <BackOutForm order={order} onClose={close} />}
      </DialogButton>
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
