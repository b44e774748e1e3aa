import { useQuery } from '@tanstack/react-query';
import type { ServiceOrder, WorkOrder } from '@turnup/contract';
import { workOrdersQuery } from '../api/work.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { Authorization } from '../work/Authorization.tsx';
import { authorizationKind } from '../work/authorization.ts';

const waits: StateWord = { word: 'Waits for authority', icon: 'pause', tone: 'warn' };
const words: Readonly<Record<WorkOrder['state'], StateWord>> = {
  acknowledged: waits,
  assigned: waits,
  inProgress: waits,
  held: waits,
  completed: { word: 'Authorized', icon: 'check', tone: 'good' },
  rejected: { word: 'Refused', icon: 'ban', tone: 'bad' },
  cancelled: { word: 'No longer asked', icon: 'minus', tone: 'quiet' },
};

/** What the order was or is held for until somebody takes it on: charges of partners, services that it touches. */
export function Authority({ order }: { readonly order: ServiceOrder }) {
  const query = useQuery(workOrdersQuery({ serviceOrder: order.id, kind: authorizationKind }));
  useLiveRefresh(['work'], ({ event }) => 'workOrder' in event);
  return (query.data?.rows ?? []).map((workOrder) => (
    <Section key={workOrder.id} title={workOrder.name} aside={<State state={words[workOrder.state]} />}>
      <Authorization workOrder={workOrder} />
    </Section>
  ));
}
