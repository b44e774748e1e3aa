import type { Sql } from '../../platform/database.ts';
import { obtain } from '../maps.ts';
import { devicesOfService } from '../ownership/store.ts';
import type { ChangeKind, DeviceContribution, QueuedPart, ServiceChange } from '../types.ts';

/**
 * What would be queued of a change, by device: of each service its own part, on the devices that the change names for that
 * service and on no other. Absent are devices of which the policy has everything undone when they cannot be reached, for
 * the sake of any of their services.
 */
export async function partsToQueue(
  sql: Sql,
  change: Pick<
    ServiceChange,
    'tenant' | 'serviceId' | 'contributions' | 'others' | 'onDrift' | 'unreachable' | 'delivers'
  >,
): Promise<ReadonlyMap<string, readonly QueuedPart[]>> {
  const { tenant, unreachable, delivers, onDrift = 'stop' } = change;
  if (unreachable === undefined || delivers) return new Map();
  const parts = new Map<string, QueuedPart[]>();
  for (const { serviceId, contributions } of [change, ...(change.others ?? [])]) {
    const standing = await devicesOfService(sql, tenant, serviceId);
    const wished = contributions ?? standing.map((device): DeviceContribution => ({ device, leaves: [] }));
    const kind = kindOf(wished, standing);
    for (const { device, leaves } of wished)
      obtain(parts, device, (): QueuedPart[] => []).push({ serviceId, kind, leaves, onDrift });
  }
  const queued = [...parts].filter(([, own]) => own.every(({ kind }) => unreachable[kind] === 'queue'));
  return new Map(queued.map(([device, own]) => [device, givingFirst(own)]));
}

/** What a change makes of a service: nothing of it is wished, it stood somewhere before, or neither. */
function kindOf(wished: readonly DeviceContribution[], standing: readonly string[]): ChangeKind {
  if (wished.every(({ leaves }) => leaves.length === 0)) return 'delete';
  return standing.length > 0 ? 'modify' : 'create';
}

/** In the order of delivery: what one service gives up another of the same change may take. */
function givingFirst(parts: readonly QueuedPart[]): readonly QueuedPart[] {
  const gives = ({ leaves }: QueuedPart): boolean => leaves.length === 0;
  return [...parts.filter(gives), ...parts.filter((part) => !gives(part))];
}
