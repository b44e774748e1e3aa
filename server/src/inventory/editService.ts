import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { changeServices } from './services.ts';
import { characteristicsByOrders, lockServices } from './store.ts';
import type { Service } from './types.ts';

/** What someone wants to change of a service by hand. */
export type ServiceEdit = {
  readonly id: string;
  readonly name?: string;
  readonly characteristics?: Readonly<Record<string, unknown>>;
  /** Members that only orders change, as far as the edit names any. */
  readonly owned: readonly string[];
  /** Names of characteristics that only orders write, whether one has or not. */
  readonly ownedCharacteristics: ReadonlySet<string>;
  /** The version that was read; another one is refused. */
  readonly version?: number;
};

/**
 * Changes what no order owns of a service (TMF638 PATCH). An attribute that an order owns is refused (409), named, with
 * the way that leads there; so is everything of a service that has ended.
 */
export async function editService(
  tx: Transaction,
  tenant: string,
  edit: ServiceEdit,
  by: string,
): Promise<Result<Service>> {
  const [service] = await lockServices(tx, tenant, [edit.id]);
  if (service === undefined) return refuse(404, 'NOT_FOUND', `there is no service ${edit.id}`);
  if (edit.version !== undefined && edit.version !== service.version)
    return refuse(
      412,
      'CHANGED',
      `service ${service.number} is at version ${service.version} now: read it again`,
    );
  if (service.state === 'terminated')
    return refuse(409, 'ILLEGAL_STATE', `service ${service.number} is terminated: its record stays as it is`);
  const written = new Set(await characteristicsByOrders(tx.sql, tenant, edit.id));
  const names = Object.keys(edit.characteristics ?? {});
  const taken = names.filter((name) => written.has(name) || edit.ownedCharacteristics.has(name));
  const owned = [...edit.owned, ...taken.map((name) => `serviceCharacteristic ${name}`)];
  if (owned.length > 0)
    return refuse(
      409,
      'OWNED_BY_ORDER',
      `${owned.join(', ')} of service ${service.number} belong to service orders: issue an order that modifies it`,
      owned.map((name) => ({ path: `/${name.replace(' ', '/')}`, message: 'is owned by service orders' })),
    );
  const { name, characteristics } = edit;
  const changed = await changeServices(
    tx,
    tenant,
    [
      {
        id: edit.id,
        ...(name === undefined ? {} : { name }),
        ...(characteristics === undefined ? {} : { characteristics }),
      },
    ],
    { by, reason: 'changed by hand' },
  );
  return changed.ok ? ok(changed.value[0] ?? service) : changed;
}
