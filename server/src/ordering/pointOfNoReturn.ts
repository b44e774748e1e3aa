import type { CancellationCharge, PointOfNoReturn } from '@turnup/contract';
import { formatMinor, sumMinor } from '../foundation/money.ts';
import { type Result, refuse } from '../foundation/result.ts';
import type { TaskView } from '../plan/index.ts';
import { siteCheckKind, windowKind } from './taskKinds.ts';
import type { ActivitySchedule } from './types.ts';

/** A point of no return that an item has passed. */
export type PassedPoint = {
  readonly itemId: string;
  readonly activity: string;
  readonly name: string;
  readonly point: PointOfNoReturn;
};

/** Kinds of tasks that leave nothing: with them nothing has begun. */
const looks: ReadonlySet<string> = new Set([windowKind, siteCheckKind]);

const stands = new Set<TaskView['state']>(['completed', 'skipped']);
/** States in which nothing of a task is or will be left. */
const gone = new Set<TaskView['state']>(['cancelled', 'undone', 'undoing', 'skipped']);

/**
 * Which points of no return the tasks have passed, an activity once. Work for people has started when somebody began it
 * (`begun`: ids of tasks whose work was), not when it was given out; a booked window or a check is not a start. Pure.
 */
export function pointsPassed(
  tasks: readonly TaskView[],
  keys: ReadonlySet<string>,
  begun: ReadonlySet<string>,
): PassedPoint[] {
  const activities = Map.groupBy(
    tasks.filter((task) => task.schedule !== null && !looks.has(task.kind) && task.retiredIn === null),
    (task) => task.activity,
  );
  return [...activities.values()].flatMap((own) => {
    const first = own[0];
    const point = first?.pointOfNoReturn as PointOfNoReturn | null | undefined;
    if (first === undefined || point === null || point === undefined) return [];
    if (!own.some((task) => keys.has(task.key))) return [];
    const started = own.some((task) => hasStarted(task, begun));
    const finished =
      own.every((task) => stands.has(task.state)) && own.some((task) => task.state === 'completed');
    if (point.when === 'started' ? !started : !finished) return [];
    const schedule = first.schedule as unknown as ActivitySchedule;
    return [{ itemId: schedule.item, activity: schedule.key, name: schedule.name, point }];
  });
}

function hasStarted(task: TaskView, begun: ReadonlySet<string>): boolean {
  if (gone.has(task.state) || task.startedAt === null) return false;
  return task.kind === 'work.order@1' ? begun.has(task.id) : true;
}

/** What passing these points means for taking the work back. */
export type Verdict =
  | { readonly allowed: true; readonly charges: readonly CancellationCharge[] }
  | {
      readonly allowed: false;
      readonly charges: readonly CancellationCharge[];
      /** Whether accepting the charges would help. */
      readonly code: 'BEYOND_POINT_OF_NO_RETURN' | 'CHARGES_NOT_ACCEPTED';
      readonly message: string;
    };

/** A hard point refuses with its reason; soft ones have their price, which must be accepted. Pure. */
export function judge(points: readonly PassedPoint[], acceptCharges: boolean): Verdict {
  const charges = points.flatMap(({ itemId, activity, point }): CancellationCharge[] =>
    point.kind === 'soft'
      ? [
          {
            serviceOrderItem: itemId,
            activity,
            reason: point.reason,
            chargeMinor: point.chargeMinor,
            currency: point.currency,
          },
        ]
      : [],
  );
  const hard = points.filter(({ point }) => point.kind === 'hard');
  if (hard.length > 0) {
    const told = hard.map(({ activity, name, point }) => `${activity} (${name}): ${point.reason}`).join('; ');
    return {
      allowed: false,
      charges,
      code: 'BEYOND_POINT_OF_NO_RETURN',
      message: `beyond the point of no return of ${told}`,
    };
  }
  if (charges.length === 0 || acceptCharges) return { allowed: true, charges };
  const told = points.map(({ activity, name, point }) => `${activity} (${name}): ${point.reason}`).join('; ');
  return {
    allowed: false,
    charges,
    code: 'CHARGES_NOT_ACCEPTED',
    message: `beyond the point of no return of ${told}: it costs ${totals(charges)}, which must be accepted (acceptCharges)`,
  };
}

/** What was not allowed, as a refusal (409). */
export function denied({ code, message }: Extract<Verdict, { allowed: false }>): Result<never> {
  return refuse(409, code, message);
}

/** The sums of charges by currency, in words: `230.00 GBP`. */
export function totals(charges: readonly CancellationCharge[]): string {
  const byCurrency = Map.groupBy(charges, (charge) => charge.currency);
  return [...byCurrency]
    .map(([currency, own]) => {
      const minor = sumMinor(own.map(({ chargeMinor }) => chargeMinor));
      return `${formatMinor(minor, currency)} ${currency}`;
    })
    .join(' and ');
}
