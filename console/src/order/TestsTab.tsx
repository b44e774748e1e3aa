import { useQuery } from '@tanstack/react-query';
import { testsQuery } from '../api/services.ts';
import { Empty } from '../shared/Empty.tsx';
import { Read } from '../shared/Read.tsx';
import { TestRuns } from './TestRuns.tsx';
import { useServices } from './useOrder.ts';

/** The test runs of the order's services. */
export function TestsTab({ orderId }: { readonly orderId: string }) {
  const { query: services, facing } = useServices(orderId);
  const query = useQuery({ ...testsQuery(orderId, facing), enabled: services.isSuccess });
  return (
    <Read query={query}>
      {(runs) =>
        runs.length === 0 ? (
          <Empty title="Nothing was tested yet.">
            The service is tested end to end before it is activated.
          </Empty>
        ) : (
          <TestRuns runs={runs} />
        )
      }
    </Read>
  );
}
