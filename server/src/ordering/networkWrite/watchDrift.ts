import { type Drift, knownDrift, listDevices, rememberDrift } from '../../activation/index.ts';
import { objectPolicy } from '../../catalog/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';

/**
 * Reads every device and tells what has come to differ from the records since the last look, and what does no more: an
 * event a device, only when there is news; what a person let stand is not told. Devices that do not answer, or are being
 * changed, are passed over. Does nothing for a tenant without the policy `driftWatch` (`{everyS}`). Answers how many devices
 * had news.
 */
export async function watchDrift(delivery: Delivery, tenant: string): Promise<number> {
  let news = 0;
  for (const device of await listDevices(delivery.sql, tenant))
    if ((await lookForDrift(delivery, tenant, device)) === 'news') news++;
  return news;
}

/** Looks at one device, as {@link watchDrift} does. `passedOver`: it could not be looked at now. */
export async function lookForDrift(
  delivery: Delivery,
  tenant: string,
  device: string,
): Promise<'news' | 'nothing' | 'passedOver'> {
  const found = await delivery.devices.drift(tenant, device).catch(() => undefined);
  if (found === undefined) return 'passedOver';
  return (await delivery.transaction((tx) => tellDrift(tx, tenant, device, found))) > 0 ? 'news' : 'nothing';
}

/** How often drift is looked for, in seconds of the real clock; null: never. */
export async function driftWatchS(delivery: Delivery, tenant: string): Promise<number | null> {
  const never: { readonly everyS: number | null } = { everyS: null };
  return objectPolicy(await delivery.catalog(delivery.sql, tenant), 'driftWatch', never).everyS;
}

/** Keeps what was found, and tells it where it is another than before. */
async function tellDrift(
  tx: Transaction,
  tenant: string,
  device: string,
  drifts: readonly Drift[],
): Promise<number> {
  const known = await knownDrift(tx.sql, tenant, device);
  const shape = (list: readonly Pick<Drift, 'path' | 'have'>[]): string =>
    JSON.stringify(list.map(({ path, have }) => [path, have]).sort());
  if (shape(known) === shape(drifts)) return 0;
  await rememberDrift(tx, tenant, device, drifts);
  const kept = new Set(
    (await knownDrift(tx.sql, tenant, device)).filter((one) => one.kept).map(({ path }) => path),
  );
  const open = drifts.filter(({ path }) => !kept.has(path));
  await recordFacts(tx, tenant, [
    {
      type: open.length === 0 ? 'DeviceDriftClearedEvent' : 'DeviceDriftEvent',
      domain: 'ServiceActivationAndConfiguration',
      aggregate: { kind: 'device', id: device },
      resource: 'deviceDrift',
      body: { device, drifts: open },
    },
  ]);
  return 1;
}
