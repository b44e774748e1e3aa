import { capital, day, moneyOf, number, words } from '../format.ts';
import type { Block, DocumentFacts, Section } from '../types.ts';

/** Everything that is bought, built or rented. */
export function materials({ solution, design }: DocumentFacts): Section {
  const money = moneyOf({ design, solution });
  const lines = (charge: 'capex' | 'monthly'): Block => {
    const own = solution.billOfMaterials.filter((line) => line.charge === charge);
    const sum = own.reduce((total, line) => total + line.totalMinor, 0);
    return {
      kind: 'table',
      columns: [
        { name: charge === 'capex' ? 'One-off' : 'Each month', share: 40 },
        { name: 'Site', share: 20 },
        { name: 'Count', share: 8, align: 'end' },
        { name: 'Each', share: 16, align: 'end' },
        { name: 'Together', share: 16, align: 'end' },
      ],
      rows: [
        ...own.map((line) => [
          line.description,
          { text: line.site ?? '–', tone: 'mute' as const },
          `${line.quantity}`,
          money(line.unitMinor),
          money(line.totalMinor),
        ]),
        [{ text: 'Sum', strong: true }, '', '', '', { text: money(sum), strong: true }],
      ],
      total: true,
    };
  };
  return { title: 'Bill of materials', blocks: [lines('capex'), lines('monthly')] };
}

/** Budget and business case, with its gates and what moves it. */
export function business({ solution, design }: DocumentFacts): Section {
  const money = moneyOf({ design, solution });
  const { budget, business: assessed } = solution;
  if (assessed === undefined)
    return {
      title: 'Money',
      blocks: [
        { kind: 'paragraph', text: 'No commercial terms are named: there is no business case to tell.' },
      ],
    };
  return {
    title: 'Money',
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['Investment', money(assessed.capexMinor)],
          ['One-off charge', money(assessed.oneOffChargeMinor)],
          ['Net investment', money(assessed.netInvestmentMinor)],
          ['Monthly charge', money(assessed.monthlyChargeMinor)],
          ['Monthly cost', money(assessed.monthlyCostMinor)],
          ['Monthly margin', money(assessed.monthlyMarginMinor)],
          [
            'Net present value',
            `${money(assessed.npvMinor)} at ${assessed.annualRatePercent} % a year over ${assessed.termMonths} months`,
          ],
          ['From confirmation', money(assessed.npvFromConfirmationMinor)],
          [
            'Payback',
            assessed.paybackMonths === null ? 'never' : `${number(assessed.paybackMonths, 1)} months`,
          ],
          [
            'Time to revenue',
            `${assessed.timeToRevenueDays} days, from ${day(solution.plan.startDate)} to ${day(solution.plan.finishDate)}`,
          ],
          ...(budget === undefined
            ? []
            : ([
                [
                  'Budget',
                  `${money(budget.budgetMinor)} + ${budget.tolerancePercent} % = ${money(budget.limitMinor)}`,
                ],
                ['Against it', budget.withinTolerance ? 'within' : `${money(budget.breachMinor)} beyond`],
              ] as const)),
        ],
      },
      { kind: 'heading', text: 'Gates' },
      {
        kind: 'table',
        columns: [
          { name: 'Gate', share: 40 },
          { name: 'Limit', share: 22, align: 'end' },
          { name: 'Value', share: 22, align: 'end' },
          { name: 'Passed', share: 16 },
        ],
        rows: assessed.gates.map(({ policy, limit, value, passed }) => [
          capital(words(policy.replaceAll('_', ' '))),
          policy === 'NET_PRESENT_VALUE' ? money(limit) : number(limit, 2),
          value === null ? 'never' : policy === 'NET_PRESENT_VALUE' ? money(value) : number(value, 2),
          { text: passed ? 'yes' : 'no', tone: passed ? 'good' : 'bad' },
        ]),
      },
      ...sensitivity(assessed.sensitivity ?? [], money),
      ...perSite(assessed.sites ?? [], money),
      ...rates(solution),
      ...shares(solution, money),
    ],
  };
}

