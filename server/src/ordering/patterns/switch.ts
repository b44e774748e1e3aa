import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Placed } from '../placed.ts';
import { allSwitched } from '../restoration/protection.ts';
import { openFailures } from '../restoration/store.ts';
import { placed } from './asItStands.ts';
import { type Ground, standingIn } from './ground.ts';

/**
 * An item that moves a service to the ways that stand by for it, which it holds and which are configured already; the ways
 * that it leaves then stand by. Refused (409) where it has no standby, or what stands by has failed.
 */
export async function placeSwitch(ground: Ground): Promise<Result<Placed>> {
  const { tx, context } = ground;
  const found = await standingIn(ground, 'active');
  if (!found.ok) return found;
  const { service, solution } = found.value;
  const routes = allSwitched(solution);
  if (routes === undefined)
    return refuse(
      409,
      'NO_STANDBY_WAY',
      `service ${service.number} has no way that stands by for another over the same accesses`,
    );
  const failures = await openFailures(tx.sql, context.tenant);
  const closed = new Set(failures.flatMap(({ links }) => links));
  const cut = routes.flatMap(({ role, core }) =>
    role === 'primary' ? core.links.filter((link) => closed.has(link)) : [],
  );
  if (cut.length > 0)
    return refuse(
      409,
      'STANDBY_FAILED',
      `what stands by for service ${service.number} runs over ${[...new Set(cut)].join(', ')}, which failed: repair it first`,
    );
  const item = placed(ground, 'switch', { ...found.value, solution: { ...solution, routes } });
  return item.ok
    ? ok({ ...item.value, note: `${service.number}: switched to its standby by request` })
    : item;
}
