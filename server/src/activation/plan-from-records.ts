import type { Sql } from '../platform/database.ts';
import { readOwned } from './ownership/store.ts';
import { planServices, type ServiceWishes, type Wish, wishesOf } from './rules/ownership.ts';
import { sameValue } from './rules/values.ts';
import { hasChanges, type Unread } from './transaction/participant.ts';
import type {
  Conflict,
  DeviceContribution,
  LeafImage,
  OwnedLeaf,
  QueuedPart,
  ServiceChange,
} from './types.ts';

/** A device with a difference, as far as the records tell. */
export type PlannedParticipant = {
  readonly device: string;
  /** Null where the device must be read first. */
  readonly images: readonly LeafImage[] | null;
  readonly ownership: readonly OwnedLeaf[] | null;
  readonly unread: Unread | undefined;
  /** What is queued at once, where other parts stand in the device's queue already. */
  readonly queued: readonly QueuedPart[] | null;
};

/** What the records alone say about a change. */
export type RecordsPlan = {
  readonly participants: readonly PlannedParticipant[];
  readonly conflicts: readonly Conflict[];
};

/** A change of one service, or of several at once. */
export type WishedChange = Pick<ServiceChange, 'serviceId' | 'contributions' | 'others'>;

/** The services that a change is about. */
export function servicesOf({ serviceId, others }: WishedChange): readonly string[] {
  return [serviceId, ...(others ?? []).map((part) => part.serviceId)];
}

/** What the services of a change are to have on each of these devices: nothing where it takes one away. */
export function wishesByDevice(
  change: WishedChange,
  devices: readonly string[],
): ReadonlyMap<string, ServiceWishes> {
  const wished = new Map(devices.map((device) => [device, new Map<string, ReadonlyMap<string, Wish>>()]));
  const everywhere = devices.map((device): DeviceContribution => ({ device, leaves: [] }));
  for (const { serviceId, contributions } of [change, ...(change.others ?? [])])
    for (const { device, leaves } of contributions ?? everywhere) {
      const stray = leaves.find((leaf) => leaf.device !== device);
      if (stray) throw new Error(`a leaf of ${stray.device} among those of ${device}`);
      wished.get(device)?.set(serviceId, wishesOf(leaves));
    }
  return wished;
}

/** The places of wishes, to be read from the records. */
export function placesWished(
  wished: ReadonlyMap<string, ServiceWishes>,
): readonly { readonly device: string; readonly path: string }[] {
  return [...wished].flatMap(([device, services]) =>
    [...services.values()].flatMap((wishes) => [...wishes.keys()].map((path) => ({ device, path }))),
  );
}

/**
 * Plans a change from the records. Devices on which nothing differs drop out; a device on which only the owners
 * change needs no contact; every other one must be read before its change is known. `behind` are the parts of devices in
 * whose queues other parts stand: theirs join them, whatever the records say.
 */
export async function planFromRecords(
  sql: Sql,
  change: WishedChange & Pick<ServiceChange, 'tenant' | 'onDrift'>,
  devices: readonly string[],
  behind: ReadonlyMap<string, readonly QueuedPart[]> = new Map(),
): Promise<RecordsPlan> {
  const wishes = wishesByDevice(change, devices);
  const owned = await readOwned(sql, change.tenant, servicesOf(change), devices, placesWished(wishes));
  const participants: PlannedParticipant[] = [];
  const conflicts: Conflict[] = [];
  for (const device of devices) {
    const unread: Unread = { wished: wishes.get(device) ?? new Map(), owned: owned.get(device) ?? new Map() };
    const plan = planServices(unread.wished, { device, owned: unread.owned });
    conflicts.push(...plan.conflicts);
    const queued = behind.get(device);
    if (queued !== undefined) {
      participants.push({ device, images: null, ownership: null, unread: undefined, queued });
      continue;
    }
    const reading =
      hasChanges(plan.images) ||
      change.onDrift === 'overwrite' ||
      [...unread.wished.values()].some((own) => [...own.keys()].some((path) => !unread.owned.has(path)));
    if (reading) participants.push({ device, images: null, ownership: null, unread, queued: null });
    else if (ownersDiffer(unread.owned, plan.ownership)) {
      const { images, ownership } = plan;
      participants.push({ device, images, ownership, unread: undefined, queued: null });
    }
  }
  return { participants, conflicts };
}

function ownersDiffer(before: ReadonlyMap<string, OwnedLeaf>, after: readonly OwnedLeaf[]): boolean {
  return after.some(({ path, owners }) => {
    const previous = before.get(path)?.owners ?? new Map();
    if (previous.size !== owners.size) return true;
    return [...owners].some(([service, value]) => !sameValue(previous.get(service) ?? null, value));
  });
}
