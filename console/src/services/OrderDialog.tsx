import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ServiceOrderCreate } from '@turnup/contract';
import type { ReactNode } from 'react';
import type { GraphService } from '../api/answers.ts';
import { simulateOrder } from '../api/orders.ts';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Read } from '../shared/Read.tsx';
import { useIssue } from './useIssue.ts';
import { WhatItComesTo } from './WhatItComesTo.tsx';

type Props = {
  readonly service: GraphService;
  readonly title: string;
  /** What the button that orders it says. */
  readonly verb: string;
  /** What would be ordered; nothing while something of it is not chosen yet. */
  readonly order: ServiceOrderCreate | undefined;
  /** What is done, as a sentence that goes on with in how many tasks. */
  readonly done: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
};

/** Orders something for a live service: what it would come to is told first, and anew when something else is chosen. */
export function OrderDialog({ service, title, verb, order, done, onClose, children }: Props) {
  const text = JSON.stringify(order);
  const [settled] = useDebouncedValue(text, 300);
  const simulation = useQuery({
    queryKey: ['service', service.id, 'simulation', order],
    queryFn: async () => (order === undefined ? null : (await simulateOrder(order)).body),
    enabled: order !== undefined && settled === text,
    gcTime: 0,
    retry: false,
  });
  const { issue, isPending } = useIssue(service.id);
  return (
    <FormDialog
      title={title}
      verb={verb}
      ready={order !== undefined && simulation.isSuccess}
      busy={isPending}
      onClose={onClose}
      onSubmit={() => order !== undefined && issue(order)}
    >
      {children}
      {order !== undefined && (
        <Read query={simulation}>
          {(found) => found !== null && <WhatItComesTo simulation={found} done={done} />}
        </Read>
      )}
    </FormDialog>
  );
}
