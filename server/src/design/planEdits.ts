import type { DesignAlternative, PlanChange, PlanEdit, PlannedActivity } from '@turnup/contract';
import type { ActivityDraft } from '../catalog/index.ts';
import type { FieldFault } from '../foundation/result.ts';

/** What an edit of a plan is held against. */
export type PlanEditGround = {
  /** The plan that is edited. */
  readonly activities: readonly Pick<PlannedActivity, 'key' | 'tasks' | 'durationWorkingDays'>[];
  readonly teams: ReadonlySet<string>;
  readonly partners: ReadonlySet<string>;
  readonly calendars: ReadonlySet<string>;
  readonly sites: ReadonlySet<string>;
  readonly today: string;
};

/** Everything in an edit that makes no sense, with its place. What waits in a circle is told by the pass over the dates. */
export function planEditFaults({ changes }: PlanEdit, ground: PlanEditGround): FieldFault[] {
  const known = new Map(ground.activities.map((activity) => [activity.key, activity]));
  const added = new Set(changes.flatMap(({ change, activity }) => (change === 'add' ? [activity] : [])));
  const removed = new Set(changes.flatMap(({ change, activity }) => (change === 'remove' ? [activity] : [])));
  const exists = (key: string): boolean => (known.has(key) || added.has(key)) && !removed.has(key);
  const seen = new Set<string>();
  return changes.flatMap((change, index): FieldFault[] => {
    const path = `/changes/${index}`;
    const twice = seen.has(change.activity);
    seen.add(change.activity);
    return [
      ...(twice ? [{ path: `${path}/activity`, message: `${change.activity} is changed twice` }] : []),
      ...subjectFaults(change, path, known),
      ...(change.change === 'remove' ? [] : valueFaults(change, path, ground, exists, known)),
    ];
  });
}

type Known = ReadonlyMap<string, PlanEditGround['activities'][number]>;

function subjectFaults({ change, activity }: PlanChange, path: string, known: Known): FieldFault[] {
  const there = known.get(activity);
  if (change === 'add')
    return there === undefined
      ? []
      : [{ path: `${path}/activity`, message: `${activity} is in the plan already` }];
  if (there === undefined) return [{ path: `${path}/activity`, message: `${activity} is not in the plan` }];
  const needed = there.tasks.filter((task) => !task.startsWith('work:'));
  return change === 'remove' && needed.length > 0
    ? [
        {
          path: `${path}/activity`,
          message: `${activity} cannot be taken out: the service needs its ${needed.join(', ')}`,
        },
      ]
    : [];
}

function valueFaults(
  change: Exclude<PlanChange, { change: 'remove' }>,
  path: string,
  { teams, partners, calendars, sites, today }: PlanEditGround,
  exists: (key: string) => boolean,
  known: Known,
): FieldFault[] {
  const { owner, calendar, durationWorkingDays: days, threePoint: points, notBefore, after = [] } = change;
  const before = change.change === 'add' ? change.before : [];
  const likely = days ?? known.get(change.activity)?.durationWorkingDays;
  const fault = (member: string, message: string): FieldFault => ({ path: `${path}/${member}`, message });
  const codes = owner?.kind === 'team' ? teams : owner?.kind === 'partner' ? partners : undefined;
  return [
    ...(days === 0 ? [fault('durationWorkingDays', 'must be at least one working day')] : []),
    ...(points !== undefined && points.best > points.worst
      ? [fault('threePoint/best', `best ${points.best} is longer than worst ${points.worst}`)]
      : []),
    ...(points !== undefined && (points.likely < points.best || points.likely > points.worst)
      ? [
          fault(
            'threePoint/likely',
            `likely ${points.likely} is not between best ${points.best} and worst ${points.worst}`,
          ),
        ]
      : []),
    ...(points !== undefined && likely !== undefined && points.likely !== likely
      ? [fault('threePoint/likely', `likely ${points.likely} is not the duration ${likely}`)]
      : []),
    ...(codes !== undefined && !codes.has(owner?.code ?? '')
      ? [fault('owner/code', `there is no ${owner?.kind} ${owner?.code ?? 'without a code'}`)]
      : []),
    ...(calendar !== undefined && !calendars.has(calendar)
      ? [fault('calendar', `there is no calendar ${calendar}`)]
      : []),
    ...(notBefore !== undefined && notBefore !== null && notBefore < today
      ? [fault('notBefore', `${notBefore} has passed`)]
      : []),
    ...(change.change === 'add' && change.site !== undefined && !sites.has(change.site)
      ? [fault('site', `${change.site} is not a site of this design`)]
      : []),
    ...after.flatMap((key, index) =>
      exists(key) ? [] : [fault(`after/${index}`, `${key} is not in the plan`)],
    ),
    ...before.flatMap((key, index) =>
      exists(key) ? [] : [fault(`before/${index}`, `${key} is not in the plan`)],
    ),
  ];
}

