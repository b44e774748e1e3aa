import type { ReferenceRecord, ReservationDecision } from '@turnup/contract';
import { factsNamedBy, holds } from '../catalog/index.ts';
import { addWorkingDays, closingOf, localDate, type WorkingCalendar } from '../foundation/calendar.ts';
import { classificationFactNames } from './classify.ts';

type Rule = ReferenceRecord<'rule'>;

/**
 * The facts over which rules of kind `reservation` are evaluated (R9). All are always there, null where the asking does
 * not know them: a verdict knows its sites and not how full a pool is, a request for parameters knows the reverse.
 */
export const reservationFactNames = [
  ...classificationFactNames,
  /** How firm the asking is: `firm`, `budgetary`, `verdict` … */
  'commitment',
  'customerClass',
  /** Of the fullest pool that is asked, 0 to 100. */
  'utilisationPercent',
] as const;

/** Facts of one asking; what it does not know is left out. */
export type ReservationFacts = Readonly<Partial<Record<(typeof reservationFactNames)[number], unknown>>>;

/** Where and when a hold is reckoned. */
export type HoldClock = { readonly now: string; readonly calendar: WorkingCalendar };

/**
 * Whether to reserve, by rules that are data and explain themselves: any rule that holds asks for it, with the facts
 * that it looked at. The longest hold wins; a rule without a hold, or with `null` working days, asks for no end.
 */
export function decideByRules(
  rules: Iterable<Rule>,
  known: ReservationFacts,
  clock: HoldClock,
): ReservationDecision {
  const nothing = Object.fromEntries(reservationFactNames.map((name) => [name, null]));
  const facts: Readonly<Record<string, unknown>> = { ...nothing, ...known };
  const fired = [...rules].filter((rule) => rule.kind === 'reservation' && holds(rule.when, facts));
  if (fired.length === 0) return { reserve: false, rules: [] };
  return {
    reserve: true,
    rules: fired.map((rule) => ({
      rule: rule.code,
      text: rule.text,
      facts: Object.fromEntries(factsNamedBy(rule.when).map((name) => [name, facts[name]])),
    })),
    holdUntil: latestOf(fired.map((rule) => holdOf(rule, clock))),
  };
}

/** Until when one rule holds: minutes from now, or the close of business so many working days on; null for no end. */
function holdOf({ effect }: Rule, clock: HoldClock): string | null {
  if (effect?.holdMinutes !== undefined) return minutesOn(clock.now, effect.holdMinutes);
  const days = effect?.holdWorkingDays ?? null;
  return days === null ? null : workingDaysOn(clock, days);
}

/** So many minutes after an instant. */
export function minutesOn(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}

/** The close of business of the working day so many working days after today. */
export function workingDaysOn({ now, calendar }: HoldClock, days: number): string {
  return closingOf(calendar, addWorkingDays(calendar, localDate(now, calendar.zone), days));
}

function latestOf(instants: readonly (string | null)[]): string | null {
  return instants.includes(null) ? null : (instants.toSorted().at(-1) ?? null);
}
