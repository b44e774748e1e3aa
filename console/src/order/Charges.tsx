import type { CancellationCharge } from '@turnup/contract';
import { moneyText } from '../shared/money.ts';
import classes from './Order.module.css';

/** What taking back work beyond its point of no return costs, and in all. */
export function Charges({ charge }: { readonly charge: readonly CancellationCharge[] }) {
  const byCurrency = Map.groupBy(charge, ({ currency }) => currency);
  return (
    <div>
      <b>
        It costs{' '}
        {[...byCurrency]
          .map(([currency, lines]) =>
            moneyText(
              lines.reduce((sum, { chargeMinor }) => sum + chargeMinor, 0),
              currency,
            ),
          )
          .join(' and ')}
        .
      </b>
      <ul className={classes['lines']} style={{ marginTop: 6 }}>
        {charge.map(({ serviceOrderItem, activity, reason, chargeMinor, currency }) => (
          <li key={`${serviceOrderItem} ${activity}`}>
            <div className={classes['between']}>
              <span>
                {reason} <span className="quiet mono">{activity}</span>
              </span>
              <b className="numbers">{moneyText(chargeMinor, currency)}</b>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
