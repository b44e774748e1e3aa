import { changeServices, returnCpe, serviceFamily } from '../src/inventory/index.ts';
import { demoDataSets, vpnOrder } from './demo.ts';
import type { LiveServices } from './liveService.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** A service on the network that no record knows: delivered once, then forgotten, its configuration standing. */
export type Found = {
  /** The order that takes it over, with what it says changed. */
  readonly order: (ownership: string, change?: object, parameters?: object) => object;
};

/** Lets what is given back be anybody's at once: what is found was given back by losing its records. */
export async function withoutQuarantine(system: TestSystem): Promise<void> {
  const pools = demoDataSets().flatMap(({ kind, records }) => (kind === 'pool' ? (records as Row[]) : []));
  const ageless = { kind: 'pool', records: pools.map((pool) => ({ ...pool, quarantineDays: 0 })) };
  const { status, body } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', ageless);
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/** Delivers a VPN and loses every record of it; what it held may be anybody's again. */
export async function forgottenService(
  system: TestSystem,
  people: People,
  live: LiveServices,
  sites: readonly string[],
): Promise<Found> {
  const { requestedCompletionDate: _, ...body } = vpnOrder(sites, 'ALDER', { bandwidthKbps: 50_000 });
  const id = await live.deliver(body);
  const { number, supportingResource, serviceCharacteristic } = await live.service(id);
  const held = serviceCharacteristic.find((one: Row) => one.name === 'parameters').value;
  const { delivery, database } = system;
  const { body: reservations } = await system.call(
    'provisioning',
    'GET',
    '/turnup/v1/reservation?limit=1000',
  );
  await database.transaction(async (tx) => {
    await delivery.devices.disown(tx, 'operator', id);
    for (const { id: reservationId, owner, lines } of reservations as Row[]) {
      if ((lines ?? []).length === 0) continue;
      await delivery.parameters.deallocate(tx, 'operator', { reservationId, owner });
      await delivery.parameters.release(tx, 'operator', { reservationId, owner });
    }
    await returnCpe(tx, 'operator', id, 'all');
    const family = await serviceFamily(tx.sql, 'operator', id);
    await changeServices(
      tx,
      'operator',
      family.map((one) => ({ id: one.id, state: 'terminated' as const })),
      { by: 'test', reason: 'its records were lost' },
    );
  });
  await people.day(1);
  const accesses = supportingResource
    .filter((one: Row) => one.role?.startsWith('access:'))
    .map((one: Row) => ({
      site: one.role.split(':')[1],
      node: one.detail.node,
      port: one.detail.port,
    }));
  const parameters = Object.fromEntries(
    Object.entries(held as Record<string, string[]>).map(([key, [value]]) => [key, value]),
  );
  const [item] = body.serviceOrderItem;
  return {
    order: (ownership, change = {}, more = {}) => ({
      ...body,
      serviceOrderItem: [
        {
          ...item,
          service: {
            ...item?.service,
            serviceCharacteristic: [
              ...(item?.service.serviceCharacteristic ?? []),
              {
                name: 'takeOver',
                value: {
                  name: number,
                  label: id,
                  ownership,
                  accesses,
                  parameters: { ...parameters, ...more },
                  ...change,
                },
              },
            ],
          },
        },
      ],
    }),
  };
}
