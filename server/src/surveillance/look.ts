import type { Database, Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { advance } from './advance.ts';
import { judge } from './judge.ts';
import {
  deleteConditions,
  holdsTurn,
  insertConditions,
  openConditions,
  takeTurn,
  updateConditions,
} from './store.ts';
import type { Condition, SurveillancePolicy, Told, WatchedLink } from './types.ts';

/** What is looked at, and by what means. */
export type Ground = {
  readonly links: readonly WatchedLink[];
  /** Devices that can be asked. */
  readonly devices: readonly string[];
  /** Asks one; undefined where it does not answer. */
  ask(device: string): Promise<Told | undefined>;
  /** Ports (`node/port`) of which their devices have told by themselves that nothing passes. */
  readonly toldBad: ReadonlySet<string>;
  /** In the transaction that records that something is whole again. */
  cleared(tx: Transaction, condition: Pick<Condition, 'id' | 'name' | 'kind'>): Promise<void>;
};

/**
 * Looks once at a tenant's network, if it is time or at once: asks all devices at once, judges what they say, and records what has
 * begun, failed or come back, with an event each. Answers whether it looked.
 */
export async function lookAt(
  database: Database,
  tenant: string,
  policy: SurveillancePolicy,
  ground: Ground,
  atOnce = false,
): Promise<boolean> {
  const look = await takeTurn(database.sql, tenant, atOnce ? 0 : policy.everyMs);
  if (look === undefined) return false;
  const found = judge(ground.links, await askAll(ground, policy), new Set(ground.devices));
  const known = await openConditions(database.sql, tenant);
  if (found.bad.length === 0 && known.length === 0) return true;
  const told = new Set(
    ground.links
      .filter(({ ends: both }) => both.some(({ node, port }) => ground.toldBad.has(`${node}/${port}`)))
      .map(({ name }) => name),
  );
  const ends = new Map(ground.links.map((link) => [link.name, link.ends.map(({ node }) => node)]));
  await database.transaction(async (tx) => {
    if (!(await holdsTurn(tx, tenant, look))) return;
    const before = await openConditions(tx.sql, tenant);
    const devicesOf = (name: string) => ends.get(name) ?? [name];
    const next = advance(before, found, devicesOf, policy, (name) => told.has(name));
    await deleteConditions(tx, tenant, next.dropped);
    await updateConditions(tx, tenant, next.changed);
    await insertConditions(tx, tenant, next.begun);
    await tell(tx, tenant, before);
    for (const one of next.changed) if (one.state === 'cleared') await ground.cleared(tx, one);
  });
  return true;
}

/** One event for each condition that failed or was cleared by this look. */
async function tell(tx: Transaction, tenant: string, before: readonly Condition[]): Promise<void> {
  const states = new Map(before.map(({ id, state }) => [id, state]));
  const after = await openConditions(tx.sql, tenant, [...states.keys()]);
  const moved = after.filter(
    ({ id, state }) =>
      (state === 'failed' && states.get(id) !== 'failed') || (state === 'cleared' && states.has(id)),
  );
  await recordFacts(
    tx,
    tenant,
    moved.map((condition) => ({
      type: 'NetworkConditionStateChangeEvent',
      domain: 'surveillance',
      aggregate: { kind: 'networkCondition', id: condition.id },
      resource: 'networkCondition',
      body: condition,
    })),
  );
}

async function askAll(
  { devices, ask }: Ground,
  { atOnce, answerMs }: SurveillancePolicy,
): Promise<ReadonlyMap<string, Told>> {
  const told = new Map<string, Told>();
  const waiting = [...devices];
  const askInTurn = async (): Promise<void> => {
    for (let device = waiting.shift(); device !== undefined; device = waiting.shift()) {
      const answer = await within(answerMs, ask(device));
      if (answer !== undefined) told.set(device, answer);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, askInTurn));
  return told;
}

/** An answer that comes in time; what comes later is nobody's. */
async function within<Value>(timeMs: number, answer: Promise<Value | undefined>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
