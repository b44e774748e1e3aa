import { SegmentedControl } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import { lazy, Suspense } from 'react';
import type { PlanView } from '../order/search.ts';
import { Empty } from '../shared/Empty.tsx';
import { Loading } from '../shared/Loading.tsx';
import { Read } from '../shared/Read.tsx';
import { useClock } from '../shell/environment.ts';
import { activitiesOf } from './activityFacts.ts';
import { Legend } from './Legend.tsx';
import classes from './Plan.module.css';
import { PlanTable } from './PlanTable.tsx';
import { StepPanel } from './StepPanel.tsx';
import { Timeline } from './Timeline.tsx';

// The graph brings the layout worker; it is loaded when someone looks at it.
const Graph = lazy(() => import('./Graph.tsx').then(({ Graph }) => ({ default: Graph })));

type Props = {
  readonly order: ServiceOrder;
  readonly query: UseQueryResult<OrderPlan>;
  readonly view: PlanView;
  readonly step: string | undefined;
};

/** The plan of an order as graph, timeline or table: the same activities, live in each. */
export function PlanTab({ order, query, view, step }: Props) {
  const navigate = useNavigate({ from: '/orders/$id' });
  const clock = useClock();
  const show = (next: PlanView): void => {
    void navigate({ search: (before) => ({ ...before, view: next }), replace: true });
  };
  const look = (key: string | undefined): void => {
    void navigate({ search: (before) => ({ ...before, step: key }), replace: true });
  };
  if (order.planId === undefined)
    return (
      <Empty title="This order has no plan of its own.">
        Its work is part of the plan of the order that it was issued from.
      </Empty>
    );
  return (
    <Read query={query}>
      {(plan) => {
        const activities = activitiesOf(plan);
        const activity = activities.find(({ key }) => key === step);
        return (
          <>
            <div className={classes['bar']}>
              <SegmentedControl
                size="xs"
                aria-label="How the plan is shown"
                value={view}
                onChange={(next) => show(next as PlanView)}
                data={[
                  { value: 'graph', label: 'Graph' },
                  { value: 'timeline', label: 'Timeline' },
                  { value: 'table', label: 'Table' },
                ]}
              />
              <Legend view={view} />
            </div>
            <div className={activity === undefined ? undefined : classes['beside']}>
              {view === 'graph' && (
                <Suspense fallback={<Loading rows={8} />}>
                  <Graph activities={activities} step={step} onStep={look} />
                </Suspense>
              )}
              {view === 'timeline' && (
                <Timeline
                  activities={activities}
                  now={clock?.now}
                  committed={plan.committedDate ?? order.committedDate}
                  requested={order.requestedCompletionDate}
                  step={step}
                  onStep={look}
                />
              )}
              {view === 'table' && <PlanTable activities={activities} onStep={look} />}
              {activity !== undefined && (
                <StepPanel
                  key={activity.key}
                  orderId={order.id}
                  activity={activity}
                  tasks={plan.tasks.filter((task) => task.activity === activity.key)}
                  onClose={() => look(undefined)}
                />
              )}
            </div>
          </>
        );
      }}
    </Read>
  );
}
