import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { GraphService, ServiceGraph } from '../api/answers.ts';
import { graphQuery } from '../api/services.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { MonitorResult } from '../network/MonitorResult.tsx';
import orders from '../orders/Orders.module.css';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { Facts } from '../shared/Facts.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { DesignedBuilt } from './DesignedBuilt.tsx';
import { Family } from './Family.tsx';
import { History } from './History.tsx';
import { ServiceActions } from './ServiceActions.tsx';
import classes from './Services.module.css';
import { ServiceTests } from './ServiceTests.tsx';
import type { ServiceTab } from './search.ts';
import { Ways } from './Ways.tsx';
import { serviceWords } from './words.ts';

const tabs: readonly Tab<ServiceTab>[] = [
  { name: 'graph', label: 'Graph' },
  { name: 'ways', label: 'Ways' },
  { name: 'built', label: 'Designed against built' },
  { name: 'tests', label: 'Tests' },
  { name: 'history', label: 'History' },
];

/** One service: its parts, what they stand on, how it was designed, and every version of it. */
export function ServicePage() {
  const { id } = useParams({ from: '/signed/services/$id' });
  const query = useQuery(graphQuery(id));
  useLiveRefresh(['service', id], ({ event }) => 'service' in event || 'serviceOrder' in event);
  const whole = query.data?.services.find((one) => one.id === id);
  return query.data === undefined || whole === undefined ? (
    <Page title="Service">
      <Read query={query}>{() => <Empty title="This service is not in its own graph." />}</Read>
    </Page>
  ) : (
    <Loaded graph={query.data} whole={whole} />
  );
}

function Loaded({ graph, whole }: { readonly graph: ServiceGraph; readonly whole: GraphService }) {
  const { tab = 'graph', monitor } = useSearch({ from: '/signed/services/$id' });
  const panels: Readonly<Record<ServiceTab, () => ReactNode>> = {
    graph: () => <Family graph={graph} />,
    ways: () => <Ways service={whole} ways={graph.ways} />,
    built: () => <DesignedBuilt lines={graph.designedAgainstBuilt} />,
    tests: () => <ServiceTests serviceId={whole.id} />,
    history: () => <History services={graph.services} />,
  };
  return (
    <Page
      title={`Service ${whole.number}`}
      about={whole.name}
      actions={whole.category === 'CFS' && <ServiceActions service={whole} />}
    >
      <div className={classes['head']}>
        <State state={serviceWords[whole.state]} />
        <Facts
          row
          facts={{
            Customer: whole.customer,
            Category: whole.category === 'CFS' ? 'customer-facing' : 'resource-facing',
            Specification: whole.specification,
            Place: whole.place,
            Parameters: whole.allocationStatus,
            'In service': whole.inService ? 'yes' : 'no',
            Since: whole.startDate === null ? undefined : dateText(whole.startDate),
            Ended: whole.endDate === null ? undefined : dateText(whole.endDate),
            Order:
              whole.orderId === null ? undefined : (
                <Link to="/orders/$id" params={{ id: whole.orderId }} className={orders['number']}>
                  open it
                </Link>
              ),
            Part:
              whole.parentId === null ? undefined : (
                <Link to="/services/$id" params={{ id: whole.parentId }} className={orders['number']}>
                  of this service
                </Link>
              ),
          }}
        />
      </div>
      {monitor !== undefined && (
        <div className={classes['request']}>
          <MonitorResult id={monitor} reread={['service', whole.id]} />
        </div>
      )}
      <Tabs label="Parts of the service" tabs={tabs} open={tab}>
        {panels[tab]()}
      </Tabs>
    </Page>
  );
}
