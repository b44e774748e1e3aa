import type { StoredAugmentation } from './store.ts';
import type { Need } from './types.ts';

/** Everyone who needs any of these augmentations, each once, with those of `fresh` in place of what they said before. */
export function allNeeds(open: readonly StoredAugmentation[], fresh: readonly Need[]): Need[] {
  const needs = new Map<string, Need>();
  for (const { shares } of open)
    for (const { consumer, needDate, demands } of shares)
      needs.set(`${consumer.kind} ${consumer.id}`, { consumer, needDate, demands });
  for (const need of fresh) needs.set(`${need.consumer.kind} ${need.consumer.id}`, need);
  return [...needs.values()];
}
