import { Tooltip } from '@mantine/core';
import type { LiveStatus } from '../live/live.ts';
import { useLive } from '../live/useLive.ts';
import { timeText } from '../shared/dates.ts';
import type { StateWord } from '../shared/State.tsx';
import { State } from '../shared/State.tsx';
import classes from './Shell.module.css';

const words: Readonly<Record<LiveStatus, StateWord>> = {
  connecting: { word: 'Connecting', icon: 'waiting', tone: 'quiet' },
  live: { word: 'Live', icon: 'live', tone: 'good' },
  reconnecting: { word: 'Reconnecting', icon: 'retry', tone: 'warn' },
};

/** Whether what is shown follows the server, and when it last said something. */
export function LiveBadge() {
  const { status, lastEventAt } = useLive();
  const last = lastEventAt === undefined ? 'No update yet' : `Last update ${timeText(lastEventAt)}`;
  return (
    <Tooltip label={last}>
      <span className={classes['chip']} role="status" data-live={status}>
        <State state={words[status]} />
        {lastEventAt !== undefined && (
          <span className={`quiet numbers ${classes['wide']}`} aria-hidden="true">
            {timeText(lastEventAt)}
          </span>
        )}
      </span>
    </Tooltip>
  );
}
