import { capital, counted, day, milliseconds, moneyOf, number, words } from '../format.ts';
import type { Block, DocumentFacts, Section } from '../types.ts';

/** What a reader who reads one page must know: what it is, when, for how much, and what stands in its way. */
export function summary(facts: DocumentFacts): Section {
  const { design, solution } = facts;
  const met = solution.compliance.filter((line) => line.met).length;
  return {
    title: 'Summary',
    fresh: true,
    blocks: [
      { kind: 'paragraph', text: introduction(facts) },
      { kind: 'figures', figures: figuresOf(facts, met) },
      ...standing(facts),
      { kind: 'heading', text: 'Alternatives side by side' },
      alternatives(facts),
      ...(design.classification.fired.length === 0
        ? []
        : ([
            { kind: 'heading', text: 'Why it is special' },
            {
              kind: 'list',
              items: design.classification.fired.map(({ rule, text }) => `${text} (rule ${rule})`),
            },
          ] satisfies Block[])),
    ],
  };
}

function introduction({ design, solution, customerName, specification }: DocumentFacts): string {
  const { requirement } = design;
  const legs = solution.sites.flatMap((site) => site.legs);
  const partners = new Set(legs.flatMap((leg) => leg.partner ?? []));
  const builds = legs.filter((leg) => leg.workingDays.build > 0).length;
  const ways = [
    `${counted(legs.length, 'access', 'accesses')}`,
    ...(builds > 0 ? [`${counted(builds, 'of them', 'of them')} to be built`] : []),
    ...(partners.size > 0 ? [`with tails of ${[...partners].join(', ')}`] : []),
  ];
  return `${specification?.name ?? requirement.serviceSpecification} for ${customerName}: ${counted(requirement.sites.length, 'site')}, ${words(requirement.topology)}, over ${ways.join(', ')}. Confirmed on ${day(solution.plan.startDate)} it is in service on ${day(solution.plan.finishDate)}, after ${counted(solution.plan.workingDays, 'working day')} along the critical path.`;
}

type Figures = Extract<Block, { kind: 'figures' }>['figures'];

function figuresOf({ design, solution }: DocumentFacts, met: number): Figures {
  const money = moneyOf({ design, solution });
  const { plan, business, budget, compliance } = solution;
  const wanted = design.requirement.requestedCompletionDate;
  const longest = solution.routes.filter(({ role }) => role === 'primary').map((route) => route.roundTripUs);
  const lowest = solution.availability.toSorted((one, other) => one.percent - other.percent)[0];
  const days = solution.risks.reduce((sum, risk) => sum + risk.exposureWorkingDays, 0);
  const exposed = solution.risks.reduce((sum, risk) => sum + risk.exposureMinor, 0);
  return [
    {
      name: 'In service',
      value: day(plan.finishDate),
      note:
        wanted === undefined
          ? `${plan.workingDays} working days`
          : `asked for by ${day(wanted)}, ${plan.workingDays} working days`,
      tone: wanted !== undefined && plan.finishDate > wanted ? 'bad' : 'good',
    },
    {
      name: 'One-off cost',
      value: money(solution.capexMinor),
      note:
        budget === undefined
          ? 'no budget named'
          : budget.withinTolerance
            ? `within ${money(budget.limitMinor)}`
            : `${money(budget.breachMinor)} beyond the limit`,
      tone: budget?.withinTolerance === false ? 'bad' : 'good',
    },
    {
      name: 'Requirements met',
      value: `${met} of ${compliance.length}`,
      note: solution.compliant ? 'every mandatory one' : 'a mandatory one is not met',
      tone: solution.compliant ? 'good' : 'bad',
    },
    ...(business === undefined
      ? [{ name: 'Monthly cost', value: money(solution.monthlyCostMinor), note: 'no terms named' }]
      : [
          {
            name: 'Net present value',
            value: money(business.npvMinor),
            note: `pays back in ${business.paybackMonths === null ? 'no time of the term' : `${number(business.paybackMonths, 1)} months`}`,
            tone: business.passed ? ('good' as const) : ('bad' as const),
          },
        ]),
    ...(lowest === undefined
      ? []
      : [
          {
            name: 'Lowest availability',
            value: `${lowest.percent} %`,
            note: `${lowest.site}${lowest.targetPercent === undefined ? '' : `, asked for ${lowest.targetPercent} %`}`,
          },
        ]),
    ...(longest.length === 0
      ? []
      : [
          {
            name: 'Longest round trip',
            value: milliseconds(Math.max(...longest)),
            note: 'equipment to equipment',
          },
        ]),
    {
      name: 'Risk exposure',
      value: `${number(days, 1)} days`,
      note: `${money(exposed)}, ${counted(solution.risks.length, 'risk')}`,
      tone: solution.risks.length === 0 ? 'good' : 'warn',
    },
    {
      name: 'Confidence',
      value: capital(solution.confidence),
      note:
        plan.confidence === undefined
          ? 'no uncertain duration'
          : `80 % sure by ${day(plan.confidence.p80Date)}`,
      tone: solution.confidence === 'green' ? 'good' : solution.confidence === 'red' ? 'bad' : 'warn',
    },
  ];
}

function standing({ design }: DocumentFacts): Block[] {
  if (design.openGates.length === 0) return [];
  return [
    { kind: 'heading', text: 'What must be settled first', tone: 'bad' },
    { kind: 'list', items: design.openGates.map(({ code, message }) => `${code}: ${message}`) },
  ];
}

function alternatives({ design, solution }: DocumentFacts): Block {
  const money = moneyOf({ design, solution });
  return {
    kind: 'table',
    columns: [
      { name: '', share: 4 },
      { name: 'Alternative', share: 40 },
      { name: 'In service', share: 14, align: 'end' },
      { name: 'One-off', share: 16, align: 'end' },
      { name: 'Monthly', share: 14, align: 'end' },
      { name: 'Compliant', share: 12 },
    ],
    rows: design.alternatives.map((each) => {
      const strong = each.id === design.chosenAlternative;
      const cell = (text: string) => ({ text, strong });
      return [
        cell(strong ? '●' : `${each.rank}`),
        cell(each.title),
        cell(day(each.plan.finishDate)),
        cell(money(each.capexMinor)),
        cell(money(each.monthlyCostMinor)),
        { text: each.compliant ? 'yes' : 'no', tone: each.compliant ? 'good' : 'bad' },
      ];
    }),
    caption: '● is the alternative that this document describes',
  };
}
