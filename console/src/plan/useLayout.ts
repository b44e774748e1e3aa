import type { PlanActivity } from '@turnup/contract';
import { useEffect, useRef, useState } from 'react';
import { type Layout, layOut, shapeOf } from './layout.ts';

/** Positions of the activities; computed anew only when the plan's shape changes. */
export function useLayout(activities: readonly PlanActivity[]): Layout | undefined {
  const shape = shapeOf(activities);
  const steps = useRef(activities);
  steps.current = activities;
  const [layout, setLayout] = useState<Layout>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape is all that a layout depends on
  useEffect(() => {
    let wanted = true;
    void layOut(steps.current).then((found) => {
      if (wanted) setLayout(found);
    });
    return () => {
      wanted = false;
    };
  }, [shape]);
  return layout;
}
