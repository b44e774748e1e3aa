import { Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FailedObject } from '../api/answers.ts';
import { failedObjectsQuery, repairObject, requestRestoration } from '../api/surveillance.ts';
import order from '../order/Order.module.css';
import { wordsIn } from '../requirement/draft.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { countText } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';

/** What has failed and is not repaired: nothing new is planned over it. A restoration can be ordered by hand. */
export function FailedObjects() {
  const query = useQuery(failedObjectsQuery);
  const [asking, ask] = useDisclosure(false);
  const why = useMay('plan.intervene')
    ? undefined
    : 'Your role may not order restorations or end failures (plan.intervene).';
  return (
    <Section
      title="Failed and not repaired"
      aside={
        <ActionButton size="compact-sm" variant="default" why={why} onClick={ask.open}>
          Order a restoration…
        </ActionButton>
      }
    >
      <Read query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <span className="quiet">Nothing: every link and port can be planned over.</span>
          ) : (
            <ul className={order['lines']}>
              {rows.map((row) => (
                <Failed key={row.name} failed={row} why={why} />
              ))}
            </ul>
          )
        }
      </Read>
      {asking && <RestorationForm onClose={ask.close} />}
    </Section>
  );
}

function Failed({ failed, why }: { readonly failed: FailedObject; readonly why: string | undefined }) {
  const { name, reason, failedAt, links, ports } = failed;
  const repair = useAction(() => repairObject(name), {
    reread: [['failedObjects'], ['service']],
    done: `${name} works again: what waits for capacity is planned anew.`,
  });
  return (
    <li>
      <div className={order['between']}>
        <span>
          <b className="mono">{name}</b> since <Instant at={failedAt} />: {reason}
        </span>
        <ActionButton
          size="compact-sm"
          variant="default"
          why={why}
          loading={repair.isPending}
          onClick={() => repair.mutate(undefined)}
        >
          It works again<span className="hidden-visually"> {name}</span>
        </ActionButton>
      </div>
      <span className="quiet">
        {countText(links.length, 'link')} and {countText(ports.length, 'port')} fail with it
      </span>
    </li>
  );
}

function RestorationForm({ onClose }: { readonly onClose: () => void }) {
  const [failed, setFailed] = useState('');
  const [ticket, setTicket] = useState('');
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const request = useAction(
    () => requestRestoration({ failed: wordsIn(failed), ticket: ticket.trim(), reason: reason.trim() }),
    { reread: [['failedObjects'], ['orders']] },
  );
  return (
    <FormDialog
      title="Order a restoration"
      verb="Order it"
      ready={wordsIn(failed).length > 0 && ticket.trim() !== '' && reason.trim() !== ''}
      busy={request.isPending}
      onClose={onClose}
      onSubmit={() =>
        request.mutate(undefined, {
          onSuccess: ({ id }) => void navigate({ to: '/orders/$id', params: { id } }),
        })
      }
    >
      <Textarea
        label="What has failed"
        description="Devices, device/port, or links; several apart by blanks."
        required
        autosize
        value={failed}
        onChange={(event) => setFailed(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Trouble ticket"
        description="It is answered service by service."
        required
        maxLength={200}
        value={ticket}
        onChange={(event) => setTicket(event.currentTarget.value)}
      />
      <Textarea
        label="Reason"
        required
        maxLength={500}
        autosize
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
