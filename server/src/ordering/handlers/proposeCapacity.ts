import type { ExternalHandler } from '../../plan/index.ts';
import type { Database } from '../../platform/database.ts';
import { proposeAugmentation } from '../capacity/propose.ts';
import type { Delivery } from '../delivery.ts';

/** The kind of the task that finds which modules carry a design that is short of capacity. */
export const proposeKind = 'capacity.propose@1';

/** Proposes augmentations for a design that was opened because the core is short: found in a thread of its own. */
export function proposeHandler(delivery: Delivery, database: Database): ExternalHandler {
  return {
    kind: proposeKind,
    mode: 'external',
    limitPerNode: 1,
    retry: { maxFailures: 3, firstMs: 1_000, factor: 3, capMs: 30_000 },
    async run({ tenant, subject }, signal) {
      const short = { design: subject.id, protection: false };
      const proposed = await proposeAugmentation(delivery, database, tenant, short, signal);
      return proposed.ok
        ? { kind: 'completed', output: { augmentations: proposed.value.map(({ number }) => number) } }
        : {
            kind: 'fallout',
            error: { code: proposed.fault.code, message: proposed.fault.message, cause: 'capacity' },
          };
    },
  };
}
