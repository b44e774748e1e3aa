import type { AccessOption } from '@turnup/contract';
import { capital, distance, milliseconds, moneyOf, rate, words } from '../format.ts';
import type { Block, DocumentFacts, Section } from '../types.ts';

/** A sheet for each site: where, over what, with which equipment, and whether its legs are diverse. */
export function sites(facts: DocumentFacts): Section {
  return {
    title: 'Site sheets',
    fresh: true,
    blocks: facts.solution.sites.flatMap((option) => sheet(facts, option)),
  };
}

function sheet(facts: DocumentFacts, option: DocumentFacts['solution']['sites'][number]): Block[] {
  const { solution, places, cpeModels, design } = facts;
  const money = moneyOf(facts);
  const place = places.get(option.site);
  const asked = design.requirement.sites.find(({ site }) => site === option.site);
  const cpe = solution.cpe.find(({ site }) => site === option.site);
  const model = cpe === undefined ? undefined : cpeModels.get(cpe.model);
  const availability = solution.availability.find(({ site }) => site === option.site);
  const cost = solution.billOfMaterials
    .filter(({ site, charge }) => site === option.site && charge === 'capex')
    .reduce((sum, line) => sum + line.totalMinor, 0);
  return [
    {
      kind: 'heading',
      text: place === undefined ? option.site : `${option.site} · ${place.name}`,
      tag: option.confidence,
      tone: option.confidence === 'green' ? 'good' : option.confidence === 'red' ? 'bad' : 'warn',
    },
    {
      kind: 'facts',
      facts: [
        ['Address', [place?.address, place?.postcode].filter(Boolean).join(', ') || '–'],
        ['Rate', asked === undefined ? '–' : rate(asked.bandwidthKbps)],
        [
          'Equipment',
          cpe === undefined
            ? capital(words(asked?.cpe ?? 'none'))
            : cpe.standing === undefined
              ? `${cpe.quantity} × ${model?.name ?? cpe.model}`
              : `${model?.name ?? cpe.model} ${cpe.standing.serial}, which stands there`,
        ],
        ...(model === undefined || cpe === undefined || cpe.standing !== undefined
          ? []
          : ([
              [
                'Room and power',
                `${cpe.quantity * model.rackUnits} rack units, ${cpe.quantity * model.powerW} W`,
              ],
            ] as const)),
        [
          'Availability',
          availability === undefined
            ? '–'
            : `${availability.percent} %${availability.targetPercent === undefined ? '' : ` of ${availability.targetPercent} %`}`,
        ],
        ['LAN', asked?.lanPrefixes?.join(', ') ?? '–'],
        ['One-off cost', money(cost)],
        ['Calendar', place?.calendar ?? '–'],
      ],
    },
    {
      kind: 'table',
      columns: [
        { name: 'Leg', share: 14 },
        { name: 'Over', share: 22 },
        { name: 'Ends on', share: 22 },
        { name: 'Rate', share: 12, align: 'end' },
        { name: 'Length', share: 10, align: 'end' },
        { name: 'One way', share: 10, align: 'end' },
        { name: 'From', share: 10, align: 'end' },
      ],
      rows: option.legs.map((leg, index) => [
        { text: index === 0 ? 'Primary' : 'Second', strong: true },
        carrierOf(leg),
        `${leg.node} ${leg.port}`,
        rate(leg.rateKbps),
        distance(leg.lengthM),
        milliseconds(leg.latencyUs),
        leg.availableFrom ?? 'now',
      ]),
    },
    ...diversity(option),
    ...rejectedHere(facts, option.site),
  ];
}

function carrierOf(leg: AccessOption): string {
  const kind = { onNet: 'own fibre', nearNet: 'own fibre, to be built', offNet: 'tail' }[leg.kind];
  return `${kind} ${leg.partner ?? leg.link ?? ''}${leg.entry === undefined ? '' : `, entry ${leg.entry}`}`;
}

function diversity({ diversity: proof }: DocumentFacts['solution']['sites'][number]): Block[] {
  if (proof === undefined) return [];
  const shared = proof.shared.map(({ level, code }) => `${code} (${level})`).join(', ') || 'nothing';
  return [
    {
      kind: 'paragraph',
      text: `Diversity of the two legs is ${proof.verdict}: ${proof.compared.primary} shared risks of the first compared with ${proof.compared.secondary} of the second at the levels ${proof.levels.join(', ')}; in common: ${shared}.`,
    },
  ];
}

function rejectedHere({ design }: DocumentFacts, site: string): Block[] {
  const left = design.rejected.filter(
    ({ description }) => description.startsWith(`${site}:`) || description === site,
  );
  if (left.length === 0) return [];
  return [
    {
      kind: 'list',
      items: left.map(({ description, reason }) => `Left: ${description} – ${reason.message}`),
    },
  ];
}
