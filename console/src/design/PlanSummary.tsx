import { useDisclosure } from '@mantine/hooks';
import type { DesignAlternative, PlanActivity, PlannedActivity, ServiceDesign } from '@turnup/contract';
import { useState } from 'react';
import order from '../order/Order.module.css';
import { Timeline } from '../plan/Timeline.tsx';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText, weekdayText, workingDaysText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Section } from '../shared/Section.tsx';
import { numberText, percentText } from '../shared/units.ts';
import { DateOptions } from './DateOptions.tsx';
import classes from './Design.module.css';
import { PlanEditForm } from './PlanEditForm.tsx';
import { whyNotEditPlan } from './why.ts';

const columns: readonly Column<PlannedActivity>[] = [
  {
    id: 'name',
    header: 'Activity',
    cell: ({ name, critical }) => (
      <>
        {name}{' '}
        {critical && (
          <span title="on the critical path">
            <Icon name="critpath" size={14} /> <span className="hidden-visually">critical</span>
          </span>
        )}
      </>
    ),
  },
  { id: 'site', header: 'Site', cell: ({ site }) => <span className="mono">{site ?? '—'}</span> },
  { id: 'owner', header: 'Owner', cell: ({ owner }) => owner.code ?? owner.kind },
  { id: 'calendar', header: 'Calendar', cell: ({ calendar }) => calendar },
  { id: 'days', header: 'Days', align: 'right', cell: ({ durationWorkingDays }) => durationWorkingDays },
  { id: 'start', header: 'Start', cell: ({ startDate }) => dateText(startDate) },
  { id: 'finish', header: 'Finish', cell: ({ finishDate }) => dateText(finishDate) },
  { id: 'slack', header: 'Slack', align: 'right', cell: ({ slackWorkingDays }) => `${slackWorkingDays} wd` },
];

type Props = { readonly design: ServiceDesign; readonly alternative: DesignAlternative };

/** An activity that nobody has begun, as the timeline draws it. */
const drawn = (activity: PlannedActivity, path: ReadonlySet<string>): PlanActivity => ({
  ...activity,
  baselineStart: activity.startDate,
  baselineFinish: activity.finishDate,
  forecastStart: activity.startDate,
  forecastFinish: activity.finishDate,
  critical: path.has(activity.key),
  state: 'waiting',
});

/** The implementation plan of an alternative along time, with its critical path and floats, and as a table. */
export function PlanSummary({ design, alternative }: Props) {
  const { plan, efficiency } = alternative;
  const chosen = alternative.id === design.chosenAlternative;
  const [open, setOpen] = useState<string>();
  const activity = plan.activities.find(({ key }) => key === open);
  const names = new Map(plan.activities.map(({ key, name }) => [key, name]));
  return (
    <div className={classes['stack']}>
      <Section title={`Template ${plan.template}`}>
        <Facts
          facts={{
            Starts: weekdayText(plan.startDate),
            'In service': weekdayText(plan.finishDate),
            'Critical path': workingDaysText(plan.workingDays),
            'Expected by PERT':
              plan.expectedWorkingDays === undefined
                ? undefined
                : `${numberText(plan.expectedWorkingDays)} working days`,
            'Half the time by':
              plan.confidence === undefined ? undefined : weekdayText(plan.confidence.p50Date),
            'Four times of five by':
              plan.confidence === undefined ? undefined : weekdayText(plan.confidence.p80Date),
            'Plan is kept in':
              plan.confidence === undefined
                ? undefined
                : `${plan.confidence.plannedPercent} % of ${plan.confidence.outcomes} ${plan.confidence.method === 'exact' ? 'outcomes' : 'samples'}`,
            'Goes by itself':
              efficiency === undefined
                ? undefined
                : `${efficiency.automatedTasks} of ${efficiency.tasks} tasks, ${percentText(efficiency.automatedPercent)}`,
            'Visits to sites':
              efficiency === undefined
                ? undefined
                : efficiency.visitsMerged < efficiency.visits
                  ? `${efficiency.visits}; ${efficiency.visitsMerged} when those of one week are merged`
                  : String(efficiency.visits),
            'Hangs on': plan.criticalPath.map((key) => names.get(key) ?? key).join(' → '),
          }}
        />
      </Section>
      <Timeline
        activities={plan.activities.map((each) => drawn(each, new Set(plan.criticalPath)))}
        now={undefined}
        committed={undefined}
        requested={design.requirement.requestedCompletionDate}
        step={open}
        onStep={(key) => setOpen(key === open ? undefined : key)}
      />
      {activity !== undefined && (
        <Activity design={design} chosen={chosen} activity={activity} names={names} />
      )}
      <DateOptions design={design} alternative={alternative} />
      <PlanEdits design={design} />
      <DataTable
        label="Activities of the plan"
        columns={columns}
        rows={plan.activities}
        idOf={({ key }) => key}
      />
    </div>
  );
}

type ActivityProps = {
  readonly design: ServiceDesign;
  /** Whether it is of the chosen alternative: only its plan is edited. */
  readonly chosen: boolean;
  readonly activity: PlannedActivity;
  readonly names: ReadonlyMap<string, string>;
};

function Activity({ design, chosen, activity, names }: ActivityProps) {
  const [editing, edit] = useDisclosure(false);
  const session = useSession();
  const why = chosen ? whyNotEditPlan(design, session) : 'Only the plan of the chosen alternative is edited.';
  const { threePoint, pointOfNoReturn } = activity;
  return (
    <Section
      title={activity.name}
      aside={
        <ActionButton size="compact-sm" variant="default" why={why} onClick={edit.open}>
          Edit…
        </ActionButton>
      }
    >
      <Facts
        facts={{
          Site: activity.site,
          Owner: activity.owner.code ?? activity.owner.kind,
          Dates: `${weekdayText(activity.startDate)} – ${weekdayText(activity.finishDate)}`,
          'At the latest by': weekdayText(activity.latestFinishDate),
          Float: workingDaysText(activity.slackWorkingDays),
          Takes: `${workingDaysText(activity.durationWorkingDays)} on the calendar ${activity.calendar}`,
          'Best, likely, worst':
            threePoint === undefined
              ? undefined
              : `${threePoint.best}, ${threePoint.likely}, ${threePoint.worst} working days`,
          After: activity.after.map((key) => names.get(key) ?? key).join(', '),
          Milestone: activity.milestone,
          'Point of no return': pointOfNoReturn === undefined ? undefined : pointOfNoReturn.reason,
          Process: activity.process,
        }}
      />
      {editing && <PlanEditForm design={design} activity={activity} onClose={edit.close} />}
    </Section>
  );
}

/** The edits that made the plan what it is, newest first, each with its reason. */
function PlanEdits({ design }: { readonly design: ServiceDesign }) {
  const edits = design.written?.planEdits ?? [];
  if (edits.length === 0) return null;
  return (
    <Section title="Edits of the plan">
      <ul className={order['lines']}>
        {edits.toReversed().map(({ reason, by, at, version, changes }) => (
          <li key={at}>
            <div className={order['between']}>
              <span>
                <b>{changes.map(({ activity }) => activity).join(', ')}</b> in version {version}, by {by}
              </span>
              <Instant at={at} />
            </div>
            {reason}
          </li>
        ))}
      </ul>
    </Section>
  );
}
