import { useDisclosure } from '@mantine/hooks';
import type { GraphService, ServiceWay } from '../api/answers.ts';
import order from '../order/Order.module.css';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { State } from '../shared/State.tsx';
import { milliText } from '../shared/units.ts';
import { SwitchForm } from './SwitchForm.tsx';
import { whyNotSwitch } from './why.ts';
import { wayWords } from './words.ts';

const columns: readonly Column<ServiceWay>[] = [
  {
    id: 'between',
    header: 'Between',
    cell: ({ from, to }) => (
      <span className="mono">
        {from} – {to}
      </span>
    ),
  },
  {
    id: 'role',
    header: 'Way',
    cell: ({ role, failed }) => (
      <>
        <State state={wayWords[role]} />
        {failed.length > 0 && (
          <div>
            <State state={{ word: `Failed: ${failed.join(', ')}`, icon: 'critical', tone: 'bad' }} />
          </div>
        )}
      </>
    ),
  },
  {
    id: 'links',
    header: 'Links',
    cell: ({ links }) => <span className="mono">{links.join(', ') || '—'}</span>,
  },
  { id: 'nodes', header: 'Nodes', cell: ({ nodes }) => <span className="mono">{nodes.join(', ')}</span> },
  { id: 'rtt', header: 'Round trip', align: 'right', cell: ({ roundTripUs }) => milliText(roundTripUs) },
];

type Props = { readonly service: GraphService; readonly ways: readonly ServiceWay[] };

/** The ways of a service through the core: those in use, and those that stand by and can be switched to by request. */
export function Ways({ service, ways }: Props) {
  const [asking, ask] = useDisclosure(false);
  const why = whyNotSwitch(service, ways, useSession());
  if (ways.length === 0)
    return (
      <Empty title="It has no way between sites.">
        A service of one site has none, and of one that no order of this system delivered none is known.
      </Empty>
    );
  return (
    <div className={order['stack']}>
      <div>
        <ActionButton size="xs" why={why} onClick={ask.open}>
          Switch to the standby…
        </ActionButton>
      </div>
      <DataTable
        label="Ways of the service"
        columns={columns}
        rows={ways}
        idOf={({ from, to, role, links }) => `${from} ${to} ${role} ${links.join(' ')}`}
      />
      {asking && <SwitchForm service={service} onClose={ask.close} />}
    </div>
  );
}
