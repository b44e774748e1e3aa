import type { Activation } from '../activation.ts';
import { enclosingEntries, isEntry } from '../paths.ts';
import { planChange } from '../plan-change.ts';
import type { ChangePlan, Leaf, ServiceChange, ServicePart } from '../types.ts';
import { changedElsewhere, goneServices, presentParts, readParts } from './store.ts';
import type { LabelledLeaf, LabelledPart, RollbackService, RollbackVerdict } from './types.ts';

/** A rollback as it would be made. */
export type Rollback = {
  /** Every service that differs from the label, by id. */
  readonly services: readonly RollbackService[];
  /** Those that would break where everything went back. */
  readonly broken: readonly RollbackService[];
  /** What brings the services that can go back to what they had, in one transaction; undefined where none does. */
  readonly change: Pick<ServiceChange, 'tenant' | 'serviceId' | 'contributions' | 'others'> | undefined;
  /** The difference, forward and reverse, structured and in each device's words. */
  readonly plan: ChangePlan;
};

/**
 * Says what going back to a label means on these of its devices, and how. Only services are rolled back that lose nothing
 * by it: who came later, has ended, or was changed elsewhere since keeps what it has.
 */
export async function planRollback(
  activation: Activation,
  tenant: string,
  label: string,
  devices: readonly string[],
): Promise<Rollback> {
  const { sql } = activation.database;
  const then = await readParts(sql, tenant, label, devices);
  const now = await presentParts(sql, tenant, devices);
  const differing = differences(then, now);
  const ids = differing.map(({ serviceId }) => serviceId);
  const gone = new Set(await goneServices(sql, tenant, ids));
  const elsewhere = new Set(await changedElsewhere(sql, tenant, label, ids, devices));
  const known = new Set(then.map(({ serviceId }) => serviceId));
  const services = differing.map((one): RollbackService => {
    return { ...one, verdict: verdictOf(one.serviceId, known, gone, elsewhere) };
  });
  const back = services.filter(({ verdict }) => verdict === 'rolledBack');
  const parts = back.map(({ serviceId, devices: on }) => partOf(serviceId, on, then));
  const [first, ...others] = parts;
  const change = first === undefined ? undefined : { tenant, ...first, others };
  return {
    services,
    broken: services.filter(({ verdict }) => verdict !== 'rolledBack'),
    change,
    plan:
      change === undefined
        ? { serviceId: '', devices: [], conflicts: [], unread: [] }
        : await planChange(activation, change),
  };
}

function verdictOf(
  serviceId: string,
  known: ReadonlySet<string>,
  gone: ReadonlySet<string>,
  elsewhere: ReadonlySet<string>,
): RollbackVerdict {
  if (!known.has(serviceId)) return 'later';
  if (gone.has(serviceId)) return 'ended';
  return elsewhere.has(serviceId) ? 'elsewhere' : 'rolledBack';
}

/** Services with the devices on which they own another thing than before, by id. Pure. */
function differences(
  then: readonly LabelledPart[],
  now: readonly LabelledPart[],
): { readonly serviceId: string; readonly devices: readonly string[] }[] {
  const before = textsOf(then);
  const after = textsOf(now);
  const found = new Map<string, string[]>();
  for (const { serviceId, device } of [...then, ...now]) {
    const key = JSON.stringify([serviceId, device]);
    const devices = found.get(serviceId) ?? [];
    if (before.get(key) === after.get(key) || devices.includes(device)) continue;
    found.set(serviceId, [...devices, device].sort());
  }
  return [...found]
    .map(([serviceId, devices]) => ({ serviceId, devices }))
    .sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
}

function textsOf(parts: readonly LabelledPart[]): ReadonlyMap<string, string> {
  return new Map(
    parts.map(({ serviceId, device, leaves }) => [
      JSON.stringify([serviceId, device]),
      JSON.stringify(leaves.map(({ path, combiner, value }) => [path, combiner, value])),
    ]),
  );
}

function partOf(serviceId: string, devices: readonly string[], then: readonly LabelledPart[]): ServicePart {
  return {
    serviceId,
    contributions: devices.map((device) => {
      const leaves =
        then.find((part) => part.serviceId === serviceId && part.device === device)?.leaves ?? [];
      return { device, leaves: leavesOf(device, leaves) };
    }),
  };
}

/**
 * A label's leaves as wishes. What stood within an entry that the service had made is guarded: an entry that stands there
 * by now outside the records is somebody else's.
 */
export function leavesOf(device: string, labelled: readonly LabelledLeaf[]): Leaf[] {
  const made = new Set(
    labelled.filter(({ path, base }) => isEntry(path) && base === null).map(({ path }) => path),
  );
  return labelled.map(({ path, combiner, value }) => {
    const entry = isEntry(path) ? undefined : enclosingEntries(path).at(-1);
    const guard = entry !== undefined && made.has(entry) ? { guarded: true as const } : {};
    return { device, path, combiner, value, ...guard };
  });
}
