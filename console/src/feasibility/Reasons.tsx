import type { FeasibilityAnswer } from '@turnup/contract';
import order from '../order/Order.module.css';

/** Reasons by code, in words that hold their numbers. */
export function Reasons({ reasons }: { readonly reasons: FeasibilityAnswer['reasons'] }) {
  if (reasons.length === 0)
    return <span className="quiet">Nothing stands against it, and nothing is to be settled first.</span>;
  return (
    <ul className={order['lines']}>
      {reasons.map(({ code, message }) => (
        <li key={`${code} ${message}`}>
          {message}
          <span className="quiet mono">{code}</span>
        </li>
      ))}
    </ul>
  );
}
