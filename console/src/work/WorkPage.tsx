import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { workOrdersQuery } from '../api/work.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import { useSession } from '../session/useSession.ts';
import { Empty } from '../shared/Empty.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { doneStates, openStates, type WorkSearch } from './search.ts';
import classes from './Work.module.css';
import { WorkCard } from './WorkCard.tsx';

const most = 200;

/** The work of people: mine or everybody's, with what is needed to do it. Made for a phone as well. */
export function WorkPage() {
  const search = useSearch({ from: '/signed/work' });
  const navigate = useNavigate({ from: '/work' });
  const account = useSession()?.account;
  const { whose = 'all', set = 'open' } = search;
  const query = useQuery(
    workOrdersQuery({
      state: set === 'open' ? openStates : doneStates,
      assignee: whose === 'mine' ? account : undefined,
      limit: most,
    }),
  );
  useLiveRefresh(['work'], ({ event }) => 'workOrder' in event);
  const show = (change: Partial<WorkSearch>): void => void navigate({ search: { ...search, ...change } });
  return (
    <Page title="Work orders">
      <div className={orders['bar']}>
        <SegmentedControl
          aria-label="Whose work"
          size="xs"
          value={whose}
          onChange={(value) => show({ whose: value as WorkSearch['whose'] })}
          data={[
            { value: 'all', label: 'All' },
            { value: 'mine', label: 'Mine' },
          ]}
        />
        <SegmentedControl
          aria-label="Which work"
          size="xs"
          value={set}
          onChange={(value) => show({ set: value as WorkSearch['set'] })}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'done', label: 'Done' },
          ]}
        />
      </div>
      <Read query={query}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            whose === 'mine' ? (
              <Empty title="Nothing of yours is here.">
                <Link to="/work" search={{ set }}>
                  Show everybody’s
                </Link>
              </Empty>
            ) : (
              <Empty title={set === 'open' ? 'No work is open.' : 'No work is done yet.'}>
                Work comes from the plans of orders.
              </Empty>
            )
          ) : (
            <>
              <ul className={classes['cards']}>
                {rows.map((workOrder) => (
                  <WorkCard key={workOrder.id} workOrder={workOrder} open={search.open === workOrder.id} />
                ))}
              </ul>
              <p className="quiet" role="status">
                {rows.length} of {total} work orders
              </p>
            </>
          )
        }
      </Read>
    </Page>
  );
}
