import { type Result, unreachable } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import { nobodyComes, standsAlone } from '../joining/sharing.ts';
import { pathOf } from '../nesting.ts';
import { placeChange } from '../placeChange.ts';
import type { Placed } from '../placed.ts';
import { placeAsItStands } from './asItStands.ts';
import type { Ground } from './ground.ts';
import { placeMigration } from './migrate.ts';
import { readPattern } from './read.ts';
import { placeRelocation } from './relocate.ts';
import { placeSwap } from './swap.ts';
import { placeSwitch } from './switch.ts';
import { placeTransfer } from './transfer.ts';

/** The road of an item that asks something of a live service: by its pattern, over the service as it stands. */
export async function placePattern(ground: Ground): Promise<Result<Placed>> {
  const { delivery, tx, context, world, body, order, item } = ground;
  const read = readPattern(item.service, `${pathOf(body, item)}/service`);
  if (!read.ok) return read;
  const request = read.value;
  switch (request.kind) {
    case 'change':
      return placeChange(delivery, tx, context, world, body, order, item);
    case 'suspend':
      return placeAsItStands(ground, 'suspend', 'active');
    case 'resume':
      return placeAsItStands(ground, 'resume', 'inactive');
    case 'relocate':
      return placeAlone(ground, () => placeRelocation(ground, request));
    case 'migrate':
      return placeAlone(ground, () => placeMigration(ground, request));
    case 'transfer':
      return placeAlone(ground, () => placeTransfer(ground, request));
    case 'switch':
      return placeSwitch(ground);
    case 'swap':
      return placeAlone(ground, () => placeSwap(ground, request));
    default:
      return unreachable(request, 'pattern');
  }
}

/** What would take equipment from a service or give it to another: only where nobody else uses it. */
async function placeAlone(ground: Ground, place: () => Promise<Result<Placed>>): Promise<Result<Placed>> {
  const { tx, context } = ground;
  const placed = await place();
  const id = placed.ok ? placed.value.item.serviceId : null;
  const [service] = id === null ? [] : await servicesById(tx.sql, context.tenant, [id]);
  if (service === undefined) return placed;
  const coming = await nobodyComes(tx, context.tenant, service);
  if (!coming.ok) return coming;
  const alone = await standsAlone(tx.sql, context.tenant, service);
  return alone.ok ? placed : alone;
}
