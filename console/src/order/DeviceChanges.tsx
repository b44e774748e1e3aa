import type { ConfigurationChange } from '../api/answers.ts';
import { Scroller } from '../shared/Scroller.tsx';
import classes from './Order.module.css';

type Props = {
  readonly device: string;
  readonly state: string;
  readonly changes: readonly ConfigurationChange[];
};
type Line = { readonly sign: '+' | '−'; readonly text: string };

/** A value in a line: nothing for a list's own entry, several in brackets. */
const shown = (value: string | readonly string[]): string =>
  value === 'present' ? '' : ` = ${typeof value === 'string' ? value : `[${value.join(' ')}]`}`;

const linesOf = ({ path, before, after }: ConfigurationChange): Line[] => [
  ...(before === null ? [] : [{ sign: '−' as const, text: `${path}${shown(before)}` }]),
  ...(after === null ? [] : [{ sign: '+' as const, text: `${path}${shown(after)}` }]),
];

/** What changed on one device, as lines with + and −. */
export function DeviceChanges({ device, state, changes }: Props) {
  const lines = changes.flatMap(linesOf);
  const count = (sign: Line['sign']): number => lines.filter((line) => line.sign === sign).length;
  return (
    <details style={{ marginTop: 10 }}>
      <summary>
        <b className="mono">{device}</b> <span className="quiet">{state}</span>{' '}
        <span className="numbers">
          +{count('+')} −{count('−')}
        </span>
      </summary>
      <Scroller label={`Changes on ${device}`} className={classes['diff']}>
        {lines.map((line) => (
          <div key={`${line.sign}${line.text}`} data-sign={line.sign}>
            {line.sign} {line.text}
          </div>
        ))}
      </Scroller>
    </details>
  );
}
