import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { Page } from '../shared/Page.tsx';
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { FalloutTasks } from './FalloutTasks.tsx';
import { QualityTab } from './QualityTab.tsx';
import { StalledTab } from './StalledTab.tsx';
import type { FalloutTab } from './search.ts';

const tabs: readonly Tab<FalloutTab>[] = [
  { name: 'tasks', label: 'Tasks that fell out' },
  { name: 'stalled', label: 'Orders that have not moved' },
  { name: 'quality', label: 'Right first time' },
];

const panels: Readonly<Record<FalloutTab, () => ReactNode>> = {
  tasks: () => <FalloutTasks />,
  stalled: () => <StalledTab />,
  quality: () => <QualityTab />,
};

/** What cannot go on by itself: tasks by their cause, orders that have not moved, and how often it happens. */
export function FalloutPage() {
  const { tab = 'tasks' } = useSearch({ from: '/signed/fallout' });
  useLiveRefresh(['fallout']);
  return (
    <Page title="Fallout" about="What cannot go on by itself, and what to do about it.">
      <Tabs label="Parts of the worklist" tabs={tabs} open={tab}>
        {panels[tab]()}
      </Tabs>
    </Page>
  );
}
