import { useQuery } from '@tanstack/react-query';
import type { ServiceDesign } from '@turnup/contract';
import { useState } from 'react';
import { type Difference, differenceQuery } from '../api/designs.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import classes from './Design.module.css';

const columns: readonly Column<Difference>[] = [
  { id: 'path', header: 'What', cell: ({ path }) => <span className="mono">{path}</span> },
  { id: 'before', header: 'Before', cell: ({ before }) => before ?? '—' },
  { id: 'after', header: 'After', cell: ({ after }) => after ?? '—' },
];

/** What a version says otherwise than one before it. */
export function Versions({ design }: { readonly design: ServiceDesign }) {
  const [from, setFrom] = useState(Math.max(1, design.version - 1));
  const query = useQuery(differenceQuery(design.id, from, design.version));
  if (design.version === 1) return <Empty title="This is the first version." />;
  const earlier = Array.from({ length: design.version - 1 }, (_, index) => design.version - 1 - index);
  return (
    <div className={classes['stack']}>
      <Section
        title={`Version ${design.version} against`}
        aside={
          <select
            aria-label="Earlier version"
            value={from}
            onChange={({ target }) => setFrom(Number(target.value))}
          >
            {earlier.map((version) => (
              <option key={version} value={version}>
                version {version}
              </option>
            ))}
          </select>
        }
      >
        <Read query={query}>
          {(differences) =>
            differences.length === 0 ? (
              <Empty title="Nothing that the design says has changed." />
            ) : (
              <DataTable
                label="Differences between the versions"
                columns={columns}
                rows={differences}
                idOf={({ path }) => path}
              />
            )
          }
        </Read>
      </Section>
    </div>
  );
}
