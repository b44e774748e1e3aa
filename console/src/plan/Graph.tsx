import '@xyflow/react/dist/base.css';
import type { PlanActivity } from '@turnup/contract';
import { Background, Controls, MiniMap, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import { useMemo } from 'react';
import { Loading } from '../shared/Loading.tsx';
import { ActivityNode, type ActivityNodeData, type PlanNode } from './ActivityNode.tsx';
import classes from './Graph.module.css';
import { edgeId, type Layout, nodeSize } from './layout.ts';
import { PanToActive } from './PanToActive.tsx';
import { type PlanEdge, RoutedEdge } from './RoutedEdge.tsx';
import { useLayout } from './useLayout.ts';

type Props = {
  readonly activities: readonly PlanActivity[];
  readonly step: string | undefined;
  readonly onStep: (key: string) => void;
};

const nodeTypes = { activity: ActivityNode };
const edgeTypes = { routed: RoutedEdge };
const inert = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  deleteKeyCode: null,
  disableKeyboardA11y: true,
} as const;

function edgesOf(activities: readonly PlanActivity[], layout: Layout): PlanEdge[] {
  const critical = new Set(activities.filter((activity) => activity.critical).map(({ key }) => key));
  return activities.flatMap(({ key, after }) =>
    after.flatMap((before) => {
      const corners = layout.edges.get(edgeId(before, key));
      if (corners === undefined) return [];
      const heavy = critical.has(key) && critical.has(before);
      return [
        {
          id: edgeId(before, key),
          source: before,
          target: key,
          type: 'routed',
          data: { corners },
          className: heavy ? classes['heavy'] : classes['light'],
          zIndex: heavy ? 1 : 0,
        },
      ];
    }),
  );
}

/** The activities as a graph, from left to right. Each node is a button that opens the activity. */
export function Graph({ activities, step, onStep }: Props) {
  const layout = useLayout(activities);
  const nodes = useMemo(
    (): PlanNode[] =>
      activities.flatMap((activity) => {
        const position = layout?.nodes.get(activity.key);
        if (position === undefined) return [];
        const data: ActivityNodeData = { activity, open: activity.key === step, onStep };
        return [{ id: activity.key, type: 'activity', position, data, ...nodeSize }];
      }),
    [activities, layout, step, onStep],
  );
  const edges = useMemo(
    () => (layout === undefined ? [] : edgesOf(activities, layout)),
    [activities, layout],
  );
  if (layout === undefined) return <Loading rows={8} />;
  return (
    <section className={classes['frame']} aria-label="Plan as a graph">
      <ReactFlowProvider>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          minZoom={0.3}
          maxZoom={1.6}
          defaultViewport={{ x: 16, y: 16, zoom: 0.9 }}
          preventScrolling={false}
          {...inert}
        >
          <Background gap={24} color="var(--line)" />
          <Controls showInteractive={false} fitViewOptions={{ padding: 0.08 }} />
          <MiniMap
            pannable
            className={classes['minimap']}
            style={{ width: 150, height: 84 }}
            nodeColor={({ data }) => toneColour((data as ActivityNodeData).activity.state)}
            ariaLabel="Overview of the plan"
          />
          <PanToActive activities={activities} step={step} positions={layout.nodes} />
        </ReactFlow>
      </ReactFlowProvider>
    </section>
  );
}

function toneColour(state: PlanActivity['state']): string {
  switch (state) {
    case 'done':
      return 'var(--tone-good)';
    case 'running':
      return 'var(--tone-info)';
    case 'fallout':
      return 'var(--tone-bad)';
    case 'waiting':
      return 'var(--line-strong)';
  }
}
