import { Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ServiceDesign } from '@turnup/contract';
import { submitDesign } from '../api/designs.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { useAction } from '../shared/useAction.ts';
import { DecisionForm } from './DecisionForm.tsx';
import { UndoButton } from './UndoButton.tsx';
import { whyNotDecide, whyNotSubmit } from './why.ts';

/** Submit, approve, reject: each stays in sight and says why it cannot be used. The server decides again. */
export function DesignActions({ design }: { readonly design: ServiceDesign }) {
  const session = useSession();
  const reread = [['design', design.id], ['designs']];
  const submit = useAction(() => submitDesign(design.id), { reread, done: `${design.number} is in review.` });
  const [approving, approve] = useDisclosure(false);
  const [rejecting, reject] = useDisclosure(false);
  const whyNot = whyNotDecide(design, session);
  return (
    <Group gap="xs">
      <UndoButton design={design} />
      <ActionButton
        size="xs"
        variant="default"
        why={whyNotSubmit(design, session)}
        loading={submit.isPending}
        onClick={() => submit.mutate(undefined)}
      >
        Submit for review
      </ActionButton>
      <ActionButton size="xs" variant="default" why={whyNot} onClick={reject.open}>
        Reject…
      </ActionButton>
      <ActionButton size="xs" why={whyNot} onClick={approve.open}>
        Approve…
      </ActionButton>
      {approving && <DecisionForm design={design} verb="approve" onClose={approve.close} />}
      {rejecting && <DecisionForm design={design} verb="reject" onClose={reject.close} />}
    </Group>
  );
}
