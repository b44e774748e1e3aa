import type { Sql } from '../platform/database.ts';
import { readOwned } from './ownership/store.ts';
import { planDevice, type Wish, wishesOf } from './rules/ownership.ts';
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
  readonly queued: QueuedPart | null;
};

/** What the records alone say about a change. */
export type RecordsPlan = {
  readonly participants: readonly PlannedParticipant[];
  readonly conflicts: readonly Conflict[];
};

/** What a service is to have on each of these devices: nothing where the change takes it away. */
export function wishesByDevice(
  contributions: readonly DeviceContribution[] | null,
  devices: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, Wish>> {
  const given = new Map(contributions?.map(({ device, leaves }) => [device, leaves]) ?? []);
  return new Map(
    devices.map((device) => {
      const leaves = given.get(device) ?? [];
      const stray = leaves.find((leaf) => leaf.device !== device);
      if (stray) throw new Error(`a leaf of ${stray.device} among those of ${device}`);
      return [device, wishesOf(leaves)];
    }),
  );
}

/**
 * Plans a change from the records. Devices on which nothing differs drop out; a device on which only the owners
 * change needs no contact; every other one must be read before its change is known. `behind` are the parts of devices in
 * whose queues other parts stand: theirs join them, whatever the records say.
 */
export async function planFromRecords(
  sql: Sql,
  change: Pick<ServiceChange, 'tenant' | 'serviceId' | 'contributions' | 'onDrift'>,
  devices: readonly string[],
  behind: ReadonlyMap<string, QueuedPart> = new Map(),
): Promise<RecordsPlan> {
  const wishes = wishesByDevice(change.contributions, devices);
  const places = [...wishes].flatMap(([device, wanted]) =>
    [...wanted.keys()].map((path) => ({ device, path })),
  );
  const owned = await readOwned(sql, change.tenant, change.serviceId, devices, places);
  const participants: PlannedParticipant[] = [];
  const conflicts: Conflict[] = [];
  for (const device of devices) {
    const unread: Unread = { wishes: wishes.get(device) ?? new Map(), owned: owned.get(device) ?? new Map() };
    const plan = planDevice(change.serviceId, unread.wishes, { device, owned: unread.owned });
    conflicts.push(...plan.conflicts);
    const queued = behind.get(device);
    if (queued !== undefined) {
      participants.push({ device, images: null, ownership: null, unread: undefined, queued });
      continue;
    }
    const reading =
      hasChanges(plan.images) ||
      change.onDrift === 'overwrite' ||
      [...unread.wishes.keys()].some((path) => !unread.owned.has(path));
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
