import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../shared/Page.tsx';
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { Capacity } from './Capacity.tsx';
import { Devices } from './Devices.tsx';
import { Outages } from './Outages.tsx';
import { Pauses } from './Pauses.tsx';
import type { NetworkTab } from './search.ts';
import { Transactions } from './Transactions.tsx';

const tabs: readonly Tab<NetworkTab>[] = [
  { name: 'devices', label: 'Devices' },
  { name: 'transactions', label: 'Transactions' },
  { name: 'outages', label: 'Planned outages' },
  { name: 'capacity', label: 'Capacity' },
  { name: 'pauses', label: 'Pauses' },
];
const panels: Readonly<Record<NetworkTab, () => ReactNode>> = {
  devices: () => <Devices />,
  transactions: () => <Transactions />,
  outages: () => <Outages />,
  capacity: () => <Capacity />,
  pauses: () => <Pauses />,
};

/** The devices that are configured here, the transactions that changed them, and what is kept from being worked on. */
export function NetworkPage() {
  const { tab = 'devices' } = useSearch({ from: '/signed/network' });
  return (
    <Page title="Network" about="What is configured, what changed it, and whether it still stands.">
      <Tabs label="Parts of the network" tabs={tabs} open={tab}>
        {panels[tab]()}
      </Tabs>
    </Page>
  );
}
