import type { Activation } from './activation.ts';
import { obtain } from './maps.ts';
import { readOwnedOfDevice } from './ownership/store.ts';
import { planChange } from './plan-change.ts';
import { servicesOf } from './plan-from-records.ts';
import type { Change, ServiceChange } from './types.ts';

/** Which leaves may be set while traffic flows, by the last step of their paths. The operator's data. */
export type ImpactRules = {
  /** Set anew they interrupt nobody. */
  readonly hitless: readonly string[];
  /** Set anew they interrupt everybody on the same port. */
  readonly disruptive: readonly string[];
};

/** What a change does to a service that stands on a device: the places of its that are replaced or removed. */
export type Impact = { readonly service: string; readonly device: string; readonly paths: readonly string[] };

/**
 * Which services a change interrupts: those of its own of which something is replaced or removed, and all that stand on a
 * port of which a disruptive leaf is set. What is added interrupts nobody, nor does a member of a shared set. By the
 * records alone, or by what the devices have, for what is written over whatever stands there.
 */
export async function impactOf(
  activation: Activation,
  change: Pick<ServiceChange, 'tenant' | 'serviceId' | 'contributions' | 'others'>,
  rules: ImpactRules,
  source: 'records' | 'devices' = 'records',
): Promise<readonly Impact[]> {
  const plan = await planChange(activation, change, source);
  const impacts: Impact[] = [];
  for (const { device, forward } of plan.devices) {
    const owned = await readOwnedOfDevice(activation.database.sql, change.tenant, device);
    const touched = new Map<string, string[]>();
    const note = (service: string, path: string): void => {
      touched.set(service, [...(touched.get(service) ?? []), path]);
    };
    const wanted = wantedOn(change, device);
    for (const one of forward) {
      const wishing = wanted.get(one.path) ?? [];
      if (!replaces(one, rules) && (one.operation === 'create' || wishing.length > 0)) continue;
      const owners = servicesOf(change).filter((service) => owned.get(one.path)?.owners.has(service));
      for (const service of new Set([...wishing, ...owners])) note(service, one.path);
    }
    const ports = forward.filter((one) => isDisruptive(one, rules)).map(({ path }) => entryOf(path));
    if (ports.length > 0) {
      for (const leaf of owned.values())
        if (ports.includes(entryOf(leaf.path)))
          for (const owner of leaf.owners.keys()) note(owner, leaf.path);
    }
    for (const [service, paths] of touched) impacts.push({ service, device, paths: [...new Set(paths)] });
  }
  return impacts;
}

/** Which services of a change want what on a device, by path. */
function wantedOn(
  change: Pick<ServiceChange, 'serviceId' | 'contributions' | 'others'>,
  device: string,
): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, string[]>();
  for (const { serviceId, contributions } of [change, ...(change.others ?? [])])
    for (const { path } of contributions?.find((one) => one.device === device)?.leaves ?? [])
      obtain(wanted, path, () => []).push(serviceId);
  return wanted;
}

/** Whether a change replaces what the service alone has there. */
function replaces({ operation, path, combiner }: Change, { hitless }: ImpactRules): boolean {
  return operation !== 'create' && combiner === 'equal' && !hitless.includes(lastStep(path));
}

function isDisruptive({ operation, path }: Change, { disruptive }: ImpactRules): boolean {
  return operation === 'set' && disruptive.includes(lastStep(path));
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The entry of the device's own that a place is in, such as a port: the first step of its path. */
function entryOf(path: string): string {
  return /^\/[^/[]+(\[[^\]]*\])*/.exec(path)?.[0] ?? path;
}
