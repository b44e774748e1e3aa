import type { PlanActivity } from '@turnup/contract';
import { useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { startOf } from './activityFacts.ts';
import { nodeSize, type Point } from './layout.ts';

type Props = {
  readonly activities: readonly PlanActivity[];
  readonly step: string | undefined;
  readonly positions: ReadonlyMap<string, Point>;
};

const margin = 20;
const readable = 0.8;

/** The activity that someone wants to see first: the one they opened, what fell out, what runs, what comes next. */
function activeOf(activities: readonly PlanActivity[], step: string | undefined): PlanActivity | undefined {
  const first = (state: PlanActivity['state']): PlanActivity | undefined =>
    activities
      .filter((activity) => activity.state === state)
      .sort(
        (one, other) =>
          Number(other.critical) - Number(one.critical) || startOf(one).localeCompare(startOf(other)),
      )[0];
  return (
    activities.find(({ key }) => key === step) ?? first('fallout') ?? first('running') ?? first('waiting')
  );
}

/**
 * Shows a plan once when it is opened: as large as fits, but never smaller than can be read; where it does not fit, the
 * active step is in the middle. Later moves belong to the reader.
 */
export function PanToActive({ activities, step, positions }: Props) {
  const { setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const shown = useRef<Props['positions']>(undefined);
  useEffect(() => {
    if (width === 0 || height === 0 || shown.current === positions) return;
    shown.current = positions;
    const places = [...positions.values()];
    const right = Math.max(...places.map(({ x }) => x)) + nodeSize.width;
    const bottom = Math.max(...places.map(({ y }) => y)) + nodeSize.height;
    const fitting = Math.min((width - 2 * margin) / right, (height - 2 * margin) / bottom);
    const zoom = Math.min(1, Math.max(readable, fitting));
    const active = activeOf(activities, step);
    const at = active === undefined ? undefined : positions.get(active.key);
    const along = (size: number, whole: number, place: number | undefined, node: number): number => {
      if (whole * zoom + 2 * margin <= size) return (size - whole * zoom) / 2;
      const middle = size / 2 - ((place ?? 0) + node / 2) * zoom;
      return Math.min(margin, Math.max(size - whole * zoom - margin, middle));
    };
    void setViewport({
      zoom,
      x: along(width, right, at?.x, nodeSize.width),
      y: along(height, bottom, at?.y, nodeSize.height),
    });
  }, [activities, step, positions, width, height, setViewport]);
  return null;
}
