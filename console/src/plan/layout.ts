import type { PlanActivity } from '@turnup/contract';
import ELK from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';

/** Size of a node, in pixels. */
export const nodeSize = { width: 208, height: 92 } as const;

/** Where each node stands, by its key. */
export type Positions = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

type Step = Pick<PlanActivity, 'key' | 'after'>;

let elk: InstanceType<typeof ELK> | undefined;

/** What a layout depends on: dates and states move no node. */
export const shapeOf = (steps: readonly Step[]): string =>
  steps.map(({ key, after }) => `${key}<${after.join(',')}`).join(';');

/**
 * Places the nodes in layers from left to right, so that every arrow points forward and few cross (Sugiyama's method as
 * ELK does it). Runs in a worker; the page stays at hand.
 */
export async function layOut(steps: readonly Step[]): Promise<Positions> {
  elk ??= new ELK({ workerUrl });
  const known = new Set(steps.map(({ key }) => key));
  const graph = await elk.layout({
    id: 'plan',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '56',
      'elk.spacing.nodeNode': '20',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    },
    children: steps.map(({ key }) => ({ id: key, ...nodeSize })),
    edges: steps.flatMap(({ key, after }) =>
      after
        .filter((before) => known.has(before))
        .map((before) => ({ id: `${before}>${key}`, sources: [before], targets: [key] })),
    ),
  });
  return new Map((graph.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}
