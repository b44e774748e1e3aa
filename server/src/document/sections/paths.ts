import type { ServiceRoute } from '@turnup/contract';
import { counted, distance, milliseconds, rate } from '../format.ts';
import type { Block, DocumentFacts, Section } from '../types.ts';

const mostPairs = 40;

/** The ways between sites, with what the primary and the fail-over way have in common. */
export function paths(facts: DocumentFacts): Section {
  const pairs = [...Map.groupBy(facts.solution.routes, ({ from, to }) => `${from} – ${to}`)];
  return {
    title: 'Paths and the proof of diversity',
    fresh: true,
    blocks: [
      {
        kind: 'paragraph',
        text: 'A round trip is twice the sum of equipment, access, core links and core nodes one way. Two ways are diverse where no link, node or recorded shared risk is on both; the ends themselves are what they join.',
      },
      ...pairs.slice(0, mostPairs).flatMap(([name, routes]) => pairBlocks(name, routes, facts)),
      ...(pairs.length > mostPairs
        ? ([
            {
              kind: 'paragraph',
              text: `${pairs.length - mostPairs} more pairs of sites are in the design itself.`,
            },
          ] satisfies Block[])
        : []),
    ],
  };
}

function pairBlocks(name: string, routes: readonly ServiceRoute[], facts: DocumentFacts): Block[] {
  const [from = '', to = ''] = [routes[0]?.from, routes[0]?.to];
  const bound = (facts.design.requirement.latencyBounds ?? []).find(
    (each) => (each.from === from && each.to === to) || (each.from === to && each.to === from),
  );
  return [
    { kind: 'heading', text: name, ...(bound && { tag: `at most ${milliseconds(bound.maximumRttUs)}` }) },
    {
      kind: 'table',
      columns: [
        { name: 'Way', share: 12 },
        { name: 'Through', share: 40 },
        { name: 'Legs', share: 10 },
        { name: 'Core', share: 12, align: 'end' },
        { name: 'Length', share: 12, align: 'end' },
        { name: 'Round trip', share: 14, align: 'end' },
      ],
      rows: routes.map((route) => [
        { text: route.role === 'primary' ? 'Primary' : 'Fail-over', strong: true },
        route.core.nodes.join(' → '),
        `${route.fromLeg + 1} to ${route.toLeg + 1}`,
        milliseconds(route.core.latencyUs),
        distance(route.core.lengthM),
        {
          text: milliseconds(route.roundTripUs),
          strong: true,
          ...(bound && { tone: route.roundTripUs <= bound.maximumRttUs ? 'good' : 'bad' }),
        },
      ]),
    },
    ...proof(routes, facts),
  ];
}

function proof(routes: readonly ServiceRoute[], facts: DocumentFacts): Block[] {
  const [primary, other] = [
    routes.find(({ role }) => role === 'primary')?.core,
    routes.find(({ role }) => role === 'failover')?.core,
  ];
  if (primary === undefined) return [];
  const links = `Links of the primary way: ${primary.links.join(', ') || 'none, both ends are on one node'}.`;
  if (other === undefined)
    return [{ kind: 'paragraph', text: `${links} There is no second way that differs from it.` }];
  const common = (kind: 'links' | 'sharedRisks'): string[] =>
    primary[kind].filter((code) => other[kind].includes(code));
  const ends = new Set([primary.nodes[0], primary.nodes.at(-1), other.nodes[0], other.nodes.at(-1)]);
  const nodes = primary.nodes.filter((node) => other.nodes.includes(node) && !ends.has(node));
  const ofEnds = risksOf(
    facts,
    [...ends].filter(
      (node) => node !== undefined && primary.nodes.includes(node) && other.nodes.includes(node),
    ),
  );
  const shared = [...common('links'), ...nodes, ...common('sharedRisks').filter((code) => !ofEnds.has(code))];
  return [
    {
      kind: 'paragraph',
      text: `${links} Compared are ${counted(primary.links.length, 'link')}, ${counted(primary.nodes.length, 'node')} and ${counted(primary.sharedRisks.length, 'shared risk')} with ${other.links.length}, ${other.nodes.length} and ${other.sharedRisks.length}; in common beyond the ends: ${shared.length === 0 ? 'nothing' : shared.join(', ')}.`,
    },
  ];
}

/** What takes down nodes themselves: their own shared risks and those of their buildings. */
function risksOf({ nodes, places }: DocumentFacts, names: readonly unknown[]): ReadonlySet<string> {
  const own = nodes.filter(({ name }) => names.includes(name));
  return new Set(
    own.flatMap((node) => [...node.sharedRisks, ...(places.get(node.place)?.sharedRisks ?? [])]),
  );
}

/** Ports, links and parameters: what is named already, and what is taken from which pool when orders are issued. */
export function resources({ solution, design, specification }: DocumentFacts): Section {
  return {
    title: 'Resources and parameters',
    blocks: [
      {
        kind: 'table',
        columns: [
          { name: 'Site and leg', share: 22 },
          { name: 'Node', share: 18 },
          { name: 'Port', share: 14 },
          { name: 'Card', share: 22 },
          { name: 'Port rate', share: 12, align: 'end' },
          { name: 'MTU', share: 12, align: 'end' },
        ],
        rows: solution.sites.flatMap(({ site, legs }) =>
          legs.map((leg, index) => [
            { text: `${site} ${index + 1}`, strong: true },
            leg.node,
            leg.port,
            { text: leg.card, tone: 'mute' as const },
            rate(leg.portRateKbps),
            `${leg.mtu}`,
          ]),
        ),
        caption: `Named for the date of need; good until ${design.validUntil?.slice(0, 16).replace('T', ' ') ?? 'the order keeps them'}${design.validUntil === undefined ? '' : ' UTC'}`,
      },
      ...((specification?.parameters.length ?? 0) === 0
        ? []
        : ([
            { kind: 'heading', text: 'Taken from pools when orders are issued' },
            {
              kind: 'table',
              columns: [
                { name: 'Parameter', share: 35 },
                { name: 'Pool', share: 35 },
                { name: 'One for each', share: 30 },
              ],
              rows: (specification?.parameters ?? []).map(({ name, pool, per }) => [name, pool, words[per]]),
            },
          ] satisfies Block[])),
    ],
  };
}

const words = { service: 'service', site: 'site', leg: 'leg', providerEdge: 'provider edge' } as const;
