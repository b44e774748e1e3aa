import type { NearestAlternative } from '@turnup/contract';
import { useChoices } from '../requirement/useChoices.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Facts } from '../shared/Facts.tsx';
import { wordsOf } from '../shared/units.ts';
import { parameterName, parameterText } from './parameters.ts';

/** The nearest alternatives, each asked as a question of its own and answered yes. */
export function Nearest({ alternatives }: { readonly alternatives: readonly NearestAlternative[] }) {
  const { currency } = useChoices();
  const columns: readonly Column<NearestAlternative>[] = [
    { id: 'change', header: 'Other', cell: ({ change }) => <b>{wordsOf(change)}</b> },
    { id: 'site', header: 'Site', cell: ({ site }) => <span className="mono">{site ?? 'all'}</span> },
    { id: 'description', header: 'What would work', cell: ({ description }) => description },
    {
      id: 'numbers',
      header: 'In numbers',
      cell: ({ parameters }) => (
        <Facts
          row
          facts={Object.fromEntries(
            Object.entries(parameters).map(([name, value]) => [
              parameterName(name),
              parameterText(name, value, currency),
            ]),
          )}
        />
      ),
    },
  ];
  return (
    <DataTable
      label="Nearest alternatives"
      columns={columns}
      rows={alternatives}
      idOf={({ change, site, description }) => `${change} ${site} ${description}`}
    />
  );
}