/** A plan with edits, and the changes that do not apply to it because it has not what they change. */
export type EditedDrafts = { readonly drafts: ActivityDraft[]; readonly applied: readonly PlanChange[] };

/**
 * Applies edits one after the other. What an edit changes and the plan has not is left out: another alternative need not
 * have the same work. Whoever came after work that is taken out comes after what that came after. Pure.
 */
export function editedDrafts(
  drafts: readonly ActivityDraft[],
  edits: readonly PlanEdit[],
  operatorCalendar: string,
): EditedDrafts {
  let plan = [...drafts];
  const applied: PlanChange[] = [];
  for (const change of edits.flatMap(({ changes }) => changes)) {
    const has = plan.some(({ key }) => key === change.activity);
    if (has === (change.change === 'add')) continue;
    plan = changed(plan, change, operatorCalendar);
    applied.push(change);
  }
  return { drafts: plan, applied };
}

function changed(plan: ActivityDraft[], change: PlanChange, operatorCalendar: string): ActivityDraft[] {
  switch (change.change) {
    case 'set':
      return plan.map((draft) => (draft.key === change.activity ? withValues(draft, change, plan) : draft));
    case 'add': {
      const { activity, name, owner, durationWorkingDays, site, before } = change;
      const draft: ActivityDraft = {
        key: activity,
        template: activity,
        name,
        ...(site !== undefined && { site }),
        owner,
        calendar: operatorCalendar,
        durationWorkingDays,
        after: [],
        tasks: ['work:bespoke'],
        process: '1.4.5.4',
        bespoke: true,
      };
      return [
        ...plan.map((one) => (before.includes(one.key) ? { ...one, after: [...one.after, activity] } : one)),
        withValues(draft, change, plan),
      ];
    }
    case 'remove': {
      const gone = plan.find(({ key }) => key === change.activity);
      return plan
        .filter((draft) => draft !== gone)
        .map((draft) =>
          draft.after.includes(change.activity)
            ? {
                ...draft,
                after: [
                  ...new Set(
                    draft.after.flatMap((key) => (key === change.activity ? (gone?.after ?? []) : [key])),
                  ),
                ],
              }
            : draft,
        );
    }
  }
}

function withValues(
  draft: ActivityDraft,
  change: Exclude<PlanChange, { change: 'remove' }>,
  plan: readonly ActivityDraft[],
): ActivityDraft {
  const { name, owner, calendar, durationWorkingDays, threePoint, after, notBefore } = change;
  const { threePoint: before, notBefore: date, ...rest } = draft;
  // A new duration without its three points is a sure one.
  const points = threePoint ?? (durationWorkingDays === undefined ? before : undefined);
  const earliest = notBefore === undefined ? date : (notBefore ?? undefined);
  return {
    ...rest,
    ...(name !== undefined && { name }),
    ...(owner !== undefined && { owner }),
    ...(calendar !== undefined && { calendar }),
    ...(durationWorkingDays !== undefined && { durationWorkingDays }),
    ...(after !== undefined && { after: after.filter((key) => plan.some((one) => one.key === key)) }),
    ...(points !== undefined && { threePoint: points }),
    ...(earliest !== undefined && { notBefore: earliest }),
  };
}

/** What edits cost, a line each. */
export function planEditLines(applied: readonly PlanChange[]): DesignAlternative['billOfMaterials'] {
  return applied.flatMap((change) => {
    if (change.change === 'remove' || (change.costMinor ?? 0) === 0) return [];
    const { activity, costMinor = 0, name } = change;
    return [
      {
        item: `PLAN:${activity}`.slice(0, 100),
        description: name ?? `${activity} as the plan was edited`,
        quantity: 1,
        unitMinor: costMinor,
        totalMinor: costMinor,
        charge: 'capex' as const,
      },
    ];
  });
}
