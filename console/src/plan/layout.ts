import type { PlanActivity } from '@turnup/contract';
import ELK, { type ElkExtendedEdge } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';

/** Size of a node, in pixels. */
export const nodeSize = { width: 208, height: 92 } as const;

export type Point = { readonly x: number; readonly y: number };

/** Where each node stands, by its key, and by which corners each arrow goes, by its {@link edgeId}. */
export type Layout = {
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: ReadonlyMap<string, readonly Point[]>;
};

type Step = Pick<PlanActivity, 'key' | 'after'>;

let elk: InstanceType<typeof ELK> | undefined;

/** The one layout engine of this tab, in its worker. */
export function layoutEngine(): InstanceType<typeof ELK> {
  elk ??= new ELK({ workerUrl });
  return elk;
}

export const edgeId = (before: string, key: string): string => `${before}>${key}`;

/** What a layout depends on: dates and states move no node. */
export const shapeOf = (steps: readonly Step[]): string =>
  steps.map(({ key, after }) => `${key}<${after.join(',')}`).join(';');

/**
 * Places the nodes in layers from left to right, so that every arrow points forward, few cross and none runs below a
 * node (Sugiyama's method as ELK does it). Runs in a worker; the page stays at hand.
 */
export async function layOut(steps: readonly Step[]): Promise<Layout> {
  const known = new Set(steps.map(({ key }) => key));
  const graph = await layoutEngine().layout({
    id: 'plan',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.spacing.nodeNodeBetweenLayers': '44',
      'elk.layered.spacing.edgeNodeBetweenLayers': '16',
      'elk.spacing.nodeNode': '20',
      'elk.spacing.edgeNode': '14',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    },
    children: steps.map(({ key }) => ({ id: key, ...nodeSize })),
    edges: steps.flatMap(({ key, after }) =>
      after
        .filter((before) => known.has(before))
        .map((before) => ({ id: edgeId(before, key), sources: [before], targets: [key] })),
    ),
  });
  return {
    nodes: new Map((graph.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    edges: new Map(
      ((graph.edges ?? []) as ElkExtendedEdge[]).flatMap(({ id, sections }) => {
        const section = sections?.[0];
        return section === undefined
          ? []
          : [[id, [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]] as const];
      }),
    ),
  };
}
