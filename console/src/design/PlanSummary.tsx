import type { DesignAlternative, PlannedActivity } from '@turnup/contract';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText, weekdayText, workingDaysText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Section } from '../shared/Section.tsx';
import { numberText } from '../shared/units.ts';
import classes from './Design.module.css';

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

/** The implementation plan of an alternative with its critical path. */
export function PlanSummary({ alternative: { plan } }: { readonly alternative: DesignAlternative }) {
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
            'Hangs on': plan.criticalPath.map((key) => names.get(key) ?? key).join(' → '),
          }}
        />
      </Section>
      <DataTable
        label="Activities of the plan"
        columns={columns}
        rows={plan.activities}
        idOf={({ key }) => key}
      />
    </div>
  );
}
