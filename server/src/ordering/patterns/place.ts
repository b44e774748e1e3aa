import { type Result, unreachable } from '../../foundation/result.ts';
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
      return placeRelocation(ground, request);
    case 'migrate':
      return placeMigration(ground, request);
    case 'transfer':
      return placeTransfer(ground, request);
    case 'switch':
      return placeSwitch(ground);
    case 'swap':
      return placeSwap(ground, request);
    default:
      return unreachable(request, 'pattern');
  }
}
