import { milliseconds, rate } from '../format.ts';
import type { DocumentFacts } from '../types.ts';
import { colours, escaped, label, round, svg } from './svg.ts';

const [width, row] = [520, 34];
const mostSites = 24;
const columns = { site: 8, edge: 300, core: 418 } as const;

/**
 * Sites on the left, each leg as a line with its rate and latency to its provider edge, and on the right the nodes that
 * the ways through the core use. Large services show their first sites.
 */
export function topologyOf({ solution, cpeModels }: DocumentFacts): string {
  const sites = solution.sites.slice(0, mostSites);
  const edges = [...new Set(sites.flatMap(({ legs }) => legs.map((leg) => leg.node)))];
  const used = [...new Set(solution.routes.flatMap(({ core }) => core.nodes))];
  const cores = used.filter((node) => !edges.includes(node));
  const rows = Math.max(sites.length, edges.length, cores.length);
  const height = rows * row + 44;
  const y = (index: number, count: number): number =>
    34 + ((index + 0.5) * (height - 44)) / Math.max(1, count);
  const edgeY = new Map(edges.map((node, index) => [node, y(index, edges.length)]));
  const coreY = new Map(cores.map((node, index) => [node, y(index, cores.length)]));
  const nodeAt = (node: string): { x: number; y: number } | undefined => {
    const [edge, core] = [edgeY.get(node), coreY.get(node)];
    if (edge !== undefined) return { x: columns.edge + 44, y: edge };
    return core === undefined ? undefined : { x: columns.core + 44, y: core };
  };
  return svg(width, height, [
    label(columns.site, 14, 'Sites and equipment', { size: 8, fill: colours.mute }),
    label(columns.edge, 14, 'Provider edges', { size: 8, fill: colours.mute }),
    ...(cores.length === 0 ? [] : [label(columns.core, 14, 'Core', { size: 8, fill: colours.mute })]),
    ...coreWays(solution.routes, nodeAt),
    ...sites.flatMap(({ site, legs }, index) => {
      const at = y(index, sites.length);
      const cpe = solution.cpe.find((choice) => choice.site === site);
      const under =
        cpe === undefined
          ? 'own equipment'
          : `${cpe.standing === undefined ? `${cpe.quantity} ×` : 'stands there:'} ${cpeModels.get(cpe.model)?.name ?? cpe.model}`;
      return [
        ...legs.flatMap((leg, number) => {
          const start = at + (legs.length === 1 ? 0 : number === 0 ? -7 : 7);
          const end = edgeY.get(leg.node) ?? at;
          const colour =
            leg.kind === 'offNet' ? colours.partner : number === 0 ? colours.primary : colours.diverse;
          const dash = leg.kind === 'offNet' ? ' stroke-dasharray="5 3"' : '';
          return [
            `<path d="M130 ${round(start)}C200 ${round(start)} 220 ${round(end)} ${columns.edge} ${round(end)}" fill="none" stroke="${colour}" stroke-width="1.8"${dash}/>`,
            plate(
              136,
              start + (legs.length > 1 && number === 0 ? -5 : 3),
              `${rate(leg.rateKbps)} · ${milliseconds(leg.latencyUs)}`,
              colour,
            ),
          ];
        }),
        box(columns.site, at, 122, site, under, colours.ink, '#ffffff', '#cbd5e1'),
      ];
    }),
    ...edges.map((node) =>
      box(columns.edge, edgeY.get(node) ?? 0, 90, node, '', '#ffffff', colours.ink, colours.ink),
    ),
    ...cores.map((node) =>
      box(columns.core, coreY.get(node) ?? 0, 90, node, '', '#e2e8f0', colours.ink, colours.ink),
    ),
  ]);
}

/** A label on a line, with white under it so that the line does not run through it. */
function plate(x: number, y: number, text: string, fill: string): string {
  return `<rect x="${x}" y="${round(y - 6)}" width="${round(text.length * 3.7)}" height="8" fill="#ffffff"/>${label(x + 1, y, text, { size: 7, fill })}`;
}

function coreWays(
  routes: DocumentFacts['solution']['routes'],
  nodeAt: (node: string) => { x: number; y: number } | undefined,
): string[] {
  const drawn = new Map<string, string>();
  for (const { role, core } of routes.toSorted((one) => (one.role === 'primary' ? 1 : -1)))
    for (const [index, node] of core.nodes.entries()) {
      const [a, b] = [nodeAt(node), nodeAt(core.nodes[index + 1] ?? '')];
      if (a === undefined || b === undefined) continue;
      const colour = role === 'primary' ? colours.primary : colours.diverse;
      const bow = a.x === b.x ? 70 : 0;
      const key = [node, core.nodes[index + 1]].toSorted().join(' ');
      drawn.set(
        key,
        `<path d="M${a.x} ${round(a.y)}C${a.x + bow} ${round(a.y)} ${b.x + bow} ${round(b.y)} ${b.x} ${round(b.y)}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-opacity="0.75"/>`,
      );
    }
  return [...drawn.values()];
}

function box(
  x: number,
  y: number,
  wide: number,
  title: string,
  under: string,
  fill: string,
  ink: string,
  mute: string,
): string {
  const high = under === '' ? 20 : 30;
  const short = (text: string, most: number): string =>
    text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return [
    `<g><title>${escaped(title)}</title><rect x="${x}" y="${round(y - high / 2)}" width="${wide}" height="${high}" rx="4" fill="${fill}" stroke="${colours.ink}" stroke-width="1"/>`,
    label(x + 8, under === '' ? y + 3 : y - 2, short(title, 20), { size: 8.5, fill: ink, bold: true }),
    ...(under === '' ? [] : [label(x + 8, y + 9, short(under, 27), { size: 7, fill: mute })]),
    '</g>',
  ].join('');
}