type SiteCase = NonNullable<NonNullable<DocumentFacts['solution']['business']>['sites']>[number];

/** The case of each site, with its part by bandwidth of what is common. */
function perSite(cases: readonly SiteCase[], money: (minor: number) => string): Block[] {
  if (cases.length < 2) return [];
  return [
    { kind: 'heading', text: 'Site by site' },
    {
      kind: 'table',
      columns: [
        { name: 'Site', share: 20 },
        { name: 'Investment', share: 18, align: 'end' },
        { name: 'Margin a month', share: 18, align: 'end' },
        { name: 'Net present value', share: 20, align: 'end' },
        { name: 'Payback', share: 12, align: 'end' },
        { name: 'Ready', share: 12 },
      ],
      rows: cases.map((each) => [
        each.site,
        money(each.capexMinor),
        money(each.monthlyMarginMinor),
        { text: money(each.npvMinor), tone: each.npvMinor < 0 ? ('bad' as const) : ('plain' as const) },
        each.paybackMonths === null ? 'never' : `${number(each.paybackMonths, 1)} months`,
        day(each.readyDate),
      ]),
      caption: 'What is common, and what the customer pays, is divided by bandwidth.',
    },
  ];
}

/** The rates by which terms and partners' prices were brought into one currency. */
function rates({ exchangeRates = [] }: DocumentFacts['solution']): Block[] {
  if (exchangeRates.length === 0) return [];
  return [
    { kind: 'heading', text: 'Exchange rates' },
    {
      kind: 'table',
      columns: [
        { name: 'One', share: 14 },
        { name: 'is', share: 26, align: 'end' },
        { name: 'Of', share: 24 },
        { name: 'Source', share: 36 },
      ],
      rows: exchangeRates.map(({ from, to, rate, date, source, isInverse }) => [
        from,
        `${number(rate, 6)} ${to}`,
        day(date),
        isInverse === true ? `${source}, turned round` : source,
      ]),
    },
  ];
}

/** Augmentations of the core that the design shares with others. */
function shares(
  { augmentations = [] }: DocumentFacts['solution'],
  money: (minor: number) => string,
): Block[] {
  if (augmentations.length === 0) return [];
  return [
    { kind: 'heading', text: 'Shared augmentations of the core' },
    {
      kind: 'table',
      columns: [
        { name: 'Augmentation', share: 18 },
        { name: 'Link', share: 28 },
        { name: 'Costs', share: 20, align: 'end' },
        { name: 'Share of this design', share: 20, align: 'end' },
        { name: 'Ready', share: 14 },
      ],
      rows: augmentations.map(({ number: name, link, costMinor, shareMinor, readyDate }) => [
        name,
        link,
        money(costMinor),
        money(shareMinor),
        day(readyDate),
      ]),
    },
  ];
}

type Case = NonNullable<NonNullable<DocumentFacts['solution']['business']>['sensitivity']>[number];

function sensitivity(cases: readonly Case[], money: (minor: number) => string): Block[] {
  if (cases.length === 0) return [];
  return [
    { kind: 'heading', text: 'When a number moves' },
    {
      kind: 'table',
      columns: [
        { name: 'Change', share: 36 },
        { name: 'Net present value', share: 22, align: 'end' },
        { name: 'Payback', share: 14, align: 'end' },
        { name: 'To revenue', share: 14, align: 'end' },
        { name: 'Gates', share: 14 },
      ],
      rows: cases.map((each) => [
        each.change,
        money(each.npvMinor),
        each.paybackMonths === null ? 'never' : `${number(each.paybackMonths, 1)} months`,
        `${each.timeToRevenueDays} days`,
        { text: each.passed ? 'pass' : 'fail', tone: each.passed ? 'good' : 'bad' },
      ]),
    },
  ];
}
