import type { PlannedActivity } from '@turnup/contract';
import { ganttOf } from '../drawings/gantt.ts';
import { counted, day, moneyOf, shortDay } from '../format.ts';
import type { Block, DocumentFacts, Section } from '../types.ts';

/** Who does what when, what each holds up, and how sure the end is. */
export function plan(facts: DocumentFacts): Section {
  const { solution } = facts;
  const { plan: planned } = solution;
  return {
    title: 'Implementation plan',
    fresh: true,
    blocks: [
      {
        kind: 'paragraph',
        text: `${counted(planned.activities.length, 'activity', 'activities')} from ${day(planned.startDate)} to ${day(planned.finishDate)}, ${counted(planned.workingDays, 'working day')} along the critical path: ${planned.criticalPath.join(' → ')}.`,
      },
      ...confidence(facts),
      {
        kind: 'drawing',
        svg: ganttOf(planned),
        alternative: 'Bar chart of the plan',
        caption: 'Bars by date; the critical path is dark, what has slack is light, its slack hatched',
      },
      table(facts),
      ...efficiency(facts),
      ...edits(facts),
      ...cutover(facts),
    ],
  };
}

/** What goes by itself, and which visits could be one. */
function efficiency({ solution }: DocumentFacts): Block[] {
  const { efficiency: known } = solution;
  if (known === undefined) return [];
  return [
    { kind: 'heading', text: 'Efficiency' },
    {
      kind: 'facts',
      facts: [
        [
          'Goes by itself',
          `${known.automatedTasks} of ${counted(known.tasks, 'task')}, ${known.automatedPercent} %`,
        ],
        [
          'Visits to sites',
          known.visits === known.visitsMerged
            ? `${known.visits}, none of which could be one with another`
            : `${known.visits}; ${known.visitsMerged} where those of one week are one`,
        ],
        ...known.mergeable.map(({ site, weekOf, activities }): readonly [string, string] => [
          `Could be one at ${site}`,
          `${activities.join(', ')} in the week of ${day(weekOf)}`,
        ]),
      ],
    },
  ];
}

/** Who edited the plan, and why. */
function edits({ design }: DocumentFacts): Block[] {
  const made = design.written?.planEdits ?? [];
  if (made.length === 0) return [];
  return [
    { kind: 'heading', text: 'Edits of the plan' },
    {
      kind: 'list',
      items: made.map(
        ({ version, by, at, reason, changes }) =>
          `Version ${version}, ${by}, ${day(at)}: ${reason} (${changes.map(({ change, activity }) => `${change} ${activity}`).join(', ')})`,
      ),
    },
  ];
}

function confidence({ solution }: DocumentFacts): Block[] {
  const { confidence: known, expectedWorkingDays } = solution.plan;
  if (known === undefined) return [];
  const how =
    known.method === 'exact'
      ? `all ${known.outcomes} joint outcomes of the three-point durations were scheduled`
      : `${known.outcomes} samples of the three-point durations were scheduled, seed ${known.seed}`;
  return [
    {
      kind: 'facts',
      facts: [
        ['Half the time by', `${day(known.p50Date)}, ${known.p50WorkingDays} working days`],
        ['Four times of five by', `${day(known.p80Date)}, ${known.p80WorkingDays} working days`],
        ['The planned date is kept', `in ${known.plannedPercent} % of outcomes`],
        ['Expected', expectedWorkingDays === undefined ? '–' : `${expectedWorkingDays} working days (PERT)`],
        ['How', how],
      ],
    },
  ];
}

function table({ solution, teams }: DocumentFacts): Block {
  return {
    kind: 'table',
    columns: [
      { name: 'Activity', share: 30 },
      { name: 'Who', share: 18 },
      { name: 'Days', share: 11, align: 'end' },
      { name: 'From', share: 9, align: 'end' },
      { name: 'To', share: 9, align: 'end' },
      { name: 'Slack', share: 7, align: 'end' },
      { name: 'After', share: 16 },
    ],
    rows: solution.plan.activities.map((activity) => [
      { text: activity.name, strong: activity.critical },
      { text: ownerOf(activity, teams), tone: 'mute' },
      activity.threePoint === undefined
        ? `${activity.durationWorkingDays}`
        : `${activity.threePoint.best}/${activity.threePoint.likely}/${activity.threePoint.worst}`,
      shortDay(activity.startDate),
      shortDay(activity.finishDate),
      activity.critical ? { text: '0', tone: 'bad' } : `${activity.slackWorkingDays}`,
      { text: activity.after.join(', ') || '–', tone: 'mute' },
    ]),
  };
}

function ownerOf({ owner }: PlannedActivity, teams: ReadonlyMap<string, string>): string {
  if (owner.kind === 'team') return teams.get(owner.code ?? '') ?? owner.code ?? 'team';
  if (owner.kind === 'partner') return owner.code ?? 'partner';
  return owner.kind === 'system' ? 'by itself' : 'customer';
}

function cutover({ solution, design }: DocumentFacts): Block[] {
  const money = moneyOf({ design, solution });
  const points = solution.plan.activities.filter(({ pointOfNoReturn }) => pointOfNoReturn !== undefined);
  const milestones = solution.plan.activities.filter(({ milestone }) => milestone !== undefined);
  return [
    ...(milestones.length === 0
      ? []
      : ([
          { kind: 'heading', text: 'Milestones' },
          {
            kind: 'facts',
            facts: milestones.map(({ milestone, site, finishDate }): readonly [string, string] => [
              `${(milestone ?? '').replaceAll('_', ' ').toLowerCase()}${site === undefined ? '' : ` ${site}`}`,
              day(finishDate),
            ]),
          },
        ] satisfies Block[])),
    { kind: 'heading', text: 'Cut-over and back-out' },
    {
      kind: 'paragraph',
      text: 'The core and the edges are configured in one network-wide transaction: prepared on every device, read back, then confirmed everywhere or taken back everywhere. Nothing is in use before a passed test and the customer’s acceptance. Until a point of no return an order is taken back task by task in reverse.',
    },
    ...(points.length === 0
      ? []
      : ([
          {
            kind: 'table',
            columns: [
              { name: 'Point of no return', share: 30 },
              { name: 'When', share: 16 },
              { name: 'From', share: 14, align: 'end' },
              { name: 'Price', share: 14, align: 'end' },
              { name: 'Why', share: 26 },
            ],
            rows: points.map(({ name, pointOfNoReturn: point, startDate, finishDate }) => [
              name,
              point?.when ?? '',
              shortDay(point?.when === 'started' ? startDate : finishDate),
              point?.kind === 'soft' ? money(point.chargeMinor) : { text: 'none: refused', tone: 'bad' },
              { text: point?.reason ?? '', tone: 'mute' },
            ]),
          },
        ] satisfies Block[])),
  ];
}
