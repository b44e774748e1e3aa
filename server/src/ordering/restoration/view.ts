import type { Sql } from '../../platform/database.ts';
import { previousOf } from '../previous.ts';
import { itemsOf } from '../store.ts';
import { type RestorationResult, resultOf } from './result.ts';
import { awaitedSpare } from './store.ts';

/** What came of one service of a restoration. */
export type RestorationAnswer = {
  readonly item: string;
  readonly service: string;
  readonly result: RestorationResult;
  readonly reason?: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
};

/** The answer to whoever asked for a restoration, service by service. */
export async function restorationOf(sql: Sql, tenant: string, orderId: string): Promise<RestorationAnswer[]> {
  const answers: RestorationAnswer[] = [];
  for (const item of await itemsOf(sql, tenant, [orderId])) {
    const { serviceId, itemId } = item;
    if (serviceId === null) continue;
    const before = await previousOf(sql, tenant, { ...item, serviceId });
    const waits = await awaitedSpare(sql, tenant, item);
    const reason = item.givenUp?.reason ?? item.errorMessage[0]?.message ?? waits;
    answers.push({
      item: itemId,
      service: serviceId,
      result: resultOf(item, before?.solution, waits),
      ...(reason === undefined ? {} : { reason }),
      from: standsOnOf(before?.solution),
      to: standsOnOf(item.solution),
    });
  }
  return answers;
}

/** Ports and links of a solution. */
function standsOnOf(
  solution:
    | {
        readonly sites: readonly {
          readonly legs: readonly { readonly node: string; readonly port: string }[];
        }[];
        readonly routes: readonly { readonly core: { readonly links: readonly string[] } }[];
      }
    | null
    | undefined,
): string[] {
  const ports = (solution?.sites ?? []).flatMap(({ legs }) =>
    legs.map(({ node, port }) => `${node}/${port}`),
  );
  const links = (solution?.routes ?? []).flatMap(({ core }) => core.links);
  return [...new Set([...ports, ...links])];
}
