import type { ServiceDesign } from '@turnup/contract';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { undoLast, useLastStep } from '../shared/undo.ts';
import { useAction } from '../shared/useAction.ts';

/** Takes the last edit of this tab back, through the API as any other change. */
export function UndoButton({ design }: { readonly design: ServiceDesign }) {
  const last = useLastStep(design.id);
  const undo = useAction(() => undoLast(design.id), {
    reread: [['design', design.id], ['designs']],
    done: 'Taken back.',
  });
  if (last === undefined) return null;
  return (
    <ActionButton
      size="xs"
      variant="default"
      leftSection={<Icon name="retry" />}
      loading={undo.isPending}
      onClick={() => undo.mutate(undefined)}
    >
      Undo: {last.label}
    </ActionButton>
  );
}
