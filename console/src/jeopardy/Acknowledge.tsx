import type { JeopardyAlert } from '../api/answers.ts';
import { acknowledgeAlert } from '../api/work.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Instant } from '../shared/Instant.tsx';
import { useAction } from '../shared/useAction.ts';

/** Who has seen an alert, or the button for its owner. */
export function Acknowledge({ alert }: { readonly alert: JeopardyAlert }) {
  const acknowledge = useAction(() => acknowledgeAlert(alert.id), {
    reread: [['alerts']],
    done: 'Acknowledged: it does not escalate for now.',
  });
  if (alert.acknowledgedAt !== null)
    return (
      <>
        {alert.acknowledgedBy}
        <div className="quiet">
          <Instant at={alert.acknowledgedAt} />
        </div>
      </>
    );
  return (
    <ActionButton
      size="xs"
      variant="default"
      why={alert.clearedAt === null ? undefined : 'It is cleared.'}
      loading={acknowledge.isPending}
      onClick={() => acknowledge.mutate(undefined)}
    >
      Acknowledge
    </ActionButton>
  );
}
