import type { PlanTask } from '@turnup/contract';
import { moveTask } from '../api/orders.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { useAction } from '../shared/useAction.ts';

type Props = {
  readonly orderId: string;
  readonly task: Pick<PlanTask, 'id' | 'state' | 'label'>;
  readonly may: boolean;
};

/** Tries a task again that fell out. Whether it helped shows in the task itself, not in this button. */
export function RetryButton({ orderId, task, may }: Props) {
  const retry = useAction(() => moveTask(task.id, 'retry'), {
    reread: [['order', orderId], ['fallout']],
    done: `${task.label}: another attempt begins.`,
  });
  const why = may
    ? task.state === 'fallout'
      ? undefined
      : 'Only a task in fallout can be tried again.'
    : 'Your role may not intervene in plans (plan.intervene).';
  return (
    <ActionButton
      size="xs"
      why={why}
      loading={retry.isPending}
      leftSection={<Icon name="retry" />}
      onClick={() => retry.mutate(undefined)}
    >
      Retry
    </ActionButton>
  );
}
