import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
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
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { countText } from '../shared/units.ts';
import { Comparison } from './Comparison.tsx';
import { MonitorResult } from './MonitorResult.tsx';
import { PauseButton } from './PauseButton.tsx';
import { ReconcileButton } from './ReconcileButton.tsx';
import { ServiceLinks } from './ServiceLinks.tsx';
import type { DeviceTab } from './search.ts';
import { Traffic } from './Traffic.tsx';
import { valueText } from './valueText.ts';

type Drift = DeviceDrift['drifts'][number];
type Line = DeviceConfiguration['values'][number];

const driftColumns: readonly Column<Drift>[] = [
  { id: 'path', header: 'Place', cell: ({ path }) => <span className="mono">{path}</span> },
  { id: 'want', header: 'On record', cell: ({ want }) => <span className="mono">{valueText(want)}</span> },
  {
    id: 'have',
    header: 'On the device',
    cell: ({ have }) => <span className="mono">{valueText(have)}</span>,
  },
  {
    id: 'services',
    header: 'Services concerned',
    cell: ({ services }) => <ServiceLinks ids={services} />,
  },
];
const lineColumns: readonly Column<Line>[] = [
  { id: 'path', header: 'Place', cell: ({ path }) => <span className="mono">{path}</span> },
  { id: 'value', header: 'Value', cell: ({ value }) => <span className="mono">{valueText(value)}</span> },
];

const tabs: readonly Tab<DeviceTab>[] = [
  { name: 'records', label: 'Records and work' },
  { name: 'intent', label: 'Intent' },
  { name: 'owned', label: 'What services own' },
];

/** One device, read now: where it differs from records and intent, what it is busy with, and what services own on it. */
export function DevicePage() {
  const { name } = useParams({ from: '/signed/network/devices/$name' });
  const { tab = 'records', monitor } = useSearch({ from: '/signed/network/devices/$name' });
  const client = useQueryClient();
  const drift = useQuery(driftQuery(name));
  const pauses = useQuery({ ...pausesQuery, enabled: useMay('order.read') });
  const paused = pauses.data?.find(({ scope, reference }) => scope === 'device' && reference === name);
  const panels: Readonly<Record<DeviceTab, () => ReactNode>> = {
    records: () => (
      <div className={order['stack']}>
        <Traffic device={name} />
        <Records drift={drift} />
      </div>
    ),
    intent: () => <Comparison device={name} />,
    owned: () => <Owned device={name} />,
  };
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
            onClick={() => void client.invalidateQueries({ queryKey: ['device', name] })}
          >
            Read it again
          </ActionButton>
          <ReconcileButton device={name} inSync={drift.data?.inSync} />
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
        <MonitorResult id={monitor} reread={['device', name]} />
        <Tabs label="Parts of the device" tabs={tabs} open={tab}>
          {panels[tab]()}
        </Tabs>
      </div>
    </Page>
  );
}

function Records({ drift }: { readonly drift: UseQueryResult<DeviceDrift> }) {
  return (
    <Section
      title="Records and device"
      aside={
        drift.data !== undefined && (
          <State
            state={
              drift.data.inSync
                ? { word: 'In step', icon: 'check', tone: 'good' }
                : { word: countText(drift.data.drifts.length, 'difference'), icon: 'warning', tone: 'warn' }
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
            <DataTable label="Differences" columns={driftColumns} rows={drifts} idOf={({ path }) => path} />
          )
        }
      </Read>
    </Section>
  );
}

function Owned({ device }: { readonly device: string }) {
  const query = useQuery(deviceConfigurationQuery(device));
  return (
    <Read query={query}>
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
  );
}
