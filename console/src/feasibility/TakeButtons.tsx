import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { CheckServiceQualification, ServiceRequest } from '@turnup/contract';
import { emptyOrder, useOrderDraft } from '../neworder/useOrderDraft.ts';
import type { RequirementDraft } from '../requirement/draft.ts';
import { draftOf } from '../requirement/draftOf.ts';
import { useMay } from '../session/useSession.ts';
import { Icon } from '../shared/Icon.tsx';
import { type QuestionItem, wantedReserved } from './itemFacts.ts';
import { emptyQuestion, useQuestionDraft } from './useQuestionDraft.ts';

type Props = { readonly question: CheckServiceQualification; readonly item: QuestionItem };

/** What an item asked, as a form shows it. */
function draftOfItem({ question, item }: Props): RequirementDraft {
  const customer = question.relatedParty.find(({ role }) => role === 'customer')?.id ?? '';
  const date = item.expectedServiceAvailabilityDate?.slice(0, 10) ?? '';
  return draftOf(item.service as ServiceRequest, customer, date);
}

/** Takes what was asked into a new question, to be asked otherwise or anew. */
export function AskAgain({ question, item, prominent = false }: Props & { readonly prominent?: boolean }) {
  const [, setDraft] = useQuestionDraft();
  const navigate = useNavigate();
  return (
    <Button
      size="xs"
      variant={prominent ? 'filled' : 'default'}
      leftSection={<Icon name="retry" />}
      onClick={() => {
        setDraft({
          ...emptyQuestion,
          requirement: draftOfItem({ question, item }),
          reserve: wantedReserved(item),
        });
        void navigate({ to: '/feasibility/new' });
      }}
    >
      Ask again…
    </Button>
  );
}

/** Takes what was asked into a new order: nobody types it again. */
export function OrderIt({ question, item }: Props) {
  const [, setDraft] = useOrderDraft();
  const navigate = useNavigate();
  const may = useMay('order.issue');
  if (!may || item.qualificationItemResult === undefined) return null;
  return (
    <Button
      size="xs"
      leftSection={<Icon name="orders" />}
      onClick={() => {
        setDraft({
          ...emptyOrder,
          requirement: draftOfItem({ question, item }),
          reference: { id: question.id, name: question.number },
        });
        void navigate({ to: '/orders/new' });
      }}
    >
      Order it…
    </Button>
  );
}
