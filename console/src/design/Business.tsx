import type { BusinessAssessment, DesignAlternative, Risk, ServiceDesign } from '@turnup/contract';
import { useMemo } from 'react';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { Facts } from '../shared/Facts.tsx';
import { moneyText } from '../shared/money.ts';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { numberText, percentText, titleOf } from '../shared/units.ts';
import { currencyOf } from './alternativeFacts.ts';
import { Budget } from './Budget.tsx';
import classes from './Design.module.css';

type Props = { readonly design: ServiceDesign; readonly alternative: DesignAlternative };

const passed: StateWord = { word: 'Passed', icon: 'check', tone: 'good' };
const failed: StateWord = { word: 'Failed', icon: 'cross', tone: 'bad' };

const gateColumns: readonly Column<BusinessAssessment['gates'][number]>[] = [
  { id: 'policy', header: 'Gate', cell: ({ policy }) => titleOf(policy) },
  { id: 'limit', header: 'Limit', align: 'right', cell: ({ limit }) => numberText(limit) },
  {
    id: 'value',
    header: 'Value',
    align: 'right',
    cell: ({ value }) => (value === null ? 'never' : numberText(value)),
  },
  { id: 'passed', header: 'Verdict', cell: (gate) => <State state={gate.passed ? passed : failed} /> },
];

type Case = NonNullable<BusinessAssessment['sensitivity']>[number];

const sensitivityColumns = (money: (minor: number) => string): readonly Column<Case>[] => [
  { id: 'change', header: 'When a number moves', cell: ({ change }) => change },
  { id: 'npv', header: 'Net present value', align: 'right', cell: ({ npvMinor }) => money(npvMinor) },
  {
    id: 'payback',
    header: 'Payback',
    align: 'right',
    cell: ({ paybackMonths }) => (paybackMonths === null ? 'never' : `${paybackMonths.toFixed(1)} months`),
  },
  {
    id: 'revenue',
    header: 'Time to revenue',
    align: 'right',
    cell: ({ timeToRevenueDays }) => `${timeToRevenueDays} days`,
  },
  { id: 'passed', header: 'Gates', cell: (each) => <State state={each.passed ? passed : failed} /> },
];

/** What the design costs and earns, whether it passes the gates, and what may go wrong. */
export function Business({ design, alternative }: Props) {
  const currency = currencyOf(design);
  const { business, budget, risks, exchangeRates = [] } = alternative;
  const money = (minor: number): string => moneyText(minor, currency);
  return (
    <div className={classes['stack']}>
      <div className={classes['grid']}>
        {business !== undefined && (
          <Section title="Business case" aside={<State state={business.passed ? passed : failed} />}>
            <Facts
              facts={{
                'Capital cost': money(business.capexMinor),
                'One-off charge': money(business.oneOffChargeMinor),
                'Net investment': money(business.netInvestmentMinor),
                'Monthly margin': `${money(business.monthlyChargeMinor)} − ${money(business.monthlyCostMinor)} = ${money(business.monthlyMarginMinor)}`,
                Term: `${business.termMonths} months`,
                'Net present value': `${money(business.npvMinor)} at ${percentText(business.annualRatePercent)}`,
                '… from confirmation': money(business.npvFromConfirmationMinor),
                Payback:
                  business.paybackMonths === null ? 'never' : `${business.paybackMonths.toFixed(1)} months`,
                'Time to revenue': `${business.timeToRevenueDays} days`,
              }}
            />
          </Section>
        )}
        <div className={classes['stack']}>
          {budget !== undefined && <Budget budget={budget} />}
          {business !== undefined && (
            <DataTable
              label="Gates of the business case"
              columns={gateColumns}
              rows={business.gates}
              idOf={({ policy }) => policy}
            />
          )}
        </div>
      </div>
      {(business?.sensitivity ?? []).length > 0 && (
        <DataTable
          label="When a number moves"
          columns={sensitivityColumns(money)}
          rows={business?.sensitivity ?? []}
          idOf={({ change }) => change}
        />
      )}
      {exchangeRates.length > 0 && (
        <Section title="Exchange rates">
          <Facts
            facts={Object.fromEntries(
              exchangeRates.map(({ from, to, rate, date, source, isInverse }) => [
                `${from} in ${to}`,
                `${rate} of ${dateText(date)}, ${source}${isInverse ? ', quoted the other way round' : ''}`,
              ]),
            )}
          />
        </Section>
      )}
      <Risks risks={risks} currency={currency} />
    </div>
  );
}

function Risks({
  risks,
  currency,
}: {
  readonly risks: readonly Risk[];
  readonly currency: string | undefined;
}) {
  const columns = useMemo(
    (): readonly Column<Risk>[] => [
      {
        id: 'text',
        header: 'Risk',
        cell: ({ code, text, site }) => (
          <>
            {text}
            <div className="quiet mono">{[code, site].filter(Boolean).join(' · ')}</div>
          </>
        ),
      },
      {
        id: 'probability',
        header: 'Probability',
        align: 'right',
        cell: ({ probability }) => percentText(probability * 100),
      },
      {
        id: 'impact',
        header: 'Impact',
        align: 'right',
        cell: ({ impactWorkingDays, impactMinor }) =>
          `${impactWorkingDays} wd, ${moneyText(impactMinor, currency)}`,
      },
      {
        id: 'exposure',
        header: 'Exposure',
        align: 'right',
        cell: ({ exposureWorkingDays, exposureMinor }) =>
          `${numberText(exposureWorkingDays)} wd, ${moneyText(exposureMinor, currency)}`,
      },
      { id: 'mitigation', header: 'Mitigation', cell: ({ mitigation }) => mitigation },
      { id: 'owner', header: 'Owner', cell: ({ owner }) => owner },
    ],
    [currency],
  );
  return risks.length === 0 ? (
    <Empty title="No rule found a risk." />
  ) : (
    <DataTable
      label="Risks"
      columns={columns}
      rows={risks}
      idOf={({ code, site }) => `${code} ${site ?? ''}`}
    />
  );
}
