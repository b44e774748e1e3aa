import type { ServiceOrderSimulation, TerminationCharge } from '@turnup/contract';

/** What all items of a simulated order cost the operator, in minor units of its currency; nothing where none is priced. */
export function costOf({
  items,
}: ServiceOrderSimulation): { readonly capexMinor: number; readonly monthlyCostMinor: number } | undefined {
  const costs = items.flatMap(({ cost }) => cost ?? []);
  if (costs.length === 0) return undefined;
  return {
    capexMinor: costs.reduce((sum, { capexMinor }) => sum + capexMinor, 0),
    monthlyCostMinor: costs.reduce((sum, { monthlyCostMinor }) => sum + monthlyCostMinor, 0),
  };
}

/** What partners charge for tails that a simulated order ends before their minimum term. */
export const terminationsOf = ({ items }: ServiceOrderSimulation): TerminationCharge[] =>
  items.flatMap(({ termination = [] }) => termination);
