import type { NearestAlternative } from '@turnup/contract';
import { capacityTimeline, dateOfDay, dayNumber, NEVER } from '../network/index.ts';
import { outcomeOf, type Shortfall } from './trial.ts';
import type { Assessment, FeasibilityInput } from './types.ts';

/** How many dates of change are tried; further ones are no nearest alternative. */
const DATES = 24;

/**
 * The earliest completion date on which the requirement works as asked: when what is planned has come, else when what
 * could be ordered had come, or, where only time is short, the date that the plan reaches.
 */
export function earliestDate(shortfall: Shortfall): NearestAlternative[] {
  const { assessment, input, trial } = shortfall;
  if (!assessment.works && assessment.interval !== undefined) {
    // Only time is short: later is enough, even by an access that stands in for the preferred one.
    const finish = assessment.interval.finishDate;
    const verified = trial(asking(input, finish, {}));
    if (verified?.works === true) return [alternativeOf(input, finish, [], verified)];
  }
  for (const includeUncommitted of [false, true]) {
    for (const date of datesOfChange(input, includeUncommitted)) {
      const found = completionFrom(shortfall, date, { includeUncommitted });
      const projects = includeUncommitted ? projectsNeeded(input, date) : [];
      if (found !== undefined) return [alternativeOf(input, found.finish, projects, found.verified)];
    }
  }
  return [];
}

type Change = Pick<Partial<FeasibilityInput>, 'includeUncommitted'>;

/** Asks for the resources on a date without a requested date, then once more for the completion that came out. */
function completionFrom(
  { input, trial }: Shortfall,
  date: string,
  change: Change,
): { readonly finish: string; readonly verified: Assessment } | undefined {
  const { requestedCompletionDate: _, ...requirement } = input.requirement;
  const first = trial({ ...at(input, date), ...change, requirement });
  if (first === undefined || !asAsked(first)) return undefined;
  const planned = first.interval?.finishDate ?? date;
  const finish = planned > date ? planned : date;
  const verified = trial(asking(input, finish, change));
  return verified !== undefined && asAsked(verified) ? { finish, verified } : undefined;
}

function asking(input: FeasibilityInput, finish: string, change: Change): Partial<FeasibilityInput> {
  const requirement = { ...input.requirement, requestedCompletionDate: finish };
  return { ...at(input, finish), ...change, requirement };
}

function alternativeOf(
  input: FeasibilityInput,
  finish: string,
  projects: readonly string[],
  verified: Assessment,
): NearestAlternative {
  const asked = input.requirement.requestedCompletionDate;
  const condition = projects.length === 0 ? '' : `, if ${projects.join(', ')} is ordered`;
  return {
    change: 'date',
    description: `As asked, complete on ${finish}${condition}`,
    parameters: {
      requestedCompletionDate: finish,
      ...(asked === undefined ? {} : { asked }),
      ...(projects.length === 0 ? {} : { depends: projects.join(', ') }),
    },
    ...outcomeOf(verified),
    // What it waits for may come later than its own work is done.
    completionDate: finish,
  };
}

function at(input: FeasibilityInput, date: string): Partial<FeasibilityInput> {
  return { needDate: date, occupancy: input.occupancyAt?.(date) ?? input.occupancy };
}

/** A date at which the site must still take something dearer is no answer to "when as asked". */
function asAsked(assessment: Assessment): boolean {
  return assessment.works && assessment.deviations.length === 0;
}

/** Dates after the date of need on which ports, links or capacity come, ascending. */
function datesOfChange(input: FeasibilityInput, includeUncommitted: boolean): string[] {
  const { network, needDate } = input;
  const needDay = dayNumber(needDate);
  const { day, committed } = network.capacity;
  const steps = day.filter((_, step) => includeUncommitted || committed[step] === 1);
  const days = new Set([...new Set(network.portDay), ...new Set(network.inServiceDay), ...steps]);
  return [...days]
    .filter((one) => one > needDay && one < NEVER)
    .sort((a, b) => a - b)
    .slice(0, DATES)
    .map(dateOfDay);
}

/** Links whose capacity rests on projects that nobody has committed to by the date. */
function projectsNeeded({ network }: FeasibilityInput, date: string): string[] {
  const { capacity, links } = network;
  const needed: string[] = [];
  for (let edge = 0; edge < links.length; edge++) {
    if (capacity.offset[edge] === capacity.offset[edge + 1]) continue;
    const planned = capacityTimeline(capacity, edge).map((step) => step.date);
    const possible = capacityTimeline(capacity, edge, { includeUncommitted: true });
    if (possible.some((step) => step.date === date && !planned.includes(step.date)))
      needed.push(`the augmentation of ${links.keyAt(edge)}`);
  }
  return needed;
}
