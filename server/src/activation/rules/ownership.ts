import { enclosingEntries, isEntry } from '../paths.ts';
import {
  type Change,
  type ConfigValue,
  type Conflict,
  ENTRY,
  type Leaf,
  type LeafAddress,
  type LeafImage,
  type OwnedLeaf,
} from '../types.ts';
import { effectiveValue } from './combine.ts';
import { canonicalValue, sameValue } from './values.ts';

/** What a service wants at one place, in canonical form; list entries around leaves are wanted with them. */
export type Wish = LeafAddress & { readonly value: ConfigValue; readonly guarded: boolean };

/**
 * A service's leaves of one device as wishes, with the list entries that hold them: whoever wants a leaf wants its
 * entry, so an entry goes when the last service that wants anything in it has gone.
 */
export function wishesOf(leaves: readonly Leaf[]): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const { path, combiner, value, guarded } of leaves) {
    for (const entry of enclosingEntries(path)) {
      wishes.set(entry, { path: entry, combiner: 'equal', value: ENTRY, guarded: false });
    }
    const wish = { path, combiner, value: canonicalValue(combiner, value), guarded: guarded ?? false };
    const twice = wishes.get(path);
    if (twice !== undefined && !sameValue(twice.value, wish.value)) {
      throw new Error(`one service wants two values at ${path}`);
    }
    wishes.set(path, wish);
  }
  return wishes;
}

/** What is known of a device when a change to it is planned. */
export type DeviceKnowledge = {
  readonly device: string;
  /** Places with owners: at least all that the service has or will have. */
  readonly owned: ReadonlyMap<string, OwnedLeaf>;
  /**
   * What stands on the device, for at least the places of old and new wishes; a place that is not in it is empty.
   * Undefined when the device was not asked: then records are taken for true and unknown places for empty.
   */
  readonly running?: ReadonlyMap<string, ConfigValue>;
};

/** The planned images of all places that the change touches, and what stands against it. */
export type DevicePlan = {
  readonly images: readonly LeafImage[];
  /** Ownership after the change, for the touched places; without owners: forgotten. */
  readonly ownership: readonly OwnedLeaf[];
  readonly conflicts: readonly Conflict[];
  /** Owned places that differ from the records. */
  readonly drifted: readonly {
    readonly path: string;
    readonly want: ConfigValue | null;
    readonly have: ConfigValue | null;
  }[];
};

/** What services are to have on one device from now on, by service: the whole of it. */
export type ServiceWishes = ReadonlyMap<string, ReadonlyMap<string, Wish>>;

/** Plans the change of one service on one device from its old to its new wishes. Pure. */
export function planDevice(
  serviceId: string,
  wishes: ReadonlyMap<string, Wish>,
  known: DeviceKnowledge,
): DevicePlan {
  return planServices(new Map([[serviceId, wishes]]), known);
}

/** Plans the change of several services on one device together: what one gives up another may take. Pure. */
export function planServices(wished: ServiceWishes, known: DeviceKnowledge): DevicePlan {
  const paths = new Set([...wished.values()].flatMap((wishes) => [...wishes.keys()]));
  for (const [path, leaf] of known.owned)
    if ([...leaf.owners.keys()].some((service) => wished.has(service))) paths.add(path);
  const plan = {
    images: [] as LeafImage[],
    ownership: [] as OwnedLeaf[],
    conflicts: [] as Conflict[],
    drifted: [] as DevicePlan['drifted'][number][],
  };
  for (const path of [...paths].sort()) planPlace(path, wished, known, plan);
  return plan;
}

type OpenPlan = {
  readonly images: LeafImage[];
  readonly ownership: OwnedLeaf[];
  readonly conflicts: Conflict[];
  readonly drifted: DevicePlan['drifted'][number][];
};

function planPlace(path: string, wished: ServiceWishes, known: DeviceKnowledge, plan: OpenPlan): void {
  const wishes = [...wished].flatMap(([service, own]) => {
    const wish = own.get(path);
    return wish === undefined ? [] : [{ service, wish }];
  });
  const owned = known.owned.get(path);
  const running = known.running === undefined ? undefined : (known.running.get(path) ?? null);
  const combiner = owned?.combiner ?? wishes[0]?.wish.combiner ?? 'equal';
  const base = owned === undefined ? (running ?? null) : owned.base;
  const recorded = owned === undefined ? base : valueOrNull(owned);
  const before = running === undefined ? recorded : running;
  if (owned !== undefined && !sameValue(before, recorded)) {
    plan.drifted.push({ path, want: recorded, have: before });
  }
  const owners = new Map(owned?.owners);
  for (const service of wished.keys()) owners.delete(service);
  for (const { service, wish } of wishes) {
    const conflict = conflictAt(wish, { owned, combiner }, owners, known, base);
    if (conflict !== undefined) {
      plan.conflicts.push({ device: known.device, path, wanted: wish.value, ...conflict });
      return;
    }
    owners.set(service, wish.value);
  }
  const next: OwnedLeaf = { path, combiner, base, owners };
  plan.ownership.push(next);
  plan.images.push({ path, combiner, before, after: valueOrNull(next) });
}

function valueOrNull(leaf: OwnedLeaf): ConfigValue | null {
  const value = effectiveValue(leaf);
  // Owners are only ever recorded after they were found to agree.
  if (!value.ok)
    throw new Error(`recorded owners disagree at ${leaf.path}: ${value.fault.owners.join(', ')}`);
  return value.value;
}

function conflictAt(
  wish: Wish,
  { owned, combiner }: { readonly owned: OwnedLeaf | undefined; readonly combiner: OwnedLeaf['combiner'] },
  others: ReadonlyMap<string, ConfigValue>,
  known: DeviceKnowledge,
  base: ConfigValue | null,
): Pick<Conflict, 'standing' | 'owners'> | undefined {
  if (combiner !== wish.combiner) {
    return { standing: `combined by ${combiner}`, owners: [...others.keys()] };
  }
  const [, standing] = [...others][0] ?? [];
  if (standing !== undefined && (wish.combiner === 'equal' || wish.combiner === 'ordered')) {
    return sameValue(standing, wish.value) ? undefined : { standing, owners: [...others.keys()].sort() };
  }
  if (!wish.guarded || owned !== undefined || sameValue(base, wish.value)) return undefined;
  const entry = enclosingEntries(wish.path).at(-1);
  const foreign = entry !== undefined && !known.owned.has(entry) && known.running?.has(entry) === true;
  return foreign ? { standing: base ?? ENTRY, owners: [] } : undefined;
}

/** The changes that lead from one side of the images to the other, sorted by path. No difference: none. */
export function changesBetween(
  images: readonly LeafImage[],
  direction: 'forward' | 'reverse',
): readonly Change[] {
  const changes: Change[] = [];
  for (const image of images) {
    const before = direction === 'forward' ? image.before : image.after;
    const after = direction === 'forward' ? image.after : image.before;
    if (sameValue(before, after)) continue;
    const operation = after === null ? 'delete' : before === null ? 'create' : 'set';
    changes.push({ path: image.path, combiner: image.combiner, operation, before, after });
  }
  return withoutSwallowed(changes.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** Deleting a list entry takes everything in it: what lies below needs no change of its own. */
function withoutSwallowed(changes: readonly Change[]): readonly Change[] {
  const gone = new Set(
    changes
      .filter((change) => change.operation === 'delete' && isEntry(change.path))
      .map((change) => change.path),
  );
  return changes.filter((change) => !enclosingEntries(change.path).some((entry) => gone.has(entry)));
}
