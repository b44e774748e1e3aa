import type { CapacityAugmentation, CapacityNeed } from '@turnup/contract';
import {
  allNeeds,
  applied,
  augmentationFact,
  augmentationView,
  capacityProblem,
  lockOpenAugmentations,
  type NamedProblem,
  type Need,
  type Proposal,
  proposalOf,
  readAugmentations,
  type StoredAugmentation,
  solveInThread,
  writeAugmentation,
} from '../../augmentation/index.ts';
import { textPolicy } from '../../catalog/index.ts';
import { findDesign } from '../../design/index.ts';
import { addWorkingDays, laterOf } from '../../foundation/calendar.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { coreView } from '../../network/index.ts';
import type { Database, Sql, Transaction } from '../../platform/database.ts';
import { type World, worldOf } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { occupancyWithout } from '../reserve.ts';
import { designsOf, reservationsOfDesigns } from './consumers.ts';
import { needOfDesign } from './needOfDesign.ts';
import { fillPercent } from './planned.ts';
import { recomposeSharers } from './recomposeSharers.ts';

/** Who is short of capacity: a design, or planning for something else. */
export type Short =
  | { readonly design: string; readonly protection: boolean }
  | { readonly process: CapacityNeed };

/** How often a search is made anew because somebody else has changed what it stands on. */
const ATTEMPTS = 5;

/**
 * Finds which modules on which links carry everyone who is short, this one among them, at least cost, and writes it down:
 * what is proposed for others is found anew together with it, what is ordered counts as there, and the cost of each link
 * is shared by those who use it. The search runs in a thread of its own, outside any transaction. Answers the augmentations
 * that this one shares: none where the core has room.
 *
 * Refuses 404, 422 `NOT_FEASIBLE`, `UNKNOWN_NODE` and `NO_MODULES`, and 409 `CAPACITY_MOVED` where others are always quicker.
 */
export async function proposeAugmentation(
  delivery: Delivery,
  database: Database,
  tenant: string,
  short: Short,
  signal?: AbortSignal,
): Promise<Result<CapacityAugmentation[]>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const ground = await groundOf(delivery, database.sql, tenant, short);
    if (!ground.ok) return ground;
    const { named } = ground.value;
    const design = await solveInThread(named.problem, delivery.capacity.searchSeconds, signal);
    if (design === undefined)
      return refuse(
        422,
        'NO_MODULES',
        'no modules of the catalogue carry what is asked: load link modules, or ask for less',
      );
    const proposal = proposalOf(named, design);
    const written = await database.transaction((tx) =>
      write(delivery, tx, tenant, short, ground.value, proposal),
    );
    if (written !== undefined) return ok(written);
    signal?.throwIfAborted();
  }
  return refuse(409, 'CAPACITY_MOVED', 'what the search stands on has moved again and again: ask once more');
}

type Found = {
  readonly world: World;
  readonly need: Need;
  readonly open: readonly StoredAugmentation[];
  readonly named: NamedProblem;
  readonly freeKbps: (link: string) => number;
};

/** Reads what a search stands on: who is short, what is open, and what the core has free without any of them. */
async function groundOf(delivery: Delivery, sql: Sql, tenant: string, short: Short): Promise<Result<Found>> {
  const world = await worldOf(delivery, sql, tenant);
  const need = await needOf(delivery, sql, tenant, world, short);
  if (!need.ok) return need;
  const open = await readAugmentations(sql, tenant, { states: ['proposed', 'ordered'] });
  const needs = allNeeds(open, [need.value]);
  const own = await reservationsOfDesigns(sql, tenant, [
    ...designsOf(open),
    ...('design' in short ? [short.design] : []),
  ]);
  // What is ordered counts, also where it comes after the day of need: its design then waits.
  const date = [
    ...needs.map(({ needDate }) => needDate),
    ...open.filter(({ state }) => state === 'ordered').map(({ readyDate }) => readyDate),
  ].reduce(laterOf);
  const occupancy = await occupancyWithout(delivery, { sql }, tenant, `${date}T00:00:00.000Z`, own);
  if (!occupancy.ok) return occupancy;
  const maximumFillPercent = fillPercent(world);
  const view = coreView(world.network, {
    date,
    linkUseKbps: occupancy.value.linkUseKbps,
    maximumFillPercent,
  });
  const modules = [...world.catalog.of('linkModule').values()];
  const named = capacityProblem(view, modules, needs, maximumFillPercent);
  if (!named.ok) return named;
  const freeKbps = (link: string): number => view.freeKbps[world.network.links.indexOf(link)] ?? 0;
  return ok({ world, need: need.value, open, named: named.value, freeKbps });
}

async function needOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  world: World,
  short: Short,
): Promise<Result<Need>> {
  if ('process' in short) {
    const { id, needDate, demands } = short.process;
    if (needDate < world.today)
      return refuse(422, 'DATE_PASSED', `${needDate} has passed`, [
        { path: '/needDate', message: 'has passed' },
      ]);
    return ok({ consumer: { kind: 'capacityProcess', id }, needDate, demands });
  }
  const design = await findDesign(sql, tenant, short.design);
  if (design === undefined) return refuse(404, 'NOT_FOUND', `there is no design ${short.design}`);
  if (design.state === 'superseded' || design.state === 'rejected')
    return refuse(409, 'INVALID_STATE', `design ${design.number} is ${design.state}`);
  const occupancy = await delivery.occupancy(sql, tenant, world.now);
  return needOfDesign(world, design, occupancy, short.protection);
}

/** Writes a proposal; undefined where what is open has changed since the search began. */
async function write(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  short: Short,
  { world, open, freeKbps, need }: Found,
  proposal: Proposal,
): Promise<CapacityAugmentation[] | undefined> {
  const now = await lockOpenAugmentations(tx, tenant);
  if (JSON.stringify(now) !== JSON.stringify(open)) return undefined;
  const { added, changed } = applied(proposal, {
    open,
    freeKbps,
    maximumFillPercent: fillPercent(world),
    readyIn: (days) => addWorkingDays(world.operatorCalendar, world.today, days),
  });
  const ports = delivery.capacity;
  const written: StoredAugmentation[] = [];
  for (const content of added)
    written.push({
      ...content,
      id: ports.ids(),
      number: await ports.number(tx, tenant),
      updatedAt: world.now,
    });
  written.push(...changed.map((one) => ({ ...one, updatedAt: world.now })));
  for (const one of written) await writeAugmentation(tx, tenant, one);
  await ports.record(
    tx,
    tenant,
    written.map((one, index) =>
      augmentationFact(
        index < added.length
          ? 'CapacityAugmentationCreateEvent'
          : one.state === 'cancelled'
            ? 'CapacityAugmentationStateChangeEvent'
            : 'CapacityAugmentationAttributeValueChangeEvent',
        one,
      ),
    ),
  );
  const before = open.filter(({ id }) => written.some((one) => one.id === id));
  await recomposeSharers(delivery, tx, tenant, [
    ...designsOf([...written, ...before]),
    ...('design' in short ? [short.design] : []),
  ]);
  const mine = await readAugmentations(tx.sql, tenant, {
    states: ['proposed', 'ordered'],
    consumer: need.consumer,
  });
  const currency = textPolicy(world.catalog, 'currency', '');
  return mine.map((one) => augmentationView(one, currency === '' ? undefined : currency));
}
