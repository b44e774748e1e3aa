import { CloseButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import type { PlanActivity, PlanTask } from '@turnup/contract';
import { useEffect, useRef } from 'react';
import { weekdayText, workingDaysText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { State } from '../shared/State.tsx';
import classes from './Plan.module.css';
import { TaskDetail } from './TaskDetail.tsx';
import { activityWords, ownerText } from './words.ts';

type Props = {
  readonly orderId: string;
  readonly activity: PlanActivity;
  readonly tasks: readonly PlanTask[];
  readonly onClose: () => void;
};

const span = (from: string | undefined, to: string | undefined): string | undefined =>
  from === undefined ? undefined : `${weekdayText(from)} – ${to === undefined ? 'now' : weekdayText(to)}`;

/** One activity of the plan with its tasks. It takes the focus when it opens; Escape closes it. */
export function StepPanel({ orderId, activity, tasks, onClose }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useHotkeys([['Escape', onClose]]);
  const { name, site, state, owner, durationWorkingDays, slackWorkingDays, critical, process } = activity;
  return (
    <aside className={classes['panel']} aria-label={`Activity ${name}`}>
      <header>
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {name}
          </h2>
          <State state={activityWords[state]} />
        </div>
        <CloseButton aria-label="Close the activity" onClick={onClose} />
      </header>
      <Facts
        facts={{
          Site: site,
          Owner: ownerText(owner),
          Takes: workingDaysText(durationWorkingDays),
          Baseline: span(activity.baselineStart, activity.baselineFinish),
          Forecast: span(activity.forecastStart, activity.forecastFinish),
          Actual: span(activity.actualStart, activity.actualFinish),
          Slack:
            state === 'done'
              ? undefined
              : `${workingDaysText(slackWorkingDays)}${critical ? ', critical' : ''}`,
          eTOM: process,
        }}
      />
      {tasks.map((task) => (
        <TaskDetail key={task.id} orderId={orderId} task={task} />
      ))}
    </aside>
  );
}
