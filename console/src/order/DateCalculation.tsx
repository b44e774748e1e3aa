import { Link } from '@tanstack/react-router';
import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import { weekdayText, workingDaysText } from '../shared/dates.ts';
import { Icon } from '../shared/Icon.tsx';
import { wordsOf } from '../shared/units.ts';
import classes from './Order.module.css';

type Props = { readonly order: ServiceOrder; readonly plan: OrderPlan | undefined };

/** Committed − expected = slack, and the activities on which the expected date hangs, in one line each. */
export function DateCalculation({ order, plan }: Props) {
  const { committedDate, expectedDate, completionDate, slackWorkingDays } = order;
  const names = new Map(plan?.activities.map((activity) => [activity.key, activity.name]));
  const critical = (plan?.criticalPath ?? []).filter((key) => names.has(key));
  return (
    <div className={classes['calculation']}>
      {committedDate !== undefined && (
        <p className="numbers">
          Committed <b>{weekdayText(committedDate)}</b>
          {expectedDate !== undefined && (
            <>
              , {completionDate === undefined ? 'expected' : 'last expected'}{' '}
              <b>{weekdayText(expectedDate)}</b>
            </>
          )}
          {slackWorkingDays !== undefined && (
            <>
              :{' '}
              <b>
                {slackWorkingDays < 0
                  ? workingDaysText(-slackWorkingDays)
                  : workingDaysText(slackWorkingDays)}
              </b>{' '}
              {slackWorkingDays < 0 ? 'too late' : 'of slack'}
            </>
          )}
          {completionDate !== undefined && (
            <>
              . Completed <b>{weekdayText(completionDate)}</b>
            </>
          )}
          .
          {(completionDate === undefined ? order.jeopardyAlert : []).map((alert) => (
            <span key={alert.id} title={alert.message}>
              {' '}
              <Icon name="jeopardy" size={14} /> {alert.jeopardyType}: {wordsOf(alert.exception)}.
            </span>
          ))}
        </p>
      )}
      {critical.length > 0 && (
        <p className={classes['path']}>
          <Icon name="critpath" size={14} /> <b>Critical path</b>{' '}
          {critical.map((key, index) => (
            <span key={key}>
              {index > 0 && ' → '}
              <Link
                to="/orders/$id"
                params={{ id: order.id }}
                search={(before) => ({ ...before, tab: 'plan' as const, step: key })}
              >
                {names.get(key)}
              </Link>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
