import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ConfigurationTransaction } from '../api/answers.ts';
import { transactionPath, transactionQuery } from '../api/network.ts';
import { DeviceChanges } from '../order/DeviceChanges.tsx';
import order from '../order/Order.module.css';
import { CopyMenu } from '../shared/CopyMenu.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Facts } from '../shared/Facts.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { countText, titleOf, wordsOf } from '../shared/units.ts';
import { transactionWords } from './words.ts';

type Step = NonNullable<ConfigurationTransaction['journal']>[number] & { readonly position: number };

const columns: readonly Column<Step>[] = [
  { id: 'position', header: 'Step', align: 'right', cell: ({ position }) => position },
  { id: 'at', header: 'Written down', cell: ({ recordedAt }) => <Instant at={recordedAt} /> },
  {
    id: 'device',
    header: 'Device',
    cell: ({ device }) => (device === null ? <b>the whole</b> : <span className="mono">{device}</span>),
  },
  { id: 'state', header: 'State from then on', cell: ({ state }) => titleOf(state) },
  { id: 'attempt', header: 'Attempt', align: 'right', cell: ({ attempt }) => attempt },
];

/** One network-wide transaction: what changed on each device, and the journal by which it ends everywhere or nowhere. */
export function TransactionPage() {
  const { id } = useParams({ from: '/signed/network/transactions/$id' });
  const query = useQuery(transactionQuery(id));
  return (
    <Page
      title="Transaction"
      about={
        <>
          <Link to="/network" search={{ tab: 'transactions' }}>
            Network
          </Link>{' '}
          <span className="mono">{id}</span>
        </>
      }
      actions={<CopyMenu path={`${transactionPath}/${encodeURIComponent(id)}`} id={id} />}
    >
      <Read query={query}>{(found) => <Found transaction={found} />}</Read>
    </Page>
  );
}

function Found({ transaction }: { readonly transaction: ConfigurationTransaction }) {
  const { devices, failures, journal = [], createdAt, endedAt, attempt, state, serviceId } = transaction;
  return (
    <div className={order['stack']}>
      <div className={order['head']}>
        <div className={order['first']}>
          <State state={transactionWords[state]} />
          <Facts
            row
            facts={{
              Service: (
                <Link to="/services/$id" params={{ id: serviceId }}>
                  Open it
                </Link>
              ),
              Begun: <Instant at={createdAt} />,
              Ended: endedAt === null ? 'not yet' : <Instant at={endedAt} />,
              Attempts: String(attempt),
            }}
          />
        </div>
      </div>
      {failures.map(({ device, phase, message, code, correctiveAction }) => (
        <div key={`${device} ${phase}`} className={order['error']}>
          <b>{device}</b>, {wordsOf(phase)}: {message} <span className="mono quiet">{code}</span>
          <p>
            <b>To do:</b> {correctiveAction}
          </p>
        </div>
      ))}
      <Section title={`Changes on ${countText(devices.length, 'device')}`}>
        {devices.map(({ device, state: stands, changes }) => (
          <DeviceChanges key={device} device={device} state={titleOf(stands)} changes={changes} />
        ))}
      </Section>
      <DataTable
        label="Journal"
        columns={columns}
        rows={journal.map((step, index) => ({ ...step, position: index + 1 }))}
        idOf={({ position }) => String(position)}
      />
    </div>
  );
}
