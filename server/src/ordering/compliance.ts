import type { ComplianceLine } from '@turnup/contract';
import type { Sql } from '../platform/database.ts';
import { itemsOf } from './store.ts';

/** A requirement of an order held against what it came to. */
export type OrderCompliance = ComplianceLine & {
  readonly item: string;
  readonly state: string;
  /** Who gave the requirement up, and why; absent where it stands. */
  readonly waived?: { readonly code: string; readonly reason: string; readonly by: string };
};

/**
 * The compliance matrix of an order: of each item that it is delivered, and what its design promises against what was
 * required. The lines of an item that was given up are waived.
 */
export async function complianceOfOrder(
  sql: Sql,
  tenant: string,
  orderId: string,
): Promise<OrderCompliance[]> {
  const items = await itemsOf(sql, tenant, [orderId]);
  return items.flatMap(({ itemId: item, state, action, requirement, solution, givenUp }) => {
    const waived =
      givenUp === null ? {} : { waived: { code: givenUp.code, reason: givenUp.reason, by: givenUp.by } };
    const sites = (requirement?.sites ?? []).map(({ site }) => site).join(', ');
    const delivered: OrderCompliance = {
      item,
      state,
      id: 'DELIVERED',
      requirement: `${action} ${requirement?.serviceSpecification ?? 'service'}${sites === '' ? '' : ` at ${sites}`}`,
      priority: 'must',
      target: 'completed',
      value: state,
      met: state === 'completed',
      evidence: `state of item ${item}`,
      ...waived,
    };
    const promised = (solution?.compliance ?? []).map((line) => ({ ...line, item, state, ...waived }));
    return [delivered, ...promised];
  });
}
