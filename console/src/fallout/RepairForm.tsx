import { Button, Checkbox, Group, Modal, Stack, Textarea } from '@mantine/core';
import type { FalloutRepair } from '@turnup/contract';
import { type FormEvent, useState } from 'react';

type Action = Exclude<FalloutRepair['action'], 'retry'>;
type Props = {
  readonly action: Action;
  readonly count: number;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onRepair: (body: Omit<FalloutRepair, 'tasks'>) => void;
};

const titles: Readonly<Record<Action, string>> = {
  correct: 'Correct and try again',
  skip: 'Skip',
  replan: 'Plan anew the items of',
  undo: 'Take back the items of',
};
const meanings: Readonly<Record<Action, string>> = {
  correct: 'Members of the tasks’ input that are replaced before the next attempt.',
  skip: 'The plan goes on as if the work were done: nobody does it any more.',
  replan:
    'The items are planned anew from the rules, templates and network as they are now. Finished work that still holds is kept.',
  undo: 'The items are cancelled, and what was done for them is taken back in reverse order.',
};

/** What a repair needs to know besides the tasks: the reason, the correction, the acceptance of charges. */
export function RepairForm({ action, count, busy, onClose, onRepair }: Props) {
  const [reason, setReason] = useState('');
  const [text, setText] = useState('');
  const [acceptCharges, setAcceptCharges] = useState(false);
  const input = action === 'correct' ? objectOf(text) : undefined;
  const fault = action === 'correct' && text.trim() !== '' && input === undefined;
  const ready = action === 'correct' ? input !== undefined : reason.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onRepair({
      action,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      ...(input === undefined ? {} : { input }),
      ...(acceptCharges ? { acceptCharges } : {}),
    });
  };
  return (
    <Modal opened onClose={onClose} title={`${titles[action]} ${count} ${count === 1 ? 'task' : 'tasks'}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <p style={{ margin: 0 }}>{meanings[action]}</p>
          {action === 'correct' && (
            <Textarea
              label="Input as JSON"
              placeholder='{"port": "ge-0/0/3"}'
              required
              autosize
              minRows={3}
              value={text}
              error={fault ? 'This is no JSON object.' : undefined}
              onChange={(event) => setText(event.currentTarget.value)}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              data-autofocus
            />
          )}
          <Textarea
            label="Reason"
            description="Kept in the audit."
            required={action !== 'correct'}
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {(action === 'undo' || action === 'replan') && (
            <Checkbox
              label="The customer accepts what this costs beyond a point of no return"
              checked={acceptCharges}
              onChange={(event) => setAcceptCharges(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave them
            </Button>
            <Button
              type="submit"
              disabled={!ready}
              loading={busy}
              color={action === 'undo' ? 'red' : undefined}
            >
              {titles[action]} {count}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
