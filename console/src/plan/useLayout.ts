import type { PlanActivity } from '@turnup/contract';
import { useEffect, useRef, useState } from 'react';
import { layOut, type Positions, shapeOf } from './layout.ts';

/** Positions of the activities; computed anew only when the plan's shape changes. */
export function useLayout(activities: readonly PlanActivity[]): Positions | undefined {
  const shape = shapeOf(activities);
  const steps = useRef(activities);
  steps.current = activities;
  const [positions, setPositions] = useState<Positions>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape is all that a layout depends on
  useEffect(() => {
    let wanted = true;
    void layOut(steps.current).then((found) => {
      if (wanted) setPositions(found);
    });
    return () => {
      wanted = false;
    };
  }, [shape]);
  return positions;
}
