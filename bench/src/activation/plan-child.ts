import {
  changesBetween,
  planDevice,
  type Wish,
  wishesOf,
} from '../../../server/src/activation/rules/ownership.ts';
import type { Leaf, OwnedLeaf } from '../../../server/src/activation/types.ts';
import { edgesOf, lineOf } from './lines.ts';
import type { Planned } from './plan20k.ts';

// Plans a whole network: node plan-child.ts '{"services": N, "devices": N}'.

type Wanted = { readonly serviceId: string; readonly leaves: readonly Leaf[] };
type Records = Map<string, OwnedLeaf>;

const size = JSON.parse(process.argv[2] ?? '') as { services: number; devices: number };

/**
 * Renders all services, and gives each device away as soon as the last service that has anything on it is rendered: only
 * devices that are still waiting are kept in memory.
 */
function* rendered(rateKbps: number): Generator<readonly [string, readonly Wanted[]]> {
  const awaited = new Map<string, number>();
  for (let index = 0; index < size.services; index++)
    for (const edge of edgesOf(index, size.devices)) {
      const device = `PE-${edge + 1}`;
      awaited.set(device, (awaited.get(device) ?? 0) + 1);
    }
  const waiting = new Map<string, Wanted[]>();
  for (let edge = 0; edge < size.devices; edge++)
    for (let index = edge; index < size.services; index += size.devices)
      for (const { device, leaves } of lineOf(index, size.devices, rateKbps)) {
        const wanted = waiting.get(device) ?? [];
        wanted.push({ serviceId: `line-${index}`, leaves });
        waiting.set(device, wanted);
        if (wanted.length < (awaited.get(device) ?? 0)) continue;
        waiting.delete(device);
        yield [device, wanted];
      }
}

/** Plans all services of one device over what is on record; notes their ownership and counts the differences. */
function plannedOn(device: string, services: readonly Wanted[], owned: Records): number {
  let changes = 0;
  for (const { serviceId, leaves } of services) {
    const wishes: ReadonlyMap<string, Wish> = wishesOf(leaves);
    const plan = planDevice(serviceId, wishes, { device, owned: placesOf(wishes, owned) });
    if (plan.conflicts.length > 0) throw new Error(JSON.stringify(plan.conflicts[0]));
    changes += changesBetween(plan.images, 'forward').length;
    for (const leaf of plan.ownership) owned.set(leaf.path, leaf);
  }
  return changes;
}

/** What the store answers when a service is planned: the records of the places that it has or will have. */
function placesOf(wishes: ReadonlyMap<string, Wish>, owned: Records): Records {
  const places: Records = new Map();
  for (const path of wishes.keys()) {
    const leaf = owned.get(path);
    if (leaf !== undefined) places.set(path, leaf);
  }
  return places;
}

const seconds = (from: number): number => (performance.now() - from) / 1_000;

const before = process.memoryUsage.rss();
let from = performance.now();
const cpu = process.cpuUsage();
let changes = 0;
for (const [device, services] of rendered(10_000)) changes += plannedOn(device, services, new Map());
const createS = seconds(from);
const used = process.cpuUsage(cpu);
const cpuS = (used.user + used.system) / 1e6;
const mb = (process.resourceUsage().maxRSS * 1_024 - before) / 1e6;

// The same network with all rates doubled, over its records; making those again is not counted.
from = performance.now();
let notCountedMs = 0;
const standing = rendered(10_000);
for (const [device, services] of rendered(20_000)) {
  const since = performance.now();
  const owned: Records = new Map();
  const [, before] = standing.next().value ?? [device, []];
  plannedOn(device, before, owned);
  notCountedMs += performance.now() - since;
  const found = plannedOn(device, services, owned);
  if (found !== services.length * 2) throw new Error(`${found} differences of ${services.length} services`);
}
const changeS = seconds(from) - notCountedMs / 1_000;
const answer: Planned = { ...size, changes, createS, cpuS, changeS, mb };
process.stdout.write(`${JSON.stringify(answer)}\n`);
process.exit(0);
