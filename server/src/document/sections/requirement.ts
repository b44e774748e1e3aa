import { day, milliseconds, moneyIn, rate, words } from '../format.ts';
import type { Block, DocumentFacts, Section } from '../types.ts';

/** What the customer asked for, as it was asked. */
export function requirement({ design, places }: DocumentFacts): Section {
  const asked = design.requirement;
  const money = moneyIn(asked.commercial?.currency);
  return {
    title: 'What is asked for',
    blocks: [
      {
        kind: 'table',
        columns: [
          { name: 'Site', share: 20 },
          { name: 'Address', share: 30 },
          { name: 'Rate', share: 12, align: 'end' },
          { name: 'Access', share: 18 },
          { name: 'Equipment', share: 20 },
        ],
        rows: asked.sites.map((site) => [
          { text: site.site, strong: true },
          places.get(site.site)?.address ?? '–',
          rate(site.bandwidthKbps),
          [
            site.access,
            ...((site.diversity?.length ?? 0) > 0 ? [`diverse: ${site.diversity?.join(', ')}`] : []),
            ...(site.availabilityPercent === undefined ? [] : [`${site.availabilityPercent} %`]),
          ].join('; '),
          [words(site.cpe), ...(site.cpeFunctions ?? [])].join(', '),
        ]),
      },
      ...qualityAsked(asked),
      ...(asked.commercial === undefined
        ? []
        : ([
            { kind: 'heading', text: 'Terms' },
            {
              kind: 'facts',
              facts: [
                ['Term', `${asked.commercial.termMonths} months`],
                ['One-off charge', money(asked.commercial.oneOffChargeMinor)],
                ['Monthly charge', money(asked.commercial.monthlyChargeMinor)],
                [
                  'Budget',
                  `${money(asked.commercial.budgetMinor)} ± ${asked.commercial.budgetTolerancePercent} %`,
                ],
              ],
            },
          ] satisfies Block[])),
      ...(asked.requestedCompletionDate === undefined
        ? []
        : ([
            { kind: 'paragraph', text: `In service by ${day(asked.requestedCompletionDate)}.` },
          ] satisfies Block[])),
    ],
  };
}

function qualityAsked(asked: DocumentFacts['design']['requirement']): Block[] {
  const blocks: Block[] = [];
  if ((asked.latencyBounds ?? []).length > 0)
    blocks.push({
      kind: 'list',
      items: (asked.latencyBounds ?? []).map(
        ({ from, to, maximumRttUs }) =>
          `Round trip between ${from} and ${to}: at most ${milliseconds(maximumRttUs)}`,
      ),
    });
  if (asked.classesOfService !== undefined)
    blocks.push(
      { kind: 'heading', text: 'Classes of service' },
      {
        kind: 'table',
        columns: [
          { name: 'Class', share: 40 },
          { name: 'DSCP', share: 40 },
          { name: 'Share', share: 20, align: 'end' },
        ],
        rows: asked.classesOfService.map(({ name, dscp, sharePercent }) => [
          name,
          dscp.join(', '),
          `${sharePercent} %`,
        ]),
      },
    );
  return blocks;
}

/** Every requirement with its priority, target, what is given, and the evidence. */
export function compliance({ solution, design }: DocumentFacts): Section {
  const waived = design.approvals.flatMap(({ waivers, by, reason }) =>
    waivers.map((waiver) => `${waiver} is taken on by ${by}: ${reason ?? 'no reason'}`),
  );
  return {
    title: 'Compliance',
    blocks: [
      {
        kind: 'table',
        columns: [
          { name: 'Requirement', share: 25 },
          { name: '', share: 8 },
          { name: 'Target', share: 18 },
          { name: 'Given', share: 17 },
          { name: 'Met', share: 7 },
          { name: 'Evidence', share: 25 },
        ],
        rows: solution.compliance.map((line) => [
          { text: line.requirement, strong: true },
          { text: line.priority, tone: 'mute' },
          line.target,
          line.value,
          {
            text: line.met ? 'yes' : 'no',
            tone: line.met ? 'good' : line.priority === 'must' ? 'bad' : 'warn',
          },
          { text: line.evidence, tone: 'mute' },
        ]),
        caption: `${solution.compliance.filter(({ met }) => met).length} of ${solution.compliance.length} requirements are met`,
      },
      ...(waived.length === 0 ? [] : ([{ kind: 'list', items: waived }] satisfies Block[])),
    ],
  };
}
