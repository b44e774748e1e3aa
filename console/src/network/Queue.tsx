import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { QueuedPart } from '../api/answers.ts';
import { queueQuery, retryPart, withdrawPart } from '../api/network.ts';
import order from '../order/Order.module.css';
import orders from '../orders/Orders.module.css';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { ReasonInput } from '../shared/ReasonInput.tsx';
import { State } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { queueWords } from './words.ts';

const columns: readonly Column<QueuedPart>[] = [
  {
    id: 'device',
    header: 'Device',
    cell: ({ device }) => (
      <Link to="/network/devices/$name" params={{ name: device }} className={orders['number']} data-row-link>
        {device}
      </Link>
    ),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={queueWords[state]} /> },
  { id: 'since', header: 'Since', cell: ({ since }) => <Instant at={since} /> },
  { id: 'change', header: 'Change', cell: ({ change }) => wordsOf(change) },
  {
    id: 'service',
    header: 'Service',
    cell: ({ service }) => (
      <Link to="/services/$id" params={{ id: service.id }}>
        {service.name}
      </Link>
    ),
  },
  {
    id: 'transaction',
    header: 'Transaction',
    cell: ({ transactionId }) =>
      transactionId === null ? (
        '—'
      ) : (
        <Link to="/network/transactions/$id" params={{ id: transactionId }}>
          open
        </Link>
      ),
  },
  {
    id: 'why',
    header: 'Why it waits',
    cell: ({ lastFailure }) => lastFailure ?? 'it has not been tried yet',
  },
  { id: 'do', header: 'What to do', cell: (part) => <PartActions part={part} /> },
];

/** Parts of changes that wait for devices that cannot be reached, in the order of delivery. */
export function Queue() {
  return (
    <Read query={useQuery(queueQuery)}>
      {(parts) =>
        parts.length === 0 ? (
          <Empty title="Nothing waits for a device.">
            A part of a change waits here while its device cannot be reached, and is delivered by itself.
          </Empty>
        ) : (
          <QueuedParts parts={parts} />
        )
      }
    </Read>
  );
}

/** Queued parts in a table, each with what can be done about it. */
export function QueuedParts({ parts }: { readonly parts: readonly QueuedPart[] }) {
  return <DataTable label="Waiting changes" columns={columns} rows={parts} idOf={({ id }) => id} />;
}

function PartActions({ part }: { readonly part: QueuedPart }) {
  const [leaving, leave] = useDisclosure(false);
  const why = useMay('plan.intervene')
    ? undefined
    : 'Your role may not intervene in what waits for devices (plan.intervene).';
  const retry = useAction(() => retryPart(part.id), {
    reread: [['queue']],
    done: `${part.device} is tried at once.`,
  });
  return (
    <div className={order['states']}>
      <ActionButton
        size="compact-sm"
        variant="default"
        why={why}
        loading={retry.isPending}
        onClick={() => retry.mutate(undefined)}
      >
        Try now<span className="hidden-visually"> for {part.device}</span>
      </ActionButton>
      <ActionButton size="compact-sm" variant="default" why={why} onClick={leave.open}>
        Withdraw…<span className="hidden-visually"> from {part.device}</span>
      </ActionButton>
      {leaving && <WithdrawForm part={part} onClose={leave.close} />}
    </div>
  );
}

type FormProps = { readonly part: QueuedPart; readonly onClose: () => void };

function WithdrawForm({ part: { id, device, service }, onClose }: FormProps) {
  const [reason, setReason] = useState('');
  const withdraw = useAction(() => withdrawPart(id, reason.trim()), {
    reread: [['queue']],
    done: `It is no longer delivered to ${device}.`,
  });
  return (
    <FormDialog
      title={`Withdraw a change from ${device}`}
      verb="Withdraw"
      ready={reason.trim() !== ''}
      busy={withdraw.isPending}
      onClose={onClose}
      onSubmit={() => withdraw.mutate(undefined, { onSuccess: onClose })}
    >
      <p style={{ margin: 0 }}>
        The device stays as it is there, and what {service.name} should have on it is not delivered any more.
      </p>
      <ReasonInput value={reason} onValue={setReason} />
    </FormDialog>
  );
}
