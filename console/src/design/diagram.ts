import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { layoutEngine, type Point } from '../plan/layout.ts';
import { percentText, rateText } from '../shared/units.ts';

/** A site with its equipment, a provider edge, or a router of the core. */
export type DiagramNode = {
  readonly id: string;
  readonly kind: 'site' | 'edge' | 'router';
  readonly title: string;
  readonly lines: readonly string[];
};
/** An access or a stretch of the core. */
export type DiagramEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly style: 'primary' | 'diverse' | 'partner' | 'core' | 'failover';
  readonly label: string;
};
export type Diagram = { readonly nodes: readonly DiagramNode[]; readonly edges: readonly DiagramEdge[] };

/** What an alternative is made of, each node and stretch once; a stretch that a primary way uses is drawn as primary. */
export function diagramOf({ requirement }: ServiceDesign, alternative: DesignAlternative): Diagram {
  const nodes = new Map<string, DiagramNode>();
  const edges = new Map<string, DiagramEdge>();
  const ends = new Set(alternative.sites.flatMap(({ legs }) => legs.map(({ node }) => node)));
  for (const { site, legs } of alternative.sites) {
    const cpe = alternative.cpe.find((each) => each.site === site);
    const availability = alternative.availability.find((each) => each.site === site);
    const asked = requirement.sites.find((each) => each.site === site);
    nodes.set(site, {
      id: site,
      kind: 'site',
      title: site,
      lines: [
        cpe === undefined ? 'no equipment of ours' : `${cpe.quantity} × ${cpe.model}`,
        [
          ...(asked === undefined ? [] : [rateText(asked.bandwidthKbps)]),
          ...(availability === undefined ? [] : [percentText(availability.percent)]),
        ].join(', '),
      ],
    });
    for (const [index, leg] of legs.entries()) {
      addRouter(nodes, leg.node, ends);
      edges.set(leg.id, {
        id: leg.id,
        from: site,
        to: leg.node,
        style: leg.kind === 'offNet' ? 'partner' : index === 0 ? 'primary' : 'diverse',
        label: leg.partner ?? leg.port,
      });
    }
  }
  for (const role of ['primary', 'failover'] as const)
    for (const { core } of alternative.routes.filter((route) => route.role === role))
      for (const [index, from] of core.nodes.entries()) {
        addRouter(nodes, from, ends);
        const to = core.nodes[index + 1];
        if (to === undefined) continue;
        addRouter(nodes, to, ends);
        const id = [from, to].sort().join(' ');
        if (!edges.has(id))
          edges.set(id, {
            id,
            from,
            to,
            style: role === 'primary' ? 'core' : 'failover',
            label: '',
          });
      }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function addRouter(nodes: Map<string, DiagramNode>, name: string, ends: ReadonlySet<string>): void {
  if (!nodes.has(name))
    nodes.set(name, { id: name, kind: ends.has(name) ? 'edge' : 'router', title: name, lines: [] });
}

/** A diagram with the place of everything, in pixels. */
export type PlacedDiagram = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (DiagramNode & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  })[];
  readonly edges: readonly (DiagramEdge & { readonly corners: readonly Point[]; readonly at: Point })[];
};

const letterPx = 7.6;
const marginPx = 16;

/** Places a diagram in layers, sites at the left and right of what joins them. */
export async function placed({ nodes, edges }: Diagram): Promise<PlacedDiagram> {
  const size = ({ title, lines }: DiagramNode) => ({
    width: Math.max(...[title, ...lines].map((text) => text.length)) * letterPx + 20,
    height: 30 + lines.length * 15,
  });
  const sites = nodes.filter(({ kind }) => kind === 'site').map(({ id }) => id);
  const right = new Set(sites.slice(Math.ceil(sites.length / 2)));
  // An access of a site at the right is drawn towards it: layers go from left to right.
  const turned = (edge: DiagramEdge): boolean => right.has(edge.from);
  const graph: ElkNode = await layoutEngine().layout({
    id: 'topology',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.edgeRouting': 'POLYLINE',
      'elk.layered.spacing.nodeNodeBetweenLayers': '52',
      'elk.spacing.nodeNode': '28',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.mergeEdges': 'false',
    },
    children: nodes.map((node) => ({
      id: node.id,
      ...size(node),
      ...(node.kind === 'site'
        ? { layoutOptions: { 'elk.layered.layering.layerConstraint': right.has(node.id) ? 'LAST' : 'FIRST' } }
        : {}),
    })),
    edges: edges.map((edge) => ({
      id: edge.id,
      sources: [turned(edge) ? edge.to : edge.from],
      targets: [turned(edge) ? edge.from : edge.to],
    })),
  });
  const spots = new Map((graph.children ?? []).map((child) => [child.id, child]));
  const ways = new Map(
    ((graph.edges ?? []) as ElkExtendedEdge[]).map((edge) => [edge.id, edge.sections?.[0]]),
  );
  const shift = ({ x, y }: Point): Point => ({ x: x + marginPx, y: y + marginPx });
  return {
    width: (graph.width ?? 0) + 2 * marginPx,
    height: (graph.height ?? 0) + 2 * marginPx,
    nodes: nodes.map((node) => {
      const spot = spots.get(node.id);
      return { ...node, ...size(node), ...shift({ x: spot?.x ?? 0, y: spot?.y ?? 0 }) };
    }),
    edges: edges.flatMap((edge) => {
      const way = ways.get(edge.id);
      if (way === undefined) return [];
      const corners = [way.startPoint, ...(way.bendPoints ?? []), way.endPoint].map(shift);
      return [{ ...edge, corners, at: middleOf(corners) }];
    }),
  };
}

/** The middle of the longest stretch of a line, where its label has room. */
function middleOf(corners: readonly Point[]): Point {
  const stretches = corners.slice(1).map((to, index) => {
    const from = corners[index] ?? to;
    return {
      at: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 },
      length: Math.hypot(to.x - from.x, to.y - from.y),
    };
  });
  return stretches.toSorted((one, other) => other.length - one.length)[0]?.at ?? { x: 0, y: 0 };
}
