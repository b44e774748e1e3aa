import type { LedgerLine } from '../api/answers.ts';
import { percentText } from '../shared/units.ts';
import classes from './Pools.module.css';

/** How much of a pool is not free, as a bar and in figures. */
export function Share({ line }: { readonly line: LedgerLine }) {
  const used = line.size === 0 ? 0 : (1 - line.free / line.size) * 100;
  return (
    <span className={classes['share']}>
      <span className={classes['track']} aria-hidden="true">
        <span style={{ width: `${Math.max(used > 0 ? 2 : 0, used)}%` }} data-full={used >= 80} />
      </span>
      {percentText(Math.round(used * 10) / 10)}
    </span>
  );
}
