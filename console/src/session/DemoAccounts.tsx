import type { Role } from '@turnup/contract';
import { titleOf } from '../shared/units.ts';
import { demoAccounts } from './demoAccounts.ts';
import classes from './SignIn.module.css';

type Props = { readonly busy: boolean; readonly onChoose: (role: Role) => void };

/** One press for each built-in account. A system that is not simulated has none of them and refuses. */
export function DemoAccounts({ busy, onChoose }: Props) {
  return (
    <section aria-labelledby="demo">
      <h2 id="demo" className={classes['demo']}>
        Accounts of the demo
      </h2>
      <ul className={classes['accounts']}>
        {demoAccounts.map(({ role, does }) => (
          <li key={role}>
            <button type="button" disabled={busy} onClick={() => onChoose(role)}>
              <b>{role === 'noc' ? 'NOC' : titleOf(role)}</b>
              <span>{does}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
