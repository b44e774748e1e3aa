import { Button } from '@mantine/core';
import type { FalloutOutcome, FalloutRepair } from '@turnup/contract';
import { useState } from 'react';
import { repairFallout } from '../api/orders.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { useAction } from '../shared/useAction.ts';
import classes from './Fallout.module.css';
import { RepairForm } from './RepairForm.tsx';

type Props = {
  readonly selected: readonly string[];
  readonly total: number;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onOutcomes: (outcomes: readonly FalloutOutcome[]) => void;
};

const words = { correct: 'Correct…', skip: 'Skip…', replan: 'Plan anew…', undo: 'Take back…' } as const;

/** What is done with the chosen tasks; how many they are stands beside it. */
export function RepairBar({ selected, total, onAll, onNone, onOutcomes }: Props) {
  const [asking, setAsking] = useState<keyof typeof words>();
  const may = useMay('plan.intervene');
  const repair = useAction(
    (body: Omit<FalloutRepair, 'tasks'>) => repairFallout({ ...body, tasks: [...selected] }),
    { reread: [['fallout'], ['order']] },
  );
  const act = (body: Omit<FalloutRepair, 'tasks'>): void =>
    repair.mutate(body, {
      onSuccess: (outcomes) => {
        setAsking(undefined);
        onOutcomes(outcomes);
      },
    });
  const why = may
    ? selected.length === 0
      ? 'Choose tasks first.'
      : undefined
    : 'Your role may not intervene in plans (plan.intervene).';
  return (
    <div className={classes['bar']}>
      <span role="status" className="numbers">
        <b>{selected.length}</b> of {total} chosen
      </span>
      <Button size="compact-sm" variant="subtle" onClick={selected.length === 0 ? onAll : onNone}>
        {selected.length === 0 ? `Choose all ${total}` : 'Choose none'}
      </Button>
      <span className={classes['space']} />
      <ActionButton
        size="xs"
        why={why}
        loading={repair.isPending && asking === undefined}
        leftSection={<Icon name="retry" />}
        onClick={() => act({ action: 'retry' })}
      >
        Retry {selected.length > 0 && selected.length}
      </ActionButton>
      {(Object.keys(words) as (keyof typeof words)[]).map((action) => (
        <ActionButton key={action} size="xs" variant="default" why={why} onClick={() => setAsking(action)}>
          {words[action]}
        </ActionButton>
      ))}
      {asking !== undefined && (
        <RepairForm
          action={asking}
          count={selected.length}
          busy={repair.isPending}
          onClose={() => setAsking(undefined)}
          onRepair={act}
        />
      )}
    </div>
  );
}
