import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { FalloutOutcome } from '@turnup/contract';
import { useMemo, useState } from 'react';
import { falloutGroupsQuery, falloutQuery } from '../api/orders.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Read } from '../shared/Read.tsx';
import { falloutColumns } from './columns.tsx';
import classes from './Fallout.module.css';
import { Groups } from './Groups.tsx';
import { Outcomes } from './Outcomes.tsx';
import { RepairBar } from './RepairBar.tsx';

const most = 500;

/** Tasks that need a person, by cause; chosen singly or as a group, and repaired with the outcome of each. */
export function FalloutTasks() {
  const { cause, code } = useSearch({ from: '/signed/fallout' });
  const tasks = useQuery(falloutQuery({ limit: most, cause, code }));
  const groups = useQuery(falloutGroupsQuery);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<readonly FalloutOutcome[]>([]);
  const rows = tasks.data?.rows ?? [];
  // A task that is mended leaves the list, and with it the choice.
  const selected = rows.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const columns = useMemo(
    () =>
      falloutColumns(chosen, (id, on) =>
        setChosen((before) => new Set(on ? [...before, id] : [...before].filter((each) => each !== id))),
      ),
    [chosen],
  );
  const narrowed = cause !== undefined || code !== undefined;
  return (
    <div className={classes['stack']}>
      <Outcomes outcomes={outcomes} onAgain={(ids) => setChosen(new Set(ids))} />
      <Read query={tasks}>
        {(page) =>
          page.rows.length === 0 ? (
            narrowed ? (
              <Empty title="Nothing of this cause is left.">
                <Link to="/fallout">Show every cause</Link>
              </Empty>
            ) : (
              <Empty title="Nothing fell out.">
                Every task goes on by itself or waits for what it should.
              </Empty>
            )
          ) : (
            <>
              <Groups
                groups={groups.data ?? []}
                cause={cause}
                code={code}
                onChoose={(ids) => setChosen(new Set(ids))}
              />
              <RepairBar
                selected={selected}
                total={page.rows.length}
                onAll={() => setChosen(new Set(page.rows.map(({ id }) => id)))}
                onNone={() => setChosen(new Set())}
                onOutcomes={(found) => {
                  setOutcomes(found);
                  setChosen(new Set());
                }}
              />
              {page.total > page.rows.length && (
                <p className="quiet">
                  The first {page.rows.length} of {page.total} are shown: choose a cause to narrow them.
                </p>
              )}
              <DataTable label="Fallout" columns={columns} rows={page.rows} idOf={({ id }) => id} />
            </>
          )
        }
      </Read>
    </div>
  );
}
