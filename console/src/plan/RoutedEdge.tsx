import { BaseEdge, type Edge, type EdgeProps } from '@xyflow/react';
import type { Point } from './layout.ts';

export type RoutedEdgeData = { readonly corners: readonly Point[] };
export type PlanEdge = Edge<RoutedEdgeData, 'routed'>;

const radiusPx = 6;

/** A line through corners, each of them rounded as far as its two sides allow. */
function roundedPath(corners: readonly Point[]): string {
  const [first] = corners;
  const last = corners.at(-1);
  if (first === undefined || last === undefined) return '';
  const bends = corners.slice(1, -1).map((corner, index) => {
    const [before, after] = [corners[index] ?? corner, corners[index + 2] ?? corner];
    const from = towards(corner, before);
    const to = towards(corner, after);
    return `L${from.x},${from.y}Q${corner.x},${corner.y} ${to.x},${to.y}`;
  });
  return `M${first.x},${first.y}${bends.join('')}L${last.x},${last.y}`;
}

function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(radiusPx, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}

/** An arrow that goes where the layout led it. */
export function RoutedEdge({ id, data, markerEnd }: EdgeProps<PlanEdge>) {
  return <BaseEdge id={id} path={roundedPath(data?.corners ?? [])} markerEnd={markerEnd} />;
}
