import { type PathStep, parsePath, step } from '../paths.ts';
import { type Change, type ConfigValue, ENTRY, type LeafAddress } from '../types.ts';

/**
 * The lists of a device's model with the names of their keys, each by the names on the way to it, such as `port/unit`:
 * lines do not tell an entry of a list from a leaf.
 */
export type ListKeys = Readonly<Record<string, string>>;

/** The commands that make the changes: what goes before what comes, so that a sequence is written anew in its order. */
export function commandsOf(changes: readonly Change[]): readonly string[] {
  const deletions = changes.flatMap(removed).map((line) => `delete ${line}`);
  const settings = changes.flatMap(added).map((line) => `set ${line}`);
  return [...deletions, ...settings];
}

function removed({ path, before, after, combiner }: Change): readonly string[] {
  if (before === null) return [];
  if (combiner === 'set' && after !== null)
    return linesAt(
      path,
      valuesOf(before).filter((value) => !after.includes(value)),
    );
  if (combiner === 'ordered' || after === null) return [wordsOf(path)];
  return [];
}

function added({ path, before, after, combiner }: Change): readonly string[] {
  if (after === null) return [];
  const standing = combiner === 'set' && before !== null ? valuesOf(before) : [];
  return linesAt(
    path,
    valuesOf(after).filter((value) => !standing.includes(value)),
  );
}

function linesAt(path: string, values: readonly string[]): readonly string[] {
  return values.map((value) =>
    value === ENTRY && path.endsWith("']") ? wordsOf(path) : `${wordsOf(path)} ${quoted(value)}`,
  );
}

function valuesOf(value: ConfigValue): readonly string[] {
  return [value].flat();
}

/** A path as words: `/vrf[name='A']/rd` is `vrf A rd`. */
function wordsOf(path: string): string {
  return parsePath(path)
    .flatMap(({ name, key }: PathStep) => (key === undefined ? [name] : [name, quoted(key.value)]))
    .join(' ');
}

function quoted(word: string): string {
  if (/["\\\n\r]/.test(word)) throw new Error('a value that a command line cannot take');
  return /^[^\s"]+$/.test(word) ? word : `"${word}"`;
}

/** What stands at these places; an entry stands when any line is in it. */
export function valuesIn(
  lines: readonly string[],
  places: readonly LeafAddress[],
  keys: ListKeys,
): ReadonlyMap<string, ConfigValue> {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    for (const [path, value] of pathsOf(wordsIn(line), keys))
      found.set(path, [...(found.get(path) ?? []), value]);
  }
  return new Map(
    places.flatMap(({ path, combiner }) => {
      const values = found.get(path);
      if (values === undefined) return [];
      if (combiner === 'set') return [[path, [...values].sort()] as const];
      return [[path, combiner === 'ordered' ? values : (values[0] ?? '')] as const];
    }),
  );
}

/** The entries on a line's way, and the leaf at its end. */
function pathsOf(words: readonly string[], keys: ListKeys): readonly (readonly [string, string])[] {
  const paths: (readonly [string, string])[] = [];
  let path = '';
  let names = '';
  for (let at = 0; at < words.length; ) {
    const name = words[at] ?? '';
    names += names === '' ? name : `/${name}`;
    const key = keys[names];
    const value = words[at + 1];
    if (value === undefined) break;
    at += 2;
    if (key === undefined) {
      paths.push([path + step(name), value]);
      break;
    }
    path += step(name, key, value);
    paths.push([path, ENTRY]);
  }
  return paths;
}

function wordsIn(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inQuotes, plain]) => inQuotes ?? plain ?? '');
}
