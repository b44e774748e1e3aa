import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../shared/Page.tsx';
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { Capacity } from './Capacity.tsx';
import { Conditions } from './Conditions.tsx';
import { Devices } from './Devices.tsx';
import { Labels } from './Labels.tsx';
import { Outages } from './Outages.tsx';
import { Pauses } from './Pauses.tsx';
import { Queue } from './Queue.tsx';
import { Requests } from './Requests.tsx';
import type { NetworkTab } from './search.ts';
import { Transactions } from './Transactions.tsx';

const tabs: readonly Tab<NetworkTab>[] = [
  { name: 'devices', label: 'Devices' },
  { name: 'conditions', label: 'Conditions' },
  { name: 'transactions', label: 'Transactions' },
  { name: 'queue', label: 'Waiting changes' },
  { name: 'labels', label: 'Labels' },
  { name: 'requests', label: 'Requests' },
  { name: 'outages', label: 'Planned outages' },
  { name: 'capacity', label: 'Capacity' },
  { name: 'pauses', label: 'Pauses' },
];
const panels: Readonly<Record<NetworkTab, () => ReactNode>> = {
  devices: () => <Devices />,
  conditions: () => <Conditions />,
  transactions: () => <Transactions />,
  queue: () => <Queue />,
  labels: () => <Labels />,
  requests: () => <Requests />,
  outages: () => <Outages />,
  capacity: () => <Capacity />,
  pauses: () => <Pauses />,
};

/** The devices that are configured here, what was found bad, what changed them and waits for them, and what is paused. */
export function NetworkPage() {
  const { tab = 'devices' } = useSearch({ from: '/signed/network' });
  return (
    <Page
      title="Network"
      about="What is configured, what changed it, whether it still stands, and what has failed."
    >
      <Tabs label="Parts of the network" tabs={tabs} open={tab}>
        {panels[tab]()}
      </Tabs>
    </Page>
  );
}
