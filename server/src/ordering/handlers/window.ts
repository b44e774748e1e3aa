import { addWorkingDays, calendarNamed, localDate, openingOf } from '../../foundation/calendar.ts';
import type { Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Delivery } from '../delivery.ts';
import { windowKind } from '../taskKinds.ts';
import type { TaskInput } from '../types.ts';

/**
 * Keeps the booked working days of automated work: it waits until the last of them opens on the calendar of the work,
 * counted from the day on which everything before was done. So an automated step of one day takes one day in the
 * forecast and in reality, and runs in the working hours of those who watch it.
 */
export function windowHandler(delivery: Delivery): TransactionalHandler {
  return {
    kind: windowKind,
    mode: 'transactional',
    async run(tx, attempts) {
      const now = await delivery.now(tx.sql);
      const outcomes: Outcome[] = [];
      for (const attempt of attempts) {
        if (attempt.wokenBy === 'until') {
          outcomes.push({ kind: 'completed', output: null });
          continue;
        }
        const input = attempt.input as TaskInput;
        const calendar = calendarNamed(await delivery.calendars(tx.sql, attempt.tenant), input.calendar);
        const day = addWorkingDays(calendar, localDate(now, calendar.zone), input.durationWorkingDays);
        outcomes.push({
          kind: 'waiting',
          wait: { for: 'date', reference: null, until: openingOf(calendar, day) },
        });
      }
      return outcomes;
    },
  };
}
