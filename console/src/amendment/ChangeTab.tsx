import { Checkbox, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ServiceOrder, ServiceOrderPatch } from '@turnup/contract';
import { useState } from 'react';
import {
  amendmentsQuery,
  amendOrder,
  cancellationsQuery,
  orderVersionsQuery,
  previewAmendment,
} from '../api/orders.ts';
import order from '../order/Order.module.css';
import { whyNotAmend } from '../order/why.ts';
import { customerOf, serviceOf } from '../orders/orderFacts.ts';
import { changedCharacteristics } from '../requirement/characteristics.ts';
import { instantOfDay, type RequirementDraft } from '../requirement/draft.ts';
import { draftOf } from '../requirement/draftOf.ts';
import { faultsOf } from '../requirement/faults.ts';
import classes from '../requirement/Requirement.module.css';
import { RequirementForm } from '../requirement/RequirementForm.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Empty, Failed } from '../shared/Empty.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { useAction } from '../shared/useAction.ts';
import { AmendmentList } from './AmendmentList.tsx';
import { Cancellations } from './Cancellations.tsx';
import { PreviewResult } from './PreviewResult.tsx';
import { VersionList } from './VersionList.tsx';

/** The change of an order under way: edit, preview, apply; its amendments and its versions. */
export function ChangeTab({ order: shown }: { readonly order: ServiceOrder }) {
  const amendments = useQuery(amendmentsQuery(shown.id));
  const versions = useQuery(orderVersionsQuery(shown.id));
  const cancellations = useQuery(cancellationsQuery(shown.id));
  const why = whyNotAmend(shown, useSession());
  return (
    <div className={order['stack']}>
      {why === undefined ? <Editor order={shown} /> : <Empty title="It is not changed here.">{why}</Empty>}
      <Section title="Amendments">
        <Read query={amendments}>{({ rows }) => <AmendmentList orderId={shown.id} amendments={rows} />}</Read>
      </Section>
      <Cancellations cancellations={cancellations.data?.rows ?? []} />
      <Section title="Versions">
        <Read query={versions}>{(rows) => <VersionList versions={rows} />}</Read>
      </Section>
    </div>
  );
}

const dateOf = ({ requestedCompletionDate }: ServiceOrder): string =>
  requestedCompletionDate?.slice(0, 10) ?? '';

/** Items that deliver something new and are not finished: those that an amendment may name. */
const amendable = ({ serviceOrderItem }: ServiceOrder): ServiceOrder['serviceOrderItem'] =>
  serviceOrderItem.filter(({ action, state }) => action === 'add' && state !== 'completed');

function Editor({ order: shown }: { readonly order: ServiceOrder }) {
  const items = amendable(shown);
  const [itemId, setItemId] = useState(items[0]?.id);
  const item = items.find(({ id }) => id === itemId) ?? items[0];
  if (item === undefined)
    return (
      <Empty title="No item can be amended.">
        Only items that add a service and are not completed are; all others are changed by a new order.
      </Empty>
    );
  return (
    <>
      {items.length > 1 && (
        <NativeSelect
          label="Item"
          value={item.id}
          data={items.map((each) => ({
            value: each.id,
            label: `${each.id}: ${serviceOf(each).name ?? serviceOf(each).serviceSpecification?.id ?? ''}`,
          }))}
          onChange={(event) => setItemId(event.currentTarget.value)}
        />
      )}
      <ItemEditor key={item.id} order={shown} item={item} />
    </>
  );
}

type ItemProps = { readonly order: ServiceOrder; readonly item: ServiceOrder['serviceOrderItem'][number] };

function ItemEditor({ order: shown, item }: ItemProps) {
  const customer = shown.relatedParty.find(({ role }) => role === 'customer')?.id ?? customerOf(shown) ?? '';
  // What stood when editing began: an answer that comes in meanwhile does not undo what was written.
  const [before, setBefore] = useState(() => draftOf(serviceOf(item), customer, dateOf(shown)));
  const [draft, setDraft] = useState<RequirementDraft>(before);
  const [accepted, setAccepted] = useState(false);
  const choices = useChoices();
  const patch = patchOf(item.id, before, draft);
  const preview = useMutation({
    mutationFn: async () => ({ patch, found: await previewAmendment(shown.id, patch) }),
  });
  const amend = useAction(
    () => amendOrder(shown.id, { ...patch, ...(accepted ? { acceptCharges: true } : {}) }),
    {
      reread: [['order', shown.id], ['orders']],
      done: 'The amendment is on its way.',
    },
  );
  const faults = faultsOf(draft);
  const unchanged = patch.serviceOrderItem === undefined && patch.requestedCompletionDate === undefined;
  const why = unchanged ? 'Nothing is changed yet.' : faults.length > 0 ? faults.join(' ') : undefined;
  const seen = preview.data !== undefined && JSON.stringify(preview.data.patch) === JSON.stringify(patch);
  return (
    <div className={classes['form']}>
      <RequirementForm draft={draft} onDraft={setDraft} choices={choices} fixed />
      <div className={classes['bar']}>
        {!unchanged && (
          <ActionButton
            variant="subtle"
            onClick={() => {
              const now = draftOf(serviceOf(item), customer, dateOf(shown));
              setBefore(now);
              setDraft(now);
              preview.reset();
            }}
          >
            Start again
          </ActionButton>
        )}
        <ActionButton why={why} loading={preview.isPending} onClick={() => preview.mutate()}>
          Preview
        </ActionButton>
      </div>
      {preview.isError && <Failed error={preview.error} retry={() => preview.mutate()} />}
      {preview.data !== undefined && (
        <>
          {!seen && <p role="status">The form has changed since: preview again.</p>}
          <PreviewResult preview={preview.data.found} currency={choices.currency} />
          <div className={classes['bar']}>
            {preview.data.found.item.some(({ charge }) => charge.length > 0) && (
              <Checkbox
                label="The customer accepts these charges"
                checked={accepted}
                onChange={(event) => setAccepted(event.currentTarget.checked)}
              />
            )}
            <ActionButton
              why={why ?? (seen ? undefined : 'Preview what is to be sent first.')}
              loading={amend.isPending}
              onClick={() =>
                amend.mutate(undefined, {
                  onSuccess: () => {
                    setBefore(draft);
                    setAccepted(false);
                    preview.reset();
                  },
                })
              }
            >
              Amend the order
            </ActionButton>
          </div>
        </>
      )}
    </div>
  );
}

/** The difference as TMF641 takes it: only what is said otherwise. */
function patchOf(item: string, before: RequirementDraft, after: RequirementDraft): ServiceOrderPatch {
  const changed = changedCharacteristics(before, after);
  return {
    ...(changed.length === 0
      ? {}
      : { serviceOrderItem: [{ id: item, service: { serviceCharacteristic: changed } }] }),
    ...(after.date === '' || after.date === before.date
      ? {}
      : { requestedCompletionDate: instantOfDay(after.date) }),
  };
}
