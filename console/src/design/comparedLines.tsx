import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import type { ReactNode } from 'react';
import { confidenceWords, noWord, yesWord } from '../designs/words.ts';
import { weekdayText, workingDaysText } from '../shared/dates.ts';
import { moneyText } from '../shared/money.ts';
import { State } from '../shared/State.tsx';
import { milliText, numberText, percentText } from '../shared/units.ts';
import { currencyOf, exposureMinor, leastAvailable, longestRoundTrip } from './alternativeFacts.ts';

/** One line of the comparison. */
export type ComparedLine = {
  readonly name: string;
  readonly cell: (alternative: DesignAlternative) => ReactNode;
};

const small = (text: ReactNode): ReactNode => <div className="quiet">{text}</div>;

/** What alternatives are compared by, in the order in which people ask. */
export function comparedLines(design: ServiceDesign): readonly ComparedLine[] {
  const currency = currencyOf(design);
  const money = (minor: number): string => moneyText(minor, currency);
  return [
    {
      name: 'Requirements',
      cell: ({ compliant, compliance }) => (
        <>
          <State state={compliant ? yesWord : noWord} />
          {small(`${compliance.filter(({ met }) => met).length} of ${compliance.length} lines`)}
        </>
      ),
    },
    {
      name: 'One-off cost',
      cell: ({ capexMinor, budget }) => (
        <>
          <b>{money(capexMinor)}</b>
          {budget !== undefined &&
            small(
              budget.withinTolerance
                ? `within the limit of ${money(budget.limitMinor)}`
                : `${money(budget.breachMinor)} beyond the limit`,
            )}
        </>
      ),
    },
    { name: 'Monthly cost', cell: ({ monthlyCostMinor }) => money(monthlyCostMinor) },
    {
      name: 'In service on',
      cell: ({ plan }) => (
        <>
          <b>{weekdayText(plan.finishDate)}</b>
          {small(workingDaysText(plan.workingDays))}
        </>
      ),
    },
    {
      name: 'Longest round trip',
      cell: (alternative) => {
        const route = longestRoundTrip(alternative);
        return route === undefined ? (
          '—'
        ) : (
          <>
            {milliText(route.roundTripUs)}
            {small(`${route.from} – ${route.to}`)}
          </>
        );
      },
    },
    {
      name: 'Lowest availability',
      cell: (alternative) => {
        const least = leastAvailable(alternative);
        return least === undefined ? (
          '—'
        ) : (
          <>
            {percentText(least.percent)}
            {small(
              `${least.site}${least.targetPercent === undefined ? '' : `, target ${percentText(least.targetPercent)}`}`,
            )}
          </>
        );
      },
    },
    {
      name: 'Net present value',
      cell: ({ business }) =>
        business === undefined ? (
          '—'
        ) : (
          <>
            {money(business.npvMinor)}
            {small(`at ${numberText(business.annualRatePercent)} % over ${business.termMonths} months`)}
          </>
        ),
    },
    {
      name: 'Payback',
      cell: ({ business }) =>
        business === undefined
          ? '—'
          : business.paybackMonths === null
            ? 'never'
            : `${business.paybackMonths.toFixed(1)} months`,
    },
    {
      name: 'Time to revenue',
      cell: ({ business }) => (business === undefined ? '—' : `${business.timeToRevenueDays} days`),
    },
    {
      name: 'Risk',
      cell: (alternative) => (
        <>
          {money(exposureMinor(alternative))}
          {small(`${alternative.risks.length} ${alternative.risks.length === 1 ? 'risk' : 'risks'}`)}
        </>
      ),
    },
    { name: 'Confidence', cell: ({ confidence }) => <State state={confidenceWords[confidence]} /> },
  ];
}
