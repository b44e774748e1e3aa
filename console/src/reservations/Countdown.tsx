import { instantText, leftText } from '../shared/dates.ts';
import { useNow } from '../shell/environment.ts';
import classes from './Reservations.module.css';

const hourMs = 3_600_000;

type Props = { readonly from: string; readonly until: string };

/** How long a hold has left by the domain clock, as a figure and as what is left of the whole. */
export function Countdown({ from, until }: Props) {
  const now = useNow();
  if (now === undefined) return null;
  const left = Date.parse(until) - now;
  const share = Math.min(1, Math.max(0, left / (Date.parse(until) - Date.parse(from))));
  const near = left <= hourMs ? 'bad' : left <= 24 * hourMs ? 'warn' : 'info';
  return (
    <div className={classes['countdown']} data-near={near}>
      <time dateTime={until} className="numbers" title={`${until} (UTC)`}>
        {leftText(left)}
      </time>
      <span className={classes['track']} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className="quiet numbers">until {instantText(until)}</span>
    </div>
  );
}
