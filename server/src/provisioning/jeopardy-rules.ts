import {
  addDays,
  addWorkingDays,
  daysBetween,
  instantOf,
  localDate,
  type WorkingCalendar,
  workingDaysBetween,
} from '../foundation/calendar.ts';
import { compareLevels } from './forecast.ts';
import type { Explanation, Forecast, JeopardyAlert, JeopardyPolicy, LadderStep } from './types.ts';

/** How an alert changed. `none`: no event, the record is only brought up to date. */
export type LevelChange = 'raised' | 'worsened' | 'eased' | 'cleared' | 'none';

/** What an alert becomes by a forecast. `alert` is null when there is nothing to record. */
export type AlertDecision = { readonly change: LevelChange; readonly alert: JeopardyAlert | null };

/** What deciding needs besides the forecast. */
export type AlertContext = {
  readonly orderReference: string;
  readonly owner: string;
  readonly calendar: WorkingCalendar;
  readonly policy: JeopardyPolicy;
  /** Domain instant. */
  readonly now: string;
  /** The customer holds the order: nothing escalates. */
  readonly held: boolean;
  /** For an alert that is new. */
  readonly newId: () => string;
};

/**
 * What an open alert (or none) becomes by a new forecast. Raised, worsened, eased and cleared are events; the same level
 * again is not, however the dates move. Worsening starts the ladder anew and voids the acknowledgement, since what
 * was acknowledged was less; easing keeps both.
 */
export function decideAlert(
  open: JeopardyAlert | null,
  forecast: Pick<
    Forecast,
    'expectedCompletionDate' | 'committedDate' | 'slackWorkingDays' | 'level' | 'culprit' | 'overruns'
  >,
  context: AlertContext,
): AlertDecision {
  const { level } = forecast;
  if (level === 'Normal') {
    if (open === null) return { change: 'none', alert: null };
    return {
      change: 'cleared',
      alert: { ...open, clearedAt: context.now, nextStepAt: null, suspendedSince: null },
    };
  }
  const seen = { level, ...culpritOf(forecast), ...datesOf(forecast), owner: context.owner };
  if (open === null) return { change: 'raised', alert: begin(newAlert(seen, context), context) };
  const held = suspend({ ...open, ...seen }, context);
  const compared = compareLevels(level, open.level);
  if (compared === 0) return { change: 'none', alert: held };
  if (compared > 0) {
    const anew = { ...held, acknowledgedAt: null, acknowledgedBy: null, ladderStep: 0 };
    return { change: 'worsened', alert: begin(anew, context) };
  }
  const eased = { ...held, levelSince: context.now, stoppedWorkingDays: 0 };
  return { change: 'eased', alert: withNextStep(eased, context.policy, context.calendar) };
}

type Seen = Pick<
  JeopardyAlert,
  'level' | 'culprit' | 'cause' | 'forecastDate' | 'committedDate' | 'slackWorkingDays' | 'owner'
>;

function newAlert(seen: Seen, { newId, orderReference, calendar, now }: AlertContext): JeopardyAlert {
  return {
    ...seen,
    id: newId(),
    orderReference,
    calendar: calendar.code,
    raisedAt: now,
    levelSince: now,
    acknowledgedAt: null,
    acknowledgedBy: null,
    clearedAt: null,
    ladderStep: 0,
    nextStepAt: null,
    suspendedSince: null,
    stoppedWorkingDays: 0,
    version: 1,
  };
}

function culpritOf({ culprit, overruns }: Pick<Forecast, 'culprit' | 'overruns'>) {
  return { culprit: culprit?.activity ?? overruns[0]?.activity ?? null, cause: culprit?.cause ?? null };
}

function datesOf(
  forecast: Pick<Forecast, 'expectedCompletionDate' | 'committedDate' | 'slackWorkingDays'>,
): Pick<JeopardyAlert, 'forecastDate' | 'committedDate' | 'slackWorkingDays'> {
  return {
    forecastDate: forecast.expectedCompletionDate,
    committedDate: forecast.committedDate,
    slackWorkingDays: forecast.slackWorkingDays,
  };
}

/** A level begins: its ladder stands at the foot, and the rungs that are due at once are for {@link climb}. */
function begin(alert: JeopardyAlert, { now, held, policy, calendar }: AlertContext): JeopardyAlert {
  const begun = { ...alert, levelSince: now, stoppedWorkingDays: 0, suspendedSince: held ? now : null };
  return withNextStep(begun, policy, calendar);
}

