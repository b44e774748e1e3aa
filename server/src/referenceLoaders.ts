import type { ReferenceKind, ReferenceRecord } from '@turnup/contract';
import { referenceLoaders as deviceLoaders } from './activation/index.ts';
import { referenceLoaders as poolLoaders } from './allocation/index.ts';
import type { ReferenceLoader } from './api/index.ts';
import { referenceLoaders as catalogLoaders } from './catalog/index.ts';
import { RefusalError, unwrap } from './foundation/result.ts';
import { referenceLoaders as inventoryLoaders } from './inventory/index.ts';
import { referenceLoaders as networkLoaders, readNetwork } from './network/index.ts';
import { type Delivery, registeredPools } from './ordering/index.ts';
import type { Transaction } from './platform/database.ts';

/** A loader for every kind of reference data. Ports, stock and link capacity also become members of pools. */
export function loadersOf(
  delivery: Delivery,
  sealKey: Buffer,
): Readonly<Record<ReferenceKind, ReferenceLoader>> {
  const { parameters } = delivery;
  const registering =
    <Kind extends ReferenceKind>(
      load: ReferenceLoader,
      register: (
        tx: Transaction,
        tenant: string,
        records: readonly ReferenceRecord<Kind>[],
      ) => Promise<unknown>,
    ): ReferenceLoader =>
    async (tx, tenant, records) => {
      const result = await load(tx, tenant, records);
      await register(tx, tenant, records);
      return result;
    };
  const members = (pool: string, scope: string, value: string) => ({ pool, scope, values: [value] });
  return {
    ...catalogLoaders,
    ...networkLoaders,
    ...inventoryLoaders,
    ...poolLoaders,
    ...deviceLoaders(sealKey),
    port: registering<'port'>(networkLoaders.port as ReferenceLoader, async (tx, tenant, ports) =>
      unwrap(
        await parameters.registerMembers(
          tx,
          tenant,
          grouped(ports.map((port) => members(registeredPools.port, port.node, port.name))),
        ),
      ),
    ),
    cpeUnit: registering<'cpeUnit'>(inventoryLoaders.cpeUnit, async (tx, tenant, units) =>
      unwrap(
        await parameters.registerMembers(
          tx,
          tenant,
          grouped(units.map((unit) => members(registeredPools.cpe, unit.model, unit.serial))),
        ),
      ),
    ),
    link: registering<'link'>(networkLoaders.link as ReferenceLoader, (tx, tenant) =>
      registerCapacity(delivery, tx, tenant),
    ),
    augmentation: registering<'augmentation'>(networkLoaders.augmentation as ReferenceLoader, (tx, tenant) =>
      registerCapacity(delivery, tx, tenant),
    ),
  } as Readonly<Record<ReferenceKind, ReferenceLoader>>;
}

function grouped(
  registrations: readonly {
    readonly pool: string;
    readonly scope: string;
    readonly values: readonly string[];
  }[],
) {
  const byScope = Map.groupBy(registrations, ({ pool, scope }) => `${pool} ${scope}`);
  return [...byScope.values()].flatMap((own) => {
    const first = own[0];
    return first === undefined
      ? []
      : [{ pool: first.pool, scope: first.scope, values: own.flatMap(({ values }) => values) }];
  });
}

/** The capacity of core links as a step function of time: what is there, and what committed projects add. */
async function registerCapacity(delivery: Delivery, tx: Transaction, tenant: string): Promise<void> {
  const { links, augmentations } = (await readNetwork(tx.sql, tenant)).records;
  const registrations = links
    .filter((link) => link.kind === 'core')
    .map((link) => {
      const opens =
        link.status === 'planned' && link.inServiceDate !== undefined
          ? `${link.inServiceDate}T00:00:00.000Z`
          : '2000-01-01T00:00:00.000Z';
      let limit = link.status === 'buildable' ? 0 : link.capacityKbps;
      const steps = [{ from: opens, limit }];
      for (const project of augmentations.filter(
        (candidate) => candidate.link === link.name && candidate.committed,
      )) {
        limit += project.addsKbps;
        steps.push({ from: `${project.inServiceDate}T00:00:00.000Z`, limit });
      }
      return { pool: registeredPools.linkBandwidth, scope: link.name, steps };
    });
  const registered = await delivery.parameters.registerQuantity(tx, tenant, registrations);
  if (!registered.ok) throw new RefusalError(registered.fault);
}
