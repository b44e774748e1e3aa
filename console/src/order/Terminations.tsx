import type { TerminationCharge } from '@turnup/contract';
import { dateText } from '../shared/dates.ts';
import { moneyText } from '../shared/money.ts';
import { countText } from '../shared/units.ts';
import classes from './Order.module.css';

/** What partners charge for tails that end before their minimum term: each with its terms, and in all. */
export function Terminations({ charges }: { readonly charges: readonly TerminationCharge[] }) {
  const totals = [...Map.groupBy(charges, ({ currency }) => currency)].map(([currency, lines]) =>
    moneyText(
      lines.reduce((sum, { chargeMinor }) => sum + chargeMinor, 0),
      currency,
    ),
  );
  return (
    <div>
      <b>Partners charge {totals.join(' and ')} for ending early.</b>
      <ul className={classes['lines']} style={{ marginTop: 6 }}>
        {charges.map((charge) => (
          <li key={`${charge.partnerOrder} ${charge.site}`}>
            <div className={classes['between']}>
              <span>
                <b>{charge.partner}</b> at <span className="mono">{charge.site}</span>
              </span>
              <b className="numbers">{moneyText(charge.chargeMinor, charge.currency)}</b>
            </div>
            <span className="quiet">
              bound until {dateText(charge.minimumTermUntil)}; ended on {dateText(charge.endDate)} with{' '}
              {countText(charge.remainingMonths, 'month')} left, by its order{' '}
              <span className="mono">{charge.partnerOrder}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
