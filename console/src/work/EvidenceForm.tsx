import { Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { WorkOrder } from '@turnup/contract';
import type { FormEvent } from 'react';
import { patchWorkOrder } from '../api/work.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { titleOf } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { evidenceValue, isList } from './evidence.ts';
import { whyNotDo } from './why.ts';

type Props = { readonly workOrder: WorkOrder; readonly open: boolean };

/** What has to be recorded to finish a piece of work; the names come with the work order. */
export function EvidenceForm({ workOrder, open }: Props) {
  const why = whyNotDo(workOrder, useSession());
  const [shown, form] = useDisclosure(open);
  const complete = useAction(
    (evidence: Record<string, unknown>) => patchWorkOrder(workOrder.id, { state: 'completed', evidence }),
    { reread: [['work']], done: `${workOrder.number} is completed.` },
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    complete.mutate(
      Object.fromEntries(
        workOrder.requiredEvidence.map((name) => [name, evidenceValue(name, String(given.get(name) ?? ''))]),
      ),
    );
  };
  if (!shown)
    return (
      <ActionButton why={why} w="fit-content" onClick={form.open}>
        Complete…<span className="hidden-visually"> {workOrder.number}</span>
      </ActionButton>
    );
  return (
    <form onSubmit={submit} aria-label={`Complete ${workOrder.number}`}>
      <Stack gap="sm" maw={460}>
        {workOrder.requiredEvidence.map((name) => (
          <TextInput
            key={name}
            name={name}
            label={titleOf(name)}
            description={isList(name) ? 'Several with a comma between.' : undefined}
            defaultValue={String(workOrder.evidence[name] ?? '')}
            required
          />
        ))}
        <ActionButton type="submit" why={why} loading={complete.isPending} w="fit-content">
          Complete
        </ActionButton>
      </Stack>
    </form>
  );
}
