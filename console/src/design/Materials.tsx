import type { BillOfMaterialsLine, DesignAlternative, ServiceDesign } from '@turnup/contract';
import { useMemo } from 'react';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Facts } from '../shared/Facts.tsx';
import { moneyText } from '../shared/money.ts';
import { Section } from '../shared/Section.tsx';
import { currencyOf } from './alternativeFacts.ts';
import classes from './Design.module.css';

type Props = { readonly design: ServiceDesign; readonly alternative: DesignAlternative };
type Line = BillOfMaterialsLine & { readonly key: string };

const cpeText = (model: string, quantity: number, reason: string) => (
  <span title={reason}>{`${quantity} × ${model}`}</span>
);

/** What has to be bought, built and paid by the month. */
export function Materials({ design, alternative }: Props) {
  const currency = currencyOf(design);
  const columns = useMemo((): readonly Column<Line>[] => {
    const money = (minor: number): string => moneyText(minor, currency);
    return [
      { id: 'site', header: 'Site', cell: ({ site }) => <span className="mono">{site ?? '—'}</span> },
      { id: 'item', header: 'Item', cell: ({ item }) => <span className="mono">{item}</span> },
      { id: 'description', header: 'Description', cell: ({ description }) => description },
      { id: 'quantity', header: 'Quantity', align: 'right', cell: ({ quantity }) => quantity },
      { id: 'unit', header: 'Each', align: 'right', cell: ({ unitMinor }) => money(unitMinor) },
      { id: 'total', header: 'Total', align: 'right', cell: ({ totalMinor }) => <b>{money(totalMinor)}</b> },
      { id: 'charge', header: 'Charge', cell: ({ charge }) => (charge === 'capex' ? 'one-off' : 'monthly') },
    ];
  }, [currency]);
  const rows = alternative.billOfMaterials.map((line, index) => ({ ...line, key: String(index) }));
  return (
    <div className={classes['stack']}>
      <Section title="Totals">
        <Facts
          row
          facts={{
            'One-off': moneyText(alternative.capexMinor, currency),
            Monthly: moneyText(alternative.monthlyCostMinor, currency),
            ...Object.fromEntries(
              alternative.cpe.map(({ site, model, quantity, reason }) => [
                `CPE of ${site}`,
                cpeText(model, quantity, reason),
              ]),
            ),
          }}
        />
      </Section>
      <DataTable label="Bill of materials" columns={columns} rows={rows} idOf={({ key }) => key} />
    </div>
  );
}
