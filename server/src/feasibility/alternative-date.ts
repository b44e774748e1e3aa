import type { NearestAlternative } from '@turnup/contract';
import { capacityTimeline } from '../network/index.ts';
import type { Found, Shortfall } from './trial.ts';
import type { Assessment, FeasibilityInput } from './types.ts';

/** How many dates of change are tried; further ones are no nearest alternative. */
const DATES = 24;

/**
 * The earliest completion date on which the requirement works as asked: when what is planned has come, else when what
 * could be ordered had come, or, where only time is short, the date that the plan reaches.
 */
export function earliestDate(shortfall: Shortfall): NearestAlternative[] {
  const { assessment } = shortfall;
  const lateOnly = assessment.interval !== undefined && !assessment.works;
  // Where only time is short, later is enough, even by the access that was found instead of the preferred one.
  const now = lateOnly ? onDate(shortfall, shortfall.input.needDate, {}, (one) => one.works) : undefined;
  if (now !== undefined) return [now.alternative];
  for (const includeUncommitted of [false, true]) {
    for (const date of datesOfChange(shortfall.input, includeUncommitted)) {
      const found = onDate(shortfall, date, { includeUncommitted });
      if (found !== undefined) return [found.alternative];
    }
  }
  return [];
}

/** Asks for the resources on a date without a requested date, then once more with the date that came out. */
function onDate(
  { input, trial }: Shortfall,
  date: string,
  change: Pick<Partial<FeasibilityInput>, 'includeUncommitted'>,
  accepts: (assessment: Assessment) => boolean = asAsked,
): Found | undefined {
  const { requestedCompletionDate: asked, ...open } = input.requirement;
  const first = trial({ ...at(input, date), ...change, requirement: open });
  if (first === undefined || !accepts(first)) return undefined;
  const planned = first.interval?.finishDate ?? date;
  const finish = planned > date ? planned : date;
  const requirement = { ...open, requestedCompletionDate: finish };
  const verified = trial({ ...at(input, finish), ...change, requirement });
  if (verified === undefined || !accepts(verified)) return undefined;
  const projects = change.includeUncommitted === true ? projectsNeeded(input, date) : [];
  return {
    alternative: {
      change: 'date',
      description:
        projects.length === 0
          ? `As asked, complete on ${finish}`
          : `As asked, complete on ${finish}, if ${projects.join(', ')} is ordered`,
      parameters: {
        requestedCompletionDate: finish,
        needDate: finish,
        ...(asked === undefined ? {} : { asked }),
        ...(projects.length === 0 ? {} : { links: projects.join(', ') }),
      },
    },
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
  const dates = [
    ...network.portsOfNode.flatMap((ports) => ports.map((port) => port.inServiceDate)),
    ...network.links.flatMap((link, edge) => [
      link.inServiceDate,
      ...capacityTimeline(network.capacity, edge, { includeUncommitted }).map((step) => step.date),
    ]),
  ].filter((date) => date !== undefined && date > needDate);
  return [...new Set(dates as string[])].sort().slice(0, DATES);
}

/** Links whose capacity rests on projects that nobody has committed to by the date. */
function projectsNeeded({ network }: FeasibilityInput, date: string): string[] {
  return network.links.flatMap((link, edge) => {
    const planned = capacityTimeline(network.capacity, edge).map((step) => step.date);
    const possible = capacityTimeline(network.capacity, edge, { includeUncommitted: true });
    return possible.some((step) => step.date === date && !planned.includes(step.date))
      ? [`the augmentation of ${link.name}`]
      : [];
  });
}