/** Starts or ends the pause of the ladder; the working days of a pause that ended do not count. */
export function suspend(
  alert: JeopardyAlert,
  context: Pick<AlertContext, 'held' | 'now' | 'calendar' | 'policy'>,
): JeopardyAlert {
  const { held, now, calendar, policy } = context;
  if (held === (alert.suspendedSince !== null)) return alert;
  if (alert.suspendedSince === null) return { ...alert, suspendedSince: now };
  const stood = workingDaysBetween(
    calendar,
    localDate(alert.suspendedSince, calendar.zone),
    localDate(now, calendar.zone),
  );
  const resumed = { ...alert, suspendedSince: null, stoppedWorkingDays: alert.stoppedWorkingDays + stood };
  return withNextStep(resumed, policy, calendar);
}

/** The next rung of a level's ladder, or undefined at the top. */
function nextRung(
  alert: Pick<JeopardyAlert, 'level' | 'ladderStep'>,
  policy: JeopardyPolicy,
): LadderStep | undefined {
  return policy.ladder
    .filter(({ step, levels }) => step > alert.ladderStep && levels.includes(alert.level))
    .toSorted((one, other) => one.step - other.step)[0];
}

function withNextStep(
  alert: JeopardyAlert,
  policy: JeopardyPolicy,
  calendar: WorkingCalendar,
): JeopardyAlert {
  const rung = alert.acknowledgedAt === null ? nextRung(alert, policy) : undefined;
  if (rung === undefined) return { ...alert, nextStepAt: null };
  const days = rung.afterWorkingDays === 0 ? 0 : rung.afterWorkingDays + alert.stoppedWorkingDays;
  return { ...alert, nextStepAt: workingDaysLater(calendar, alert.levelSince, days) };
}

/** The same time of day, that many working days later where the calendar's clocks are. */
export function workingDaysLater(calendar: WorkingCalendar, instant: string, days: number): string {
  if (days === 0) return instant;
  const date = localDate(instant, calendar.zone);
  const later = daysBetween(date, addWorkingDays(calendar, date, days));
  const midnight = (day: string): number => Date.parse(instantOf(day, '00:00', calendar.zone));
  const timeOfDayMs = Date.parse(instant) - midnight(date);
  return new Date(midnight(addDays(date, later)) + timeOfDayMs).toISOString();
}

/** Climbs every rung that is due at an instant. Answers the rungs climbed, lowest first; none while suspended. */
export function climb(
  alert: JeopardyAlert,
  policy: JeopardyPolicy,
  calendar: WorkingCalendar,
  now: string,
): { readonly alert: JeopardyAlert; readonly rungs: readonly LadderStep[] } {
  const rungs: LadderStep[] = [];
  let climbed = alert;
  while (
    climbed.nextStepAt !== null &&
    climbed.suspendedSince === null &&
    climbed.clearedAt === null &&
    Date.parse(climbed.nextStepAt) <= Date.parse(now)
  ) {
    const rung = nextRung(climbed, policy);
    if (rung === undefined) break;
    rungs.push(rung);
    climbed = withNextStep({ ...climbed, ladderStep: rung.step }, policy, calendar);
  }
  return { alert: climbed, rungs };
}

/** Whether someone answers for an alert: its owner, or whoever has a role that the ladder has reached. */
export function answersFor(
  alert: Pick<JeopardyAlert, 'owner' | 'ladderStep' | 'level'>,
  policy: JeopardyPolicy,
  actor: { readonly account: string; readonly roles: readonly string[] },
): boolean {
  if (alert.owner === actor.account) return true;
  return policy.ladder.some(
    // The first rung is the owner's own desk: a colleague with the same role is not the owner.
    ({ step, role, levels, afterWorkingDays }) =>
      afterWorkingDays > 0 &&
      step <= alert.ladderStep &&
      levels.includes(alert.level) &&
      actor.roles.includes(role),
  );
}

/** Why the expected date is another (MEF: whoever revises it says so and why). */
export function dateNote(
  from: string,
  forecast: Pick<Forecast, 'expectedCompletionDate' | 'culprit' | 'slackWorkingDays'>,
): Explanation {
  const { expectedCompletionDate: to, culprit, slackWorkingDays } = forecast;
  const direction = to > from ? 'later' : 'earlier';
  const because =
    culprit === null
      ? 'nothing is late any more'
      : `${culprit.activity} is ${culprit.lateWorkingDays} working days late${culprit.cause === null ? '' : ` (cause ${culprit.cause})`}`;
  return {
    code: 'EXPECTED_DATE_CHANGED',
    message: `expected on ${to}, ${direction} than ${from}: ${because}`,
    parameters: {
      from,
      to,
      ...(slackWorkingDays === null ? {} : { slackWorkingDays }),
      ...(culprit === null ? {} : { culprit: culprit.activity, lateWorkingDays: culprit.lateWorkingDays }),
      ...(culprit?.cause ? { cause: culprit.cause } : {}),
    },
  };
}
