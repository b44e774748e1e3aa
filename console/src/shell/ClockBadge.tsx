import { Popover } from '@mantine/core';
import { ClockControl } from '../clock/ClockControl.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Instant } from '../shared/Instant.tsx';
import { useClock } from './environment.ts';
import classes from './Shell.module.css';

/** Which system this is, and what time it is there where time is simulated. */
export function ClockBadge({ tenant }: { readonly tenant: string }) {
  const clock = useClock();
  if (clock?.mode !== 'simulated')
    return (
      <span className={`${classes['chip']} ${classes['wide']}`}>
        <b>{tenant}</b>
      </span>
    );
  return (
    <Popover width={340} position="bottom-start" trapFocus>
      <Popover.Target>
        <button type="button" className={`${classes['chip']} ${classes['wide']}`} data-clock>
          <b>{tenant}</b>
          <span className="quiet">simulated</span>
          <Icon name={clock.runUntil === null ? 'pause' : 'play'} size={14} />
          <Instant at={clock.now} />
          <span className="hidden-visually">{clock.runUntil === null ? 'stands' : 'runs'}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ClockControl clock={clock} />
      </Popover.Dropdown>
    </Popover>
  );
}
