import { useParams, useSearch } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import type { ReactNode } from 'react';
import { ChangeTab } from '../amendment/ChangeTab.tsx';
import { PlanTab } from '../plan/PlanTab.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { ConfigurationTab } from './ConfigurationTab.tsx';
import { JsonTab } from './JsonTab.tsx';
import { OrderActions } from './OrderActions.tsx';
import { OrderHeader } from './OrderHeader.tsx';
import { ParametersTab } from './ParametersTab.tsx';
import { ServicesTab } from './ServicesTab.tsx';
import { SummaryTab } from './SummaryTab.tsx';
import type { OrderTab } from './search.ts';
import { TestsTab } from './TestsTab.tsx';
import { useOrder, usePlan } from './useOrder.ts';

const tabs: readonly Tab<OrderTab>[] = [
  { name: 'summary', label: 'Summary' },
  { name: 'plan', label: 'Plan' },
  { name: 'parameters', label: 'Parameters' },
  { name: 'configuration', label: 'Configuration' },
  { name: 'tests', label: 'Tests' },
  { name: 'services', label: 'Services' },
  { name: 'change', label: 'Change and versions' },
  { name: 'json', label: 'Raw JSON' },
];

/** One service order with everything that belongs to it; it follows live. */
export function OrderPage() {
  const { id } = useParams({ from: '/signed/orders/$id' });
  const order = useOrder(id);
  return order.data === undefined ? (
    <Page title="Order">
      <Read query={order}>{() => null}</Read>
    </Page>
  ) : (
    <Loaded order={order.data} />
  );
}

function Loaded({ order }: { readonly order: ServiceOrder }) {
  const search = useSearch({ from: '/signed/orders/$id' });
  const plan = usePlan(order.id, order.state, order.planId);
  const open = search.tab ?? 'summary';
  const panels: Readonly<Record<OrderTab, () => ReactNode>> = {
    summary: () => <SummaryTab order={order} plan={plan.data} />,
    plan: () => <PlanTab order={order} query={plan} view={search.view ?? 'graph'} step={search.step} />,
    parameters: () => <ParametersTab orderId={order.id} />,
    configuration: () => <ConfigurationTab orderId={order.id} />,
    tests: () => <TestsTab orderId={order.id} />,
    services: () => <ServicesTab orderId={order.id} />,
    change: () => <ChangeTab order={order} />,
    json: () => <JsonTab order={order} plan={plan.data} />,
  };
  return (
    <Page
      title={`Order ${order.number}`}
      about={order.description}
      actions={<OrderActions order={order} planState={plan.data?.state} />}
    >
      <OrderHeader order={order} plan={plan.data} />
      <Tabs label="Parts of the order" tabs={tabs} open={open}>
        {panels[open]()}
      </Tabs>
    </Page>
  );
}
