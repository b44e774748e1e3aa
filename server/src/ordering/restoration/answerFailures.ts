import type { RestorationCreate } from '@turnup/contract';
import type { Refusal as Fault } from '../../foundation/result.ts';
import { readOutages } from '../../maintenance/index.ts';
import type { NetworkSnapshot } from '../../network/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Condition, lockFailed, noteObstacle, noteOrdered } from '../../surveillance/index.ts';
import { acceptOrder } from '../accept.ts';
import type { Delivery } from '../delivery.ts';
import { finalStates } from '../rollup.ts';
import { objectNamed, type Stander, standersOn } from '../standsOn.ts';
import { itemsOfService } from '../store.ts';
import { closedBy } from './failures.ts';
import { restorationOrder } from './request.ts';
import { insertFailed } from './store.ts';
import { protection } from './way.ts';

/** An order that was refused; everything of it goes back with the transaction. */
class Refused extends Error {
  readonly ids: readonly string[];
  constructor(ids: readonly string[], { code, message }: Fault) {
    super(`${code}: ${message}`);
    this.ids = ids;
  }
}

/** Who acts where surveillance does. */
export function surveillanceContext(tenant: string): Context {
  return {
    tenant,
    account: 'surveillance',
    name: 'Surveillance of the network',
    roles: [],
    permissions: new Set(),
    trace: newId(),
  };
}

/**
 * Answers what surveillance found to have failed: it is closed to planning, and what stands on it is led another way by one
 * order of category restoration that refers to the conditions. Each service is ordered once for each condition, however
 * often it is looked at; one at which another order is follows when that has ended. Answers how many orders were made.
 */
export async function answerFailures(delivery: Delivery, tenant: string): Promise<number> {
  try {
    return await delivery.transaction((tx) => answer(delivery, tx, tenant));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await delivery.transaction((tx) => noteObstacle(tx, tenant, error.ids, error.message));
    return 0;
  }
}

async function answer(delivery: Delivery, tx: Transaction, tenant: string): Promise<number> {
  const failed = await lockFailed(tx, tenant);
  if (failed.length === 0) return 0;
  const network = await delivery.network(tx.sql, tenant);
  const services = new Map<string, Stander>();
  const conditions = new Set<Condition>();
  for (const condition of failed) {
    const work = await expectedBy(delivery, tx, tenant, network, condition);
    if (work !== undefined) {
      await noteObstacle(tx, tenant, [condition.id], `expected: planned outage ${work} is not over`);
      continue;
    }
    for (const stander of await unanswered(tx, tenant, network, condition)) {
      services.set(stander.serviceId, stander);
      conditions.add(condition);
    }
  }
  const { free, busy } = await sortOut(tx, tenant, [...services.values()]);
  const ids = [...conditions].map(({ id }) => id);
  const obstacle = busy.length === 0 ? null : `other orders are at ${busy.join(', ')}: these follow`;
  if (free.length > 0) await order(delivery, tx, tenant, [...conditions], free);
  await noteObstacle(tx, tenant, ids, obstacle);
  return free.length > 0 ? 1 : 0;
}

/** The announced work that explains a condition for now; what is bad when the work is over is a failure. */
async function expectedBy(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  network: NetworkSnapshot,
  { name }: Condition,
): Promise<string | undefined> {
  const link = network.links.get(name);
  const ends = link === undefined ? [] : [link.a, link.b].map(({ node, port }) => `${node}/${port}`);
  const at = await delivery.now(tx.sql);
  for (const object of [name, ...ends]) {
    const outages = await readOutages(tx.sql, tenant, { object, at, state: 'announced,inProgress' });
    if (outages[0] !== undefined) return outages[0].number;
  }
  return undefined;
}

/** Closes what failed to planning, and answers which services on it no order was made for yet. */
async function unanswered(
  tx: Transaction,
  tenant: string,
  network: NetworkSnapshot,
  condition: Condition,
): Promise<readonly Stander[]> {
  const object = objectNamed(network, condition.name);
  if (object === undefined) return [];
  await insertFailed(tx, tenant, { ...closedBy(network, object), reason: condition.reason });
  const standers = await standersOn(tx.sql, tenant, network, [object]);
  const asked: Stander[] = [];
  for (const stander of standers) {
    if (condition.services.includes(stander.serviceId)) continue;
    // Where only its standby is cut, a service runs on: there is nothing to restore.
    const own = await protection(tx, tenant, stander);
    if (own?.by !== 'untouched') asked.push(stander);
  }
  return asked;
}

async function sortOut(
  tx: Transaction,
  tenant: string,
  standers: readonly Stander[],
): Promise<{ readonly free: readonly Stander[]; readonly busy: readonly string[] }> {
  const free: Stander[] = [];
  const busy: string[] = [];
  for (const stander of standers) {
    const items = await itemsOfService(tx.sql, tenant, stander.serviceId);
    if (items.every(({ state }) => finalStates.has(state))) free.push(stander);
    else busy.push(stander.number);
  }
  return { free, busy };
}

async function order(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  conditions: readonly Condition[],
  services: readonly Stander[],
): Promise<void> {
  const ids = conditions.map(({ id }) => id);
  const [first] = conditions;
  const body: RestorationCreate = {
    failed: conditions.map(({ name }) => name),
    ticket: first?.id ?? '',
    reason: conditions.map(({ name, reason }) => `${name}: ${reason}`).join('; '),
  };
  const made = await acceptOrder(
    delivery,
    tx,
    surveillanceContext(tenant),
    restorationOrder(body, services),
    undefined,
  );
  if (!made.ok) throw new Refused(ids, made.fault);
  await noteOrdered(tx, tenant, ids, {
    order: made.value.orderId,
    services: services.map(({ serviceId }) => serviceId),
  });
}
