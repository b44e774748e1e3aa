import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { DeviceConfiguration, DeviceDrift } from '../api/answers.ts';
import { deviceConfigurationQuery, driftQuery, pausesQuery } from '../api/network.ts';
import order from '../order/Order.module.css';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { PauseButton } from './PauseButton.tsx';

type Drift = DeviceDrift['drifts'][number];
type Line = DeviceConfiguration['values'][number];

const text = (value: string | readonly string[] | null): string =>
  value === null ? 'nothing' : typeof value === 'string' ? value : value.join(' ');

const driftColumns: readonly Column<Drift>[] = [
  { id: 'path', header: 'Place', cell: ({ path }) => <span className="mono">{path}</span> },
  { id: 'want', header: 'On record', cell: ({ want }) => <span className="mono">{text(want)}</span> },
  { id: 'have', header: 'On the device', cell: ({ have }) => <span className="mono">{text(have)}</span> },
  {
    id: 'services',
    header: 'Services concerned',
    cell: ({ services }) =>
      services.map((id) => (
        <div key={id}>
          <Link to="/services/$id" params={{ id }} className="mono">
            {id.slice(0, 13)}…
          </Link>
        </div>
      )),
  },
];
const lineColumns: readonly Column<Line>[] = [
  { id: 'path', header: 'Place', cell: ({ path }) => <span className="mono">{path}</span> },
  { id: 'value', header: 'Value', cell: ({ value }) => <span className="mono">{text(value)}</span> },
];

/** One device, read now: where it differs from the records, and what services own on it. */
export function DevicePage() {
  const { name } = useParams({ from: '/signed/network/devices/$name' });
  const drift = useQuery(driftQuery(name));
  const configuration = useQuery(deviceConfigurationQuery(name));
  const pauses = useQuery({ ...pausesQuery, enabled: useMay('order.read') });
  const paused = pauses.data?.find(({ scope, reference }) => scope === 'device' && reference === name);
  return (
    <Page
      title={name}
      about={<Link to="/network">Network</Link>}
      actions={
        <>
          <ActionButton
            size="xs"
            variant="default"
            leftSection={<Icon name="retry" />}
            loading={drift.isFetching}
            onClick={() => void Promise.all([drift.refetch(), configuration.refetch()])}
          >
            Read it again
          </ActionButton>
          <PauseButton device={name} paused={paused !== undefined} />
        </>
      }
    >
      <div className={order['stack']}>
        {paused !== undefined && (
          <Section title="Paused">
            By {paused.by}: {paused.reason}. Orders that need this device wait, and go on by themselves.
          </Section>
        )}
        <Section
          title="Records and device"
          aside={
            drift.data !== undefined && (
              <State
                state={
                  drift.data.inSync
                    ? { word: 'In step', icon: 'check', tone: 'good' }
                    : { word: `${drift.data.drifts.length} differences`, icon: 'warning', tone: 'warn' }
                }
              />
            )
          }
        >
          <Read query={drift}>
            {({ drifts }) =>
              drifts.length === 0 ? (
                <span className="quiet">Every place that a service owns holds what is on record.</span>
              ) : (
                <DataTable
                  label="Differences"
                  columns={driftColumns}
                  rows={drifts}
                  idOf={({ path }) => path}
                />
              )
            }
          </Read>
        </Section>
        <Read query={configuration}>
          {({ values }) =>
            values.length === 0 ? (
              <Empty title="No service owns anything on this device." />
            ) : (
              <DataTable
                label="What services own"
                columns={lineColumns}
                rows={values}
                idOf={({ path }) => path}
              />
            )
          }
        </Read>
      </div>
    </Page>
  );
}
