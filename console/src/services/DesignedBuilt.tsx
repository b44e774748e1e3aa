import type { DesignedAgainstBuilt } from '../api/answers.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { State } from '../shared/State.tsx';
import { verdictWords } from './words.ts';

const columns: readonly Column<DesignedAgainstBuilt>[] = [
  { id: 'role', header: 'Role', cell: ({ role }) => <span className="mono">{role}</span> },
  { id: 'kind', header: 'Kind', cell: ({ kind }) => kind },
  {
    id: 'designed',
    header: 'Designed',
    cell: ({ designed }) => <span className="mono">{designed || '—'}</span>,
  },
  {
    id: 'built',
    header: 'Built',
    cell: ({ built }) => <b className="mono">{built.length === 0 ? '—' : built.join(', ')}</b>,
  },
  { id: 'verdict', header: 'Verdict', cell: ({ verdict }) => <State state={verdictWords[verdict]} /> },
];

/** Role by role: what the design asked for, and on what the service stands now. Differences come first. */
export function DesignedBuilt({ lines }: { readonly lines: readonly DesignedAgainstBuilt[] }) {
  if (lines.length === 0)
    return (
      <Empty title="There is no design to compare with.">
        The order that made it kept none, or the service has ended.
      </Empty>
    );
  const other = lines.filter(({ verdict }) => verdict !== 'asDesigned').length;
  return (
    <>
      <p role="status">
        {other === 0
          ? 'Everything is built as designed.'
          : `${other} of ${lines.length} roles are not as designed.`}
      </p>
      <DataTable
        label="Designed against built"
        columns={columns}
        rows={lines}
        idOf={({ kind, role }) => `${kind} ${role}`}
      />
    </>
  );
}
