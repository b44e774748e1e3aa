import type { OrderDifference } from '@turnup/contract';
import { rateText } from '../shared/units.ts';
import classes from './Amendment.module.css';
import { placeText } from './words.ts';

/** A value as people say it: rates with their unit, everything else as it is. */
function valueText(path: string, value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (path.endsWith('Kbps') && typeof value === 'number') return rateText(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What two versions of an order say otherwise, place by place. */
export function Differences({ difference }: { readonly difference: readonly OrderDifference[] }) {
  if (difference.length === 0) return <span className="quiet">They say the same.</span>;
  return (
    <ul className={classes['differences']}>
      {difference.map(({ path, before, after }) => (
        <li key={path}>
          <span>{placeText(path)}</span>
          <span>
            <del>{valueText(path, before)}</del> <span aria-hidden="true">→</span>
            <span className="hidden-visually"> becomes </span> <ins>{valueText(path, after)}</ins>
          </span>
        </li>
      ))}
    </ul>
  );
}
