import { localDate } from '../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import type { World } from './assess.ts';

/** Today, in the zone of the operator. */
type Day = Pick<World, 'today' | 'operatorCalendar'>;

type Dates = {
  readonly requestedStartDate?: string | null | undefined;
  readonly requestedCompletionDate?: string | null | undefined;
};

/** The day before which an order shall not act, in the operator's zone; undefined where it may act today. Pure. */
export function laterStart(
  { today, operatorCalendar }: Day,
  { requestedStartDate: asked }: Dates,
): string | undefined {
  const day = asked == null ? today : localDate(new Date(asked).toISOString(), operatorCalendar.zone);
  return day > today ? day : undefined;
}

/** What is wrong with a start that comes after the instant by which all is to be done; undefined where nothing is. Pure. */
export function startAfterCompletion({
  requestedStartDate: start,
  requestedCompletionDate: end,
}: Dates): FieldFault | undefined {
  if (start == null || end == null || Date.parse(start) <= Date.parse(end)) return undefined;
  return {
    path: '/requestedStartDate',
    message: `is after the requested completion on ${new Date(end).toISOString()}`,
  };
}

/** Refuses (422) a cancellation for a later day: one is carried out when it is asked for. Pure. */
export function cancelledToday(
  { today, operatorCalendar }: Day,
  requestedCancellationDate: string | undefined,
): Result<void> {
  const day = laterStart({ today, operatorCalendar }, { requestedStartDate: requestedCancellationDate });
  if (day === undefined) return ok(undefined);
  return refuse(
    422,
    'CANCELLATION_DATE_NOT_POSSIBLE',
    `an order is cancelled at once, not on ${day}: ask for it then, or pause the order until then`,
    [{ path: '/requestedCancellationDate', message: 'is a later day' }],
  );
}
