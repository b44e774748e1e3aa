import { useNavigate } from '@tanstack/react-router';
import type { GraphService } from '../api/answers.ts';
import { certificatePath } from '../api/services.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { DialogButton } from '../shared/DialogButton.tsx';
import { DocumentMenu } from '../shared/DocumentMenu.tsx';
import { ExchangeForm } from './ExchangeForm.tsx';
import { OrderDialog } from './OrderDialog.tsx';
import { deleteOf } from './orders.ts';
import { RedeployButton } from './RedeployButton.tsx';
import { RelocateForm } from './RelocateForm.tsx';
import { SuspendForm } from './SuspendForm.tsx';
import { TransferForm } from './TransferForm.tsx';
import { isSuspended, whyNotChange, whyNotEnd, whyNotSuspend } from './why.ts';

/** What can be ordered for a customer's service as a whole. */
export function ServiceActions({ service }: { readonly service: GraphService }) {
  const session = useSession();
  const navigate = useNavigate();
  const verb = isSuspended(service) ? 'resume' : 'suspend';
  const whyChange = whyNotChange(service, session);
  return (
    <>
      <RedeployButton service={service} />
      <ActionButton
        size="xs"
        variant="default"
        why={whyChange}
        onClick={() => void navigate({ to: '/services/$id/change', params: { id: service.id } })}
      >
        Change its sites…
      </ActionButton>
      <DialogButton label="Relocate a site…" why={whyChange}>
        {(close) => <RelocateForm service={service} onClose={close} />}
      </DialogButton>
      <DialogButton label="Exchange an access…" why={whyChange}>
        {(close) => <ExchangeForm service={service} onClose={close} />}
      </DialogButton>
      <DialogButton label={verb === 'resume' ? 'Resume…' : 'Suspend…'} why={whyNotSuspend(service, session)}>
        {(close) => <SuspendForm service={service} verb={verb} onClose={close} />}
      </DialogButton>
      <DialogButton label="Transfer it…" why={whyChange}>
        {(close) => <TransferForm service={service} onClose={close} />}
      </DialogButton>
      <DialogButton label="End it…" why={whyNotEnd(service, session)}>
        {(close) => (
          <OrderDialog
            service={service}
            title={`End ${service.number}`}
            verb="Order its end"
            order={deleteOf(service)}
            done="What was delivered is taken back"
            onClose={close}
          />
        )}
      </DialogButton>
      <DocumentMenu label="Birth certificate" path={certificatePath(service.id)} />
    </>
  );
}
