import type { DesignAlternative } from '@turnup/contract';
import type { OrderItem } from '../types.ts';

/** What came of a restoration, in the words of eTOM 1.4.6; `inProgress` and `waiting` while nothing has yet. */
export type RestorationResult = 'restored' | 'workAround' | 'unsuccessful' | 'inProgress' | 'waiting';

type Ways = Pick<DesignAlternative, 'sites' | 'routes'>;

/** Restored where it has everything that it had; a work-around where it lost a second leg or way. Pure. */
export function restorationResult(before: Ways | undefined, after: Ways): 'restored' | 'workAround' {
  const legs = ({ sites }: Ways): number => sites.reduce((sum, site) => sum + site.legs.length, 0);
  return before !== undefined && (legs(after) < legs(before) || after.routes.length < before.routes.length)
    ? 'workAround'
    : 'restored';
}

/** What is known of an item's restoration, for whoever asked. Pure. */
export function resultOf(
  item: Pick<OrderItem, 'state' | 'solution'>,
  before: Ways | undefined,
  waits: string | undefined,
): RestorationResult {
  if (item.state === 'completed')
    return restorationResult(before, item.solution ?? { sites: [], routes: [] });
  if (item.state === 'failed' || item.state === 'cancelled') return 'unsuccessful';
  return waits === undefined ? 'inProgress' : 'waiting';
}
