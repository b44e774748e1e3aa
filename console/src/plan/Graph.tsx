import '@xyflow/react/dist/base.css';
import type { PlanActivity } from '@turnup/contract';
import { Background, Controls, type Edge, MiniMap, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import { useMemo } from 'react';
import { Loading } from '../shared/Loading.tsx';
import { ActivityNode, type ActivityNodeData, type PlanNode } from './ActivityNode.tsx';
import classes from './Graph.module.css';
import { nodeSize } from './layout.ts';
import { PanToActive } from './PanToActive.tsx';
import { useLayout } from './useLayout.ts';

type Props = {
  readonly activities: readonly PlanActivity[];
  readonly step: string | undefined;
  readonly onStep: (key: string) => void;
};

const nodeTypes = { activity: ActivityNode };
const inert = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  deleteKeyCode: null,
  disableKeyboardA11y: true,
} as const;

function edgesOf(activities: readonly PlanActivity[]): Edge[] {
  const byKey = new Map(activities.map((activity) => [activity.key, activity]));
  return activities.flatMap(({ key, after, critical }) =>
    after.flatMap((before) => {
      const source = byKey.get(before);
      if (source === undefined) return [];
      const heavy = critical && source.critical;
      return [
        {
          id: `${before}>${key}`,
          source: before,
          target: key,
          type: 'smoothstep',
          className: heavy ? classes['heavy'] : classes['light'],
          zIndex: heavy ? 1 : 0,
        },
      ];
    }),
  );
}

/** The activities as a graph, from left to right. Each node is a button that opens the activity. */
export function Graph({ activities, step, onStep }: Props) {
  const positions = useLayout(activities);
  const nodes = useMemo(
    (): PlanNode[] =>
      activities.flatMap((activity) => {
        const position = positions?.get(activity.key);
        if (position === undefined) return [];
        const data: ActivityNodeData = { activity, open: activity.key === step, onStep };
        return [{ id: activity.key, type: 'activity', position, data, ...nodeSize }];
      }),
    [activities, positions, step, onStep],
  );
  const edges = useMemo(() => edgesOf(activities), [activities]);
  if (positions === undefined) return <Loading rows={8} />;
  return (
    <section className={classes['frame']} aria-label="Plan as a graph">
      <ReactFlowProvider>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
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
            nodeColor={({ data }) => toneColour((data as ActivityNodeData).activity.state)}
            ariaLabel="Overview of the plan"
          />
          <PanToActive activities={activities} step={step} positions={positions} />
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
