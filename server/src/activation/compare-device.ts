import type { Result } from '../foundation/result.ts';
import { deviceTargets } from './access/load.ts';
import type { Activation } from './activation.ts';
import { withSession } from './device.ts';
import { readOwnedOfDevice } from './ownership/store.ts';
import { effectiveValue } from './rules/combine.ts';
import { changesBetween, wishesOf } from './rules/ownership.ts';
import { sameValue } from './rules/values.ts';
import type { Change, ConfigValue, Leaf, LeafImage, OwnedLeaf } from './types.ts';
import { type Words, wordsOf } from './words.ts';

/** A place at which intent, records and device do not all say the same, and whose it is. */
export type Difference = {
  readonly path: string;
  readonly intended: ConfigValue | null;
  readonly recorded: ConfigValue | null;
  readonly have: ConfigValue | null;
  readonly services: readonly string[];
};

/** A device held against what is intended for it. `forward` brings it there, in structure and in its own words. */
export type Comparison = {
  readonly device: string;
  readonly inStep: boolean;
  readonly differences: readonly Difference[];
  readonly forward: readonly Change[];
} & Words;

/**
 * Reads a device and compares it with intent and records. `intended` has the leaves of the device by service; a service
 * that is not in it is taken as the records have it.
 */
export async function compareDevice(
  activation: Activation,
  tenant: string,
  device: string,
  intended: ReadonlyMap<string, readonly Leaf[]>,
): Promise<Result<Comparison>> {
  const { sql } = activation.database;
  const owned = await readOwnedOfDevice(sql, tenant, device);
  const wanted = intendedOn(owned, intended);
  const access = await deviceTargets(sql, activation.sealKey, tenant, [device]);
  return await withSession(activation, tenant, device, async (session) => {
    const running = await session.read([...wanted.values()]);
    const images: LeafImage[] = [];
    const differences: Difference[] = [];
    for (const leaf of [...wanted.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const { path, combiner } = leaf;
      const have = running.get(path) ?? null;
      const after = standingValue(leaf);
      const record = owned.get(path);
      const recorded = record === undefined ? leaf.base : standingValue(record);
      images.push({ path, combiner, before: have, after });
      if (sameValue(have, after) && sameValue(recorded, after)) continue;
      const services = [...new Set([...leaf.owners.keys(), ...(record?.owners.keys() ?? [])])].sort();
      differences.push({ path, intended: after, recorded, have, services });
    }
    const forward = changesBetween(images, 'forward');
    const reached = access.get(device);
    const driver = activation.drivers[reached?.driver ?? 'netconf'];
    return {
      device,
      inStep: differences.length === 0,
      differences,
      forward,
      ...wordsOf(driver, device, images, reached?.target.dialect),
    };
  });
}

/** All places with owners as they are intended: the wishes of these services in place of what is on record. Pure. */
function intendedOn(
  owned: ReadonlyMap<string, OwnedLeaf>,
  intended: ReadonlyMap<string, readonly Leaf[]>,
): ReadonlyMap<string, OwnedLeaf> {
  const places = new Map<string, OwnedLeaf & { readonly owners: Map<string, ConfigValue> }>();
  for (const leaf of owned.values())
    places.set(leaf.path, {
      ...leaf,
      owners: new Map([...leaf.owners].filter(([service]) => !intended.has(service))),
    });
  for (const [service, leaves] of intended)
    for (const { path, combiner, value } of wishesOf(leaves).values()) {
      const place = places.get(path) ?? {
        path,
        combiner,
        base: null,
        owners: new Map<string, ConfigValue>(),
      };
      place.owners.set(service, value);
      places.set(path, place);
    }
  return places;
}

/** What shall stand at a place; owners that disagree are told as the first of them has it. */
function standingValue(leaf: OwnedLeaf): ConfigValue | null {
  const value = effectiveValue(leaf);
  return value.ok ? value.value : value.fault.standing;
}
