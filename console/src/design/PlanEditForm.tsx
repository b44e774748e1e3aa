import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import type { PlanChange, PlannedActivity, ServiceDesign } from '@turnup/contract';
import { type FormEvent, useState } from 'react';
import { editPlan, undoPlanEdit } from '../api/designs.ts';
import classes from '../requirement/Requirement.module.css';
import { rememberUndo } from '../shared/undo.ts';
import { useAction } from '../shared/useAction.ts';

type Props = {
  readonly design: ServiceDesign;
  readonly activity: PlannedActivity;
  readonly onClose: () => void;
};
type Draft = {
  readonly days: string;
  readonly best: string;
  readonly worst: string;
  readonly notBefore: string;
  readonly after: string;
};

const wholeDays = (text: string): boolean => /^\d+$/.test(text);

/** An activity of the plan said otherwise: how long it takes, what it waits for. The plan is passed anew. */
export function PlanEditForm({ design, activity, onClose }: Props) {
  const before: Draft = {
    days: String(activity.durationWorkingDays),
    best: String(activity.threePoint?.best ?? ''),
    worst: String(activity.threePoint?.worst ?? ''),
    notBefore: activity.notBefore ?? '',
    after: activity.after.join(' '),
  };
  const [draft, setDraft] = useState(before);
  const [reason, setReason] = useState('');
  const change = changeOf(activity, before, draft);
  const edit = useAction(() => editPlan(design.id, { reason: reason.trim(), changes: [change] }), {
    reread: [['design', design.id], ['designs']],
    done: `${activity.name} is otherwise; the plan is re-baselined.`,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    edit.mutate(undefined, {
      onSuccess: () => {
        rememberUndo(design.id, {
          label: `edit of ${activity.name}`,
          back: () => undoPlanEdit(design.id, `taken back: ${reason.trim()}`.slice(0, 500)),
        });
        onClose();
      },
    });
  };
  const field = (name: keyof Draft, label: string, rest: object = {}) => (
    <TextInput
      label={label}
      value={draft[name]}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
      {...rest}
    />
  );
  const numbers = [draft.days, draft.best, draft.worst].filter((text) => text !== '');
  const ready =
    reason.trim() !== '' && Object.keys(change).length > 2 && numbers.every(wholeDays) && draft.days !== '';
  return (
    <Modal opened onClose={onClose} title={`Edit ${activity.name}`} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          <div className={classes['fields']}>
            {field('days', 'Working days', { inputMode: 'numeric' })}
            {field('best', 'At best (optional)', { inputMode: 'numeric' })}
            {field('worst', 'At worst (optional)', { inputMode: 'numeric' })}
            {field('notBefore', 'Not before', { type: 'date' })}
          </div>
          {field('after', 'After', {
            description: 'Keys of activities that must be finished before, with spaces.',
          })}
          <Textarea
            label="Reason"
            description="Kept with the version that this makes."
            required
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={edit.isPending} disabled={!ready}>
              Re-baseline the plan
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What is said otherwise of an activity, and nothing else. */
function changeOf(activity: PlannedActivity, before: Draft, after: Draft): PlanChange {
  const otherDays = after.days !== before.days || after.best !== before.best || after.worst !== before.worst;
  const likely = Number(after.days);
  const keys = after.after.split(/[\s,]+/).filter((key) => key !== '');
  return {
    change: 'set',
    activity: activity.key,
    ...(otherDays ? { durationWorkingDays: likely } : {}),
    ...(otherDays && (after.best !== '' || after.worst !== '')
      ? {
          threePoint: {
            best: after.best === '' ? likely : Number(after.best),
            likely,
            worst: after.worst === '' ? likely : Number(after.worst),
          },
        }
      : {}),
    ...(after.notBefore === before.notBefore
      ? {}
      : { notBefore: after.notBefore === '' ? null : after.notBefore }),
    ...(keys.join(' ') === activity.after.join(' ') ? {} : { after: keys }),
  };
}
