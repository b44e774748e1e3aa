import { useElementSize } from '@mantine/hooks';
import type { PlanActivity } from '@turnup/contract';
import { Icon } from '../shared/Icon.tsx';
import { Scroller } from '../shared/Scroller.tsx';
import { State } from '../shared/State.tsx';
import { inOrder, restOf } from './activityFacts.ts';
import { scaleOf } from './scale.ts';
import classes from './Timeline.module.css';
import { TimelineAxis, type TimelineLine } from './TimelineAxis.tsx';
import { rowHeight, TimelineBar } from './TimelineBar.tsx';
import { activityWords } from './words.ts';

type Props = {
  readonly activities: readonly PlanActivity[];
  /** The domain clock's instant. */
  readonly now: string | undefined;
  readonly committed: string | undefined;
  readonly requested: string | undefined;
  readonly step: string | undefined;
  readonly onStep: (key: string) => void;
};

/** Width of the names beside the bars, in pixels. */
const namesPx = 300;

/** The activities along time: what was planned, what is expected, what happened. Each row is a button. */
export function Timeline({ activities, now, committed, requested, step, onStep }: Props) {
  const { ref, width } = useElementSize<HTMLElement>();
  const rows = inOrder(activities);
  const scale = scaleOf(rows, [now, committed, requested], Math.max(300, width - namesPx - 4));
  const lines: TimelineLine[] = [
    ...(requested === undefined ? [] : [{ kind: 'requested' as const, date: requested, label: 'Requested' }]),
    ...(committed === undefined ? [] : [{ kind: 'committed' as const, date: committed, label: 'Committed' }]),
    ...(now === undefined ? [] : [{ kind: 'today' as const, date: now, label: 'Today' }]),
  ];
  const axisPx = Math.ceil(scale.days * scale.dayPx);
  return (
    <Scroller label="Plan as a timeline" className={classes['frame']} ref={ref}>
      <div className={classes['canvas']} style={{ width: namesPx + axisPx }}>
        <TimelineAxis scale={scale} lines={lines} offsetPx={namesPx} heightPx={rows.length * rowHeight} />
        <ol className={classes['rows']}>
          {rows.map((activity) => (
            <li key={activity.key} style={{ height: rowHeight }}>
              <button
                type="button"
                className={classes['row']}
                data-activity={activity.key}
                aria-pressed={activity.key === step}
                onClick={() => onStep(activity.key)}
              >
                <span className={classes['name']} style={{ width: namesPx }}>
                  <State
                    state={{ ...activityWords[activity.state], word: '' }}
                    title={activityWords[activity.state].word}
                  />
                  <span className="truncate">{activity.name}</span>
                  {activity.site !== undefined && !activity.name.includes(activity.site) && (
                    <span className={classes['site']}>{activity.site}</span>
                  )}
                  {activity.critical && (
                    <span className={classes['critical']} title="on the critical path">
                      <Icon name="critpath" size={14} />
                    </span>
                  )}
                </span>
                <span className="hidden-visually">, {restOf(activity)}</span>
                <TimelineBar activity={activity} scale={scale} widthPx={axisPx} />
              </button>
            </li>
          ))}
        </ol>
      </div>
    </Scroller>
  );
}
