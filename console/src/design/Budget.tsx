import type { BudgetAssessment } from '@turnup/contract';
import { Facts } from '../shared/Facts.tsx';
import { moneyText } from '../shared/money.ts';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { percentText } from '../shared/units.ts';

/** The cost against the budget and its tolerance. */
export function Budget({ budget }: { readonly budget: BudgetAssessment }) {
  const money = (minor: number): string => moneyText(minor, budget.currency);
  return (
    <Section
      title="Budget"
      aside={
        <State
          state={
            budget.withinTolerance
              ? { word: 'Within', icon: 'check', tone: 'good' }
              : { word: 'Beyond', icon: 'warning', tone: 'bad' }
          }
        />
      }
    >
      <Facts
        facts={{
          Budget: money(budget.budgetMinor),
          Limit: `${money(budget.limitMinor)} with ${percentText(budget.tolerancePercent)} tolerance`,
          Actual: money(budget.actualMinor),
          'Beyond the limit': budget.breachMinor === 0 ? undefined : money(budget.breachMinor),
        }}
      />
    </Section>
  );
}
