import type { Classification, FeasibilityAnswer, Reason } from '@turnup/contract';
import { unwrap } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import type { World } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { proposeKind } from '../handlers/proposeCapacity.ts';

/** Where an answer says that the core is short, and modules are known that could help. */
export function shortageIn({ catalog }: Pick<World, 'catalog'>, answer: FeasibilityAnswer): Reason[] {
  if (catalog.of('linkModule').size === 0 || answer.result === 'qualified') return [];
  return answer.reasons.filter(({ code }) => code === 'BANDWIDTH_SHORTAGE');
}

/** A requirement that is special because the core must be augmented for it. */
export function shortOfCapacity(short: readonly Reason[]): Classification {
  return {
    route: 'special',
    fired: short.map(({ code, message, parameters = {} }) => ({
      rule: code,
      text: message.slice(0, 500),
      facts: parameters,
    })),
  };
}

/** Has somebody find what would carry a design; it is composed anew when that is found. */
export async function askForCapacity(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  design: string,
): Promise<void> {
  unwrap(
    await delivery.plans.createPlan(tx, tenant, {
      subject: { kind: 'serviceDesign', id: design },
      tasks: [
        {
          key: 'propose',
          kind: proposeKind,
          input: { design },
          activity: 'PROPOSE_CAPACITY',
          label: 'Find the modules that carry the design',
          after: [],
          owner: { kind: 'system', ref: null },
        },
      ],
    }),
  );
}
