import { capital, counted, day, milliseconds, moneyOf, number, words } from '../format.ts';
import type { Block, Cell, DocumentFacts, Section } from '../types.ts';

/** The risk register: exposure is probability times impact. */
export function risks({ solution, design, teams }: DocumentFacts): Section {
  const money = moneyOf({ design, solution });
  const rows = solution.risks.map((risk): Cell[] => [
    { text: `${risk.text}${risk.site === undefined ? '' : ` (${risk.site})`}`, strong: true },
    `${number(risk.probability * 100)} %`,
    `${counted(risk.impactWorkingDays, 'day')}, ${money(risk.impactMinor)}`,
    {
      text: `${number(risk.exposureWorkingDays, 2)} ${risk.exposureWorkingDays === 1 ? 'day' : 'days'}, ${money(risk.exposureMinor)}`,
      tone: 'warn',
    },
    risk.mitigation,
    teams.get(risk.owner) ?? risk.owner,
  ]);
  const days = solution.risks.reduce((sum, risk) => sum + risk.exposureWorkingDays, 0);
  return {
    title: 'Risks',
    fresh: true,
    blocks:
      rows.length === 0
        ? [{ kind: 'paragraph', text: 'No rule of risk holds for this solution.' }]
        : [
            {
              kind: 'table',
              columns: [
                { name: 'Risk', share: 26 },
                { name: 'Chance', share: 8, align: 'end' },
                { name: 'Impact', share: 15, align: 'end' },
                { name: 'Exposure', share: 15, align: 'end' },
                { name: 'Mitigation', share: 24 },
                { name: 'Owner', share: 12 },
              ],
              rows,
              caption: `Expected delay ${number(days, 2)} working days over all risks`,
            },
          ],
  };
}

const measureNames: Readonly<
  Record<NonNullable<DocumentFacts['testSpecification']>['measures'][number]['metric'], string>
> = {
  reachability: 'Reachability between all sites',
  roundTripUs: 'Round trip',
  lossPercent: 'Loss, by class',
  jitterUs: 'Jitter, by class',
  throughputPercent: 'Throughput, by class and step',
  mtu: 'Packet size',
  bgpEstablished: 'Routing sessions established',
  isolation: 'Isolation from others',
  failover: 'Fail-over',
  interruptionMs: 'Interruption when the active leg goes',
};

/** What is measured before the service is in use, and what the design predicts. */
export function tests({ solution, testSpecification, design }: DocumentFacts): Section {
  const measures = testSpecification?.measures ?? [];
  return {
    title: 'Tests and acceptance',
    blocks: [
      {
        kind: 'paragraph',
        text: `Tested end to end by specification ${testSpecification?.code ?? 'of the service'}; in use only after a passed test or a recorded waiver. Thresholds come from the requirement, then from the specification, then from policy.`,
      },
      {
        kind: 'table',
        columns: [
          { name: 'Measure', share: 40 },
          { name: 'Must be', share: 30 },
          { name: 'Threshold', share: 30, align: 'end' },
        ],
        rows: measures.map(({ metric, comparator, threshold }) => [
          measureNames[metric],
          words(comparator),
          threshold === undefined
            ? 'of the requirement or policy'
            : `${number(threshold, 3)}${metric.endsWith('Us') ? ' µs' : metric.endsWith('Percent') ? ' %' : ''}`,
        ]),
      },
      { kind: 'heading', text: 'Predicted, to be compared with what is measured' },
      {
        kind: 'table',
        columns: [
          { name: 'From', share: 22 },
          { name: 'To', share: 22 },
          { name: 'Way', share: 16 },
          { name: 'Round trip', share: 20, align: 'end' },
          { name: 'Bound', share: 20, align: 'end' },
        ],
        rows: solution.routes.slice(0, 60).map((route) => {
          const bound = (design.requirement.latencyBounds ?? []).find(
            ({ from, to }) => from === route.from && to === route.to,
          );
          return [
            route.from,
            route.to,
            route.role === 'primary' ? 'primary' : 'fail-over',
            milliseconds(route.roundTripUs),
            bound === undefined ? '–' : milliseconds(bound.maximumRttUs),
          ];
        }),
      },
    ],
  };
}

const statements = [
  'monitoring',
  'managementAccess',
  'supportHours',
  'repair',
  'failover',
  'backupAndRestore',
  'runbook',
] as const;

/** How each site is operated, and what Service Quality Management watches. */
export function operations({ operationalMethod, qualityObjectives }: DocumentFacts): Section {
  const unit = (value: number, of: '%' | 'us'): string => (of === 'us' ? milliseconds(value) : `${value} %`);
  return {
    title: 'Operations',
    fresh: true,
    blocks: [
      ...operationalMethod.flatMap((method): Block[] => [
        { kind: 'heading', text: method.site },
        {
          kind: 'facts',
          facts: statements.map((name): readonly [string, string] => [
            capital(words(name)),
            method[name] || 'blank',
          ]),
        },
      ]),
      { kind: 'heading', text: 'Parameters for Service Quality Management' },
      {
        kind: 'table',
        columns: [
          { name: 'Objective', share: 28 },
          { name: 'Target', share: 15, align: 'end' },
          { name: 'Warns at', share: 14, align: 'end' },
          { name: 'Tolerance', share: 12, align: 'end' },
          { name: 'Grace', share: 8, align: 'end' },
          { name: 'Period', share: 7 },
          { name: 'Measured at', share: 16 },
        ],
        rows: qualityObjectives.map((each) => [
          each.objective,
          `${words(each.comparator)} ${unit(each.target, each.unit)}`,
          unit(each.threshold, each.unit),
          unit(each.tolerance, each.unit),
          `${each.graceMinutes} min`,
          each.period,
          { text: each.measuringPoint, tone: 'mute' },
        ]),
      },
    ],
  };
}

/** What was weighed and left, who decided, and the versions so far. */
export function history({ design, versions }: DocumentFacts): Section {
  return {
    title: 'What was left, and who decided',
    blocks: [
      ...(design.rejected.length === 0
        ? []
        : ([
            {
              kind: 'table',
              columns: [
                { name: 'Left', share: 35 },
                { name: 'Reason', share: 20 },
                { name: 'In words', share: 45 },
              ],
              rows: design.rejected.map(({ description, reason }) => [
                description,
                { text: reason.code, tone: 'mute' },
                reason.message,
              ]),
            },
          ] satisfies Block[])),
      { kind: 'heading', text: 'Versions' },
      {
        kind: 'table',
        columns: [
          { name: 'Version', share: 14 },
          { name: 'Mode', share: 22 },
          { name: 'State', share: 22 },
          { name: 'Author', share: 24 },
          { name: 'Of', share: 18, align: 'end' },
        ],
        rows: versions.map((each) => [
          { text: `${each.version}`, strong: each.version === design.version },
          each.mode,
          words(each.state),
          each.author ?? 'the system',
          day(each.createdAt),
        ]),
      },
      { kind: 'heading', text: 'Decisions on this version' },
      design.approvals.length === 0
        ? { kind: 'paragraph', text: 'Nobody has decided on this version yet.' }
        : {
            kind: 'list',
            items: design.approvals.map(
              ({ by, at, decision, reason, waivers }) =>
                `${capital(decision)} by ${by} on ${day(at)}${waivers.length === 0 ? '' : `, taking on ${waivers.join(', ')}`}${reason === undefined ? '' : `: ${reason}`}`,
            ),
          },
    ],
  };
}
