import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import { noWord, yesWord } from '../designs/words.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { weekdayText, workingDaysText } from '../shared/dates.ts';
import { moneyText } from '../shared/money.ts';
import { State } from '../shared/State.tsx';
import { currencyOf } from './alternativeFacts.ts';

type Props = { readonly design: ServiceDesign; readonly alternative: DesignAlternative };
type Option = NonNullable<DesignAlternative['dateOptions']>[number];

const kinds: Readonly<Record<Option['kind'], string>> = {
  expedite: 'partners hurry',
  phase: 'a site follows later',
};

const columnsIn = (currency: string | undefined): readonly Column<Option>[] => [
  {
    id: 'what',
    header: 'What would bring it sooner',
    cell: ({ kind, description, offers, site }) => (
      <>
        {description}
        <div className="quiet">
          {kinds[kind]}
          {[...(offers ?? []), ...(site === undefined ? [] : [site])].map((code) => (
            <span key={code} className="mono">
              {' '}
              {code}
            </span>
          ))}
        </div>
      </>
    ),
  },
  { id: 'finish', header: 'In service', cell: ({ finishDate }) => weekdayText(finishDate) },
  {
    id: 'saves',
    header: 'Saves',
    align: 'right',
    cell: ({ savesWorkingDays }) => workingDaysText(savesWorkingDays),
  },
  {
    id: 'cost',
    header: 'Costs once',
    align: 'right',
    cell: ({ oneOffMinor }) => <b>{moneyText(oneOffMinor, currency)}</b>,
  },
  {
    id: 'meets',
    header: 'Wanted date met',
    cell: ({ meetsRequestedDate }) =>
      meetsRequestedDate === undefined ? '—' : <State state={meetsRequestedDate ? yesWord : noWord} />,
  },
];

/** What would bring an alternative to an earlier day, and for how much: the sooner and the cheaper first. */
export function DateOptions({ design, alternative: { dateOptions = [] } }: Props) {
  return dateOptions.length === 0 ? null : (
    <DataTable
      label="What would bring it sooner"
      columns={columnsIn(currencyOf(design))}
      rows={dateOptions}
      idOf={({ description, finishDate }) => `${description} ${finishDate}`}
    />
  );
}
