import { dateText } from '../shared/dates.ts';
import { type Scale, ticksOf } from './scale.ts';
import classes from './Timeline.module.css';

/** An upright line at a date. */
export type TimelineLine = {
  readonly kind: 'today' | 'committed' | 'requested';
  readonly date: string;
  readonly label: string;
};

type Props = {
  readonly scale: Scale;
  readonly lines: readonly TimelineLine[];
  readonly offsetPx: number;
  readonly heightPx: number;
};

/** The dates above the bars, and the lines through them. Lines on one day share a label. */
export function TimelineAxis({ scale, lines, offsetPx, heightPx }: Props) {
  const byDate = Map.groupBy(lines, (line) => line.date.slice(0, 10));
  return (
    <>
      <div className={classes['axis']}>
        <div className={classes['corner']} style={{ width: offsetPx }}>
          Activity
        </div>
        {ticksOf(scale).map((tick) => (
          <span
            key={`${tick.kind} ${tick.x}`}
            className={classes[tick.kind]}
            style={{ left: offsetPx + tick.x }}
          >
            {tick.label}
          </span>
        ))}
        {[...byDate].map(([date, on], index) => (
          <span
            key={date}
            className={classes['flag']}
            data-kind={on[0]?.kind}
            data-low={index % 2 === 1}
            data-end={scale.days * scale.dayPx - scale.x(date) < 90}
            style={{ left: offsetPx + scale.x(date) }}
            title={dateText(date)}
          >
            {on.map((line) => line.label).join(' = ')}
          </span>
        ))}
      </div>
      {[...byDate].map(([date, on]) => (
        <div
          key={date}
          className={classes['line']}
          data-kind={on[0]?.kind}
          style={{ left: offsetPx + scale.x(date), height: heightPx }}
        />
      ))}
    </>
  );
}
