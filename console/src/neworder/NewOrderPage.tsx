import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { createOrder, simulateOrder } from '../api/orders.ts';
import { faultsOf } from '../requirement/faults.ts';
import classes from '../requirement/Requirement.module.css';
import { RequirementForm } from '../requirement/RequirementForm.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Page } from '../shared/Page.tsx';
import { useAction } from '../shared/useAction.ts';
import { SimulationResult } from './SimulationResult.tsx';
import { emptyOrder, type OrderWords, orderOf, useOrderDraft } from './useOrderDraft.ts';

/** A new order by form: what it would come to is shown before it is sent. The draft survives a reload of the tab. */
export function NewOrderPage() {
  const [draft, setDraft] = useOrderDraft();
  const choices = useChoices();
  const navigate = useNavigate();
  const may = useMay('order.issue');
  const { requirement, words } = draft;
  const order = orderOf(draft);
  const simulate = useAction(async () => ({ order, body: (await simulateOrder(order)).body }), {
    reread: [],
  });
  const submit = useAction(async () => (await createOrder(order)).body, { reread: [['orders']] });
  const faults = faultsOf(requirement);
  const why = may
    ? faults.length > 0
      ? faults.join(' ')
      : undefined
    : 'Your role may not issue orders (order.issue).';
  const word = (part: Partial<OrderWords>): void => setDraft({ ...draft, words: { ...words, ...part } });
  return (
    <Page
      title="New order"
      about={
        <>
          <Link to="/orders">Orders</Link>
          {draft.reference !== undefined && ` · taken from question ${draft.reference.name}`}
        </>
      }
    >
      <div className={classes['form']}>
        <RequirementForm
          draft={requirement}
          choices={choices}
          onDraft={(changed) => setDraft({ ...draft, requirement: changed })}
        >
          <TextInput
            label="External id"
            description="The id of whoever asks; the same again is the same order."
            value={words.externalId}
            maxLength={100}
            onChange={(event) => word({ externalId: event.currentTarget.value.trim() })}
          />
          <NativeSelect
            label="Priority"
            value={words.priority}
            data={['0', '1', '2', '3', '4'].map((value) => ({
              value,
              label: value === '0' ? '0, the highest' : value,
            }))}
            onChange={(event) => word({ priority: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            maxLength={4_000}
            value={words.description}
            onChange={(event) => word({ description: event.currentTarget.value })}
          />
        </RequirementForm>
        <div className={classes['bar']}>
          <Button variant="subtle" onClick={() => setDraft(emptyOrder)}>
            Clear
          </Button>
          <ActionButton
            variant="default"
            why={why}
            loading={simulate.isPending}
            onClick={() => simulate.mutate(undefined)}
          >
            Simulate
          </ActionButton>
          <ActionButton
            why={why}
            loading={submit.isPending}
            onClick={() =>
              submit.mutate(undefined, {
                onSuccess: ({ id }) => {
                  setDraft(emptyOrder);
                  void navigate({ to: '/orders/$id', params: { id } });
                },
              })
            }
          >
            Issue the order
          </ActionButton>
        </div>
        {simulate.data !== undefined && (
          <SimulationResult
            simulation={simulate.data.body}
            requested={requirement.date}
            old={JSON.stringify(simulate.data.order) !== JSON.stringify(order)}
          />
        )}
      </div>
    </Page>
  );
}
