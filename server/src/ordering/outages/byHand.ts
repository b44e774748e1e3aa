import type { PlannedOutageCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { announceOutage, type PlannedOutage, type Stretch } from '../../maintenance/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { recordAudit } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { type NetworkObject, nameOfObject, objectNamed, standersOn } from '../standsOn.ts';
import { windowFor } from './plan.ts';
import { outagePolicy } from './policy.ts';

const withoutPolicy = { leadWorkingDays: 0, minutes: 60 };

/**
 * Announces work that no order asks for, such as a software upgrade: which services stand on the named devices, ports and
 * links is found out, and their customers are told. Without a start it is the first window that leaves the lead time.
 * Refused (422) where something is not known, where the start leaves too little time, or lies in the past.
 */
export async function announceByHand(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  body: PlannedOutageCreate,
): Promise<Result<PlannedOutage>> {
  const { tenant } = context;
  const network = await delivery.network(tx.sql, tenant);
  const objects = body.objects.map((name) => objectNamed(network, name));
  const unknown = body.objects.flatMap((name, index) =>
    objects[index] === undefined
      ? [{ path: `/objects/${index}`, message: `${name} is not in the network` }]
      : [],
  );
  if (unknown.length > 0)
    return refuse(422, 'UNKNOWN_OBJECT', unknown.map(({ message }) => message).join('; '), unknown);
  const known = objects as readonly NetworkObject[];
  const devices = [
    ...new Set(known.flatMap((object) => (object.kind === 'link' ? [] : [object.node]))),
  ].sort();
  const policy = outagePolicy(await delivery.catalog(tx.sql, tenant)) ?? withoutPolicy;
  const minutes = body.minutes ?? policy.minutes;
  const first = await windowFor(delivery, tx.sql, tenant, { ...policy, minutes }, devices);
  if (!first.ok) return first;
  const startsAt = body.startsAt === undefined ? first.value.start : new Date(body.startsAt).toISOString();
  if (startsAt < first.value.start && body.urgent !== true)
    return refuse(
      422,
      'TOO_SOON',
      `the first window that leaves ${policy.leadWorkingDays} working days opens at ${first.value.start}: start then or later, or say that it is urgent`,
      [{ path: '/startsAt', message: `is before ${first.value.start}` }],
    );
  if (startsAt < (await delivery.now(tx.sql)))
    return refuse(422, 'IN_THE_PAST', `${startsAt} has passed`, [
      { path: '/startsAt', message: 'has passed' },
    ]);
  const standers = await standersOn(tx.sql, tenant, network, known);
  const outage = await announceOutage(tx, tenant, {
    reason: body.reason,
    devices,
    objects: known.map(nameOfObject).sort(),
    services: standers.map(({ serviceId: id, number, customer }) => ({
      id,
      number,
      customer,
      touched: body.objects,
    })),
    leadWorkingDays: body.urgent === true ? 0 : policy.leadWorkingDays,
    startsAt,
    endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString(),
  });
  await recordAudit(tx, tenant, [
    {
      account: context.account,
      action: 'plannedOutage.create',
      object: { kind: 'plannedOutage', id: outage.id },
      detail: { number: outage.number, objects: outage.objects, startsAt },
      trace: context.trace,
    },
  ]);
  return ok(outage);
}

/** The next time in which devices may be worked on together, by the policies as they are. */
export async function maintenanceWindowOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  devices: readonly string[],
): Promise<Result<Stretch>> {
  const policy = outagePolicy(await delivery.catalog(sql, tenant)) ?? withoutPolicy;
  return windowFor(delivery, sql, tenant, { ...policy, leadWorkingDays: 0 }, devices);
}
