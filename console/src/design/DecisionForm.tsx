import { Button, Checkbox, Group, Modal, Stack, Textarea } from '@mantine/core';
import type { ServiceDesign } from '@turnup/contract';
import { type FormEvent, useState } from 'react';
import { decideDesign } from '../api/designs.ts';
import { useMay } from '../session/useSession.ts';
import { useAction } from '../shared/useAction.ts';

type Props = {
  readonly design: ServiceDesign;
  readonly verb: 'approve' | 'reject';
  readonly onClose: () => void;
};

/** The decision on a design: the gates that the approver takes on, and the reason. */
export function DecisionForm({ design, verb, onClose }: Props) {
  const [waivers, setWaivers] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const mayWaive = useMay('design.waive');
  const gates = verb === 'approve' ? design.openGates : [];
  const needsReason = verb === 'reject' || waivers.length > 0;
  const decide = useAction(
    () =>
      decideDesign(design.id, verb, {
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        ...(waivers.length === 0 ? {} : { waivers }),
      }),
    {
      reread: [['design', design.id], ['designs']],
      done: `${design.number} is ${verb === 'approve' ? 'approved' : 'rejected'}.`,
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    decide.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={`${verb === 'approve' ? 'Approve' : 'Reject'} ${design.number}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {gates.length > 0 && (
            <Checkbox.Group
              label="Open gates that you take on"
              description={
                mayWaive
                  ? 'A design with an open gate is not approved.'
                  : 'Your role may not waive gates (design.waive).'
              }
              value={waivers}
              onChange={setWaivers}
            >
              <Stack gap="xs" mt="xs">
                {gates.map((gate) => (
                  <Checkbox key={gate.code} value={gate.code} label={gate.message} disabled={!mayWaive} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          <Textarea
            label="Reason"
            description="Kept with the decision."
            required={needsReason}
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={decide.isPending} color={verb === 'reject' ? 'red' : undefined}>
              {verb === 'approve' ? 'Approve' : 'Reject'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
