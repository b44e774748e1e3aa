import type { PlanActivity } from '@turnup/contract';
import { shortDateText } from '../shared/dates.ts';
import { finishOf } from './activityFacts.ts';
import { type Scale, slackPx } from './scale.ts';
import classes from './Timeline.module.css';

type Props = { readonly activity: PlanActivity; readonly scale: Scale; readonly widthPx: number };

export const rowHeight = 34;
const least = 4;

/** The bars of one row. The row says all of it in words. */
export function TimelineBar({ activity, scale, widthPx }: Props) {
  const { x } = scale;
  const from = (start: string, finish: string) => ({
    x: x(start),
    width: Math.max(least, x(finish) - x(start)),
  });
  const { actualStart, actualFinish, forecastStart, forecastFinish, critical, state } = activity;
  const forecast = from(actualStart ?? forecastStart, actualFinish ?? forecastFinish);
  const slack = slackPx(scale, activity);
  const end = forecast.x + forecast.width;
  return (
    <svg className={classes['bars']} width={widthPx} height={rowHeight} aria-hidden="true" focusable="false">
      <rect
        className={classes['baseline']}
        {...from(activity.baselineStart, activity.baselineFinish)}
        y={24}
        height={4}
        rx={1}
      />
      {slack > 0 && state !== 'done' && (
        <line className={classes['slack']} x1={end} x2={end + slack} y1={14} y2={14} />
      )}
      <rect
        className={state === 'done' ? classes['actual'] : classes['forecast']}
        data-critical={critical}
        data-state={state}
        {...forecast}
        y={7}
        height={14}
        rx={3}
      />
      {actualStart !== undefined && actualFinish === undefined && (
        <rect className={classes['begun']} x={forecast.x} y={7} width={5} height={14} rx={2} />
      )}
      <text className={classes['label']} x={end + (state === 'done' ? 0 : slack) + 6} y={18}>
        {shortDateText(finishOf(activity))}
        {slack > 0 && state !== 'done' && ` +${activity.slackWorkingDays} wd`}
      </text>
    </svg>
  );
}
