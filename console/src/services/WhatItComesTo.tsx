import type { ServiceOrderSimulation } from '@turnup/contract';
import { costOf, terminationsOf } from '../neworder/simulationFacts.ts';
import { Terminations } from '../order/Terminations.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { weekdayText } from '../shared/dates.ts';
import { moneyText } from '../shared/money.ts';
import { countText } from '../shared/units.ts';

type Props = {
  readonly simulation: ServiceOrderSimulation;
  /** What is done, as a sentence that goes on with in how many tasks. */
  readonly done: string;
};

/** What an order would come to, in words: its tasks, its date, its money. */
export function WhatItComesTo({ simulation, done }: Props) {
  const { currency } = useChoices();
  const cost = costOf(simulation);
  const charges = terminationsOf(simulation);
  const designed = simulation.items.some(({ specialHandling }) => specialHandling);
  return (
    <div role="status" style={{ display: 'grid', gap: 12 }}>
      <p style={{ margin: 0 }}>
        {done} in {countText(simulation.tasks.length, 'task')}
        {simulation.committedDate !== undefined && `, until ${weekdayText(simulation.committedDate)}`}.
        {designed && ' A design is made first, and the rest is known when it is approved.'}
      </p>
      {cost !== undefined && (
        <p style={{ margin: 0 }}>
          One-off cost {moneyText(cost.capexMinor, currency || undefined)}, monthly cost{' '}
          {moneyText(cost.monthlyCostMinor, currency || undefined)}.
        </p>
      )}
      {charges.length === 0 ? (
        <p style={{ margin: 0 }}>No partner charges for ending early.</p>
      ) : (
        <>
          <Terminations charges={charges} />
          <p style={{ margin: 0 }}>
            Charges above the operator’s limit must be authorized on the order before anything is done.
          </p>
        </>
      )}
    </div>
  );
}
