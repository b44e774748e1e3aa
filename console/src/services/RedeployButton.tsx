import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { GraphService } from '../api/answers.ts';
import { redeployService } from '../api/configuration.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { useAction } from '../shared/useAction.ts';
import { whyNotRedeploy } from './why.ts';

/** Has what is intended for a service written again; the request is then followed on the page. */
export function RedeployButton({ service }: { readonly service: GraphService }) {
  const [asking, ask] = useDisclosure(false);
  const navigate = useNavigate({ from: '/services/$id' });
  const redeploy = useAction(() => redeployService(service.id), { reread: [['monitors']] });
  return (
    <>
      <ActionButton
        size="xs"
        variant="default"
        why={whyNotRedeploy(service, useSession())}
        onClick={ask.open}
      >
        Write again…
      </ActionButton>
      {asking && (
        <FormDialog
          title={`Write ${service.number} again`}
          verb="Write it"
          ready
          busy={redeploy.isPending}
          onClose={ask.close}
          onSubmit={() =>
            redeploy.mutate(undefined, {
              onSuccess: ({ id }) => {
                ask.close();
                void navigate({ search: (before) => ({ ...before, monitor: id }) });
              },
            })
          }
        >
          <p style={{ margin: 0 }}>
            What is intended for it is written to its devices in one transaction, over whatever stands in its
            places.
          </p>
        </FormDialog>
      )}
    </>
  );
}
