import type { Change, LeafImage } from '../types.ts';
import type { RouterConfig } from './agent-client.ts';
import { type Leaves, leavesOf } from './leaves.ts';
import { linesOf } from './lines.ts';

/** What a router is to become: all that it runs, with the changes made. Lines that nobody's leaf made stay. */
export function candidateOf(running: RouterConfig, changes: readonly Change[]): RouterConfig {
  const before = leavesOf(running);
  const after = withChanges(before, changes);
  const [old, wanted] = [linesOf(before), linesOf(after)];
  return {
    platform: replaced(running.platform, old.platform, wanted.platform),
    routing: replaced(running.routing, old.routing, wanted.routing),
  };
}

/** The leaves after the changes; a deleted list entry takes everything in it. */
function withChanges(leaves: Leaves, changes: readonly Change[]): Leaves {
  const next: Leaves = new Map(leaves);
  for (const { path, after } of changes) {
    if (after !== null) next.set(path, after);
    else for (const key of next.keys()) if (key === path || key.startsWith(`${path}/`)) next.delete(key);
  }
  return next;
}

function replaced(
  running: readonly string[],
  old: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): readonly string[] {
  const kept = running.filter((line) => !old.has(line) || wanted.has(line));
  return [...new Set([...kept, ...wanted])].sort();
}

/** The difference between both sides of the places, as the lines that go and come, under their contexts. */
export function differenceText(places: readonly LeafImage[]): string {
  const side = (which: 'before' | 'after'): Leaves =>
    new Map(places.flatMap((place) => (place[which] === null ? [] : [[place.path, place[which]] as const])));
  const [before, after] = [linesOf(side('before')), linesOf(side('after'))];
  return (['platform', 'routing'] as const)
    .flatMap((part) => [
      ...underContexts(outermost(missingFrom(after[part], before[part])), 'no '),
      ...underContexts(missingFrom(before[part], after[part]), ''),
    ])
    .join('\n');
}

function missingFrom(those: ReadonlySet<string>, these: ReadonlySet<string>): readonly string[] {
  return [...these].filter((line) => !those.has(line)).sort();
}

/** What is inside a context that goes, goes with it. */
function outermost(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !lines.some((other) => line.startsWith(`${other}\n`)));
}

/** Each line a step further in than its context, which is written once. */
function underContexts(lines: readonly string[], prefix: string): readonly string[] {
  const written: string[] = [];
  let around: readonly string[] = [];
  for (const line of lines) {
    const parts = line.split('\n');
    const shared = parts.findIndex((part, depth) => around[depth] !== part);
    const from = shared < 0 ? parts.length - 1 : shared;
    for (let depth = from; depth < parts.length; depth++) {
      written.push(' '.repeat(depth) + (depth === parts.length - 1 ? prefix : '') + parts[depth]);
    }
    around = parts;
  }
  return written;
}
