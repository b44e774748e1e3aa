import type { NearestAlternative } from '@turnup/contract';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { weekdayText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { moneyText } from '../shared/money.ts';
import { wordsOf } from '../shared/units.ts';
import { parameterName, parameterText } from './parameters.ts';

type Props = {
  readonly alternatives: readonly NearestAlternative[];
  /** In which they are reckoned, where it is known. */
  readonly currency: string | undefined;
};

/** The nearest alternatives, each asked as a question of its own and answered yes: what it costs, and from when it is there. */
export function Nearest({ alternatives, currency }: Props) {
  const money = (minor: number | undefined): string =>
    minor === undefined ? '—' : moneyText(minor, currency);
  const columns: readonly Column<NearestAlternative>[] = [
    { id: 'change', header: 'Other', cell: ({ change }) => <b>{wordsOf(change)}</b> },
    { id: 'site', header: 'Site', cell: ({ site }) => <span className="mono">{site ?? 'all'}</span> },
    { id: 'description', header: 'What would work', cell: ({ description }) => description },
    {
      id: 'oneOff',
      header: 'One-off',
      align: 'right',
      cell: ({ price }) => <b>{money(price?.oneOffMinor)}</b>,
    },
    {
      id: 'monthly',
      header: 'Monthly',
      align: 'right',
      cell: ({ price }) => <b>{money(price?.monthlyMinor)}</b>,
    },
    {
      id: 'complete',
      header: 'Complete on',
      cell: ({ completionDate }) => (completionDate === undefined ? '—' : weekdayText(completionDate)),
    },
    {
      id: 'numbers',
      header: 'In numbers',
      cell: ({ parameters }) => (
        <Facts
          row
          facts={Object.fromEntries(
            Object.entries(parameters).map(([name, value]) => [
              parameterName(name),
              parameterText(name, value, currency ?? ''),
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
