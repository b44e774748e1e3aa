import { createHash } from 'node:crypto';
import { obtain } from '../maps.ts';
import { isEntry, type PathStep, parsePath } from '../paths.ts';
import { type Change, type ConfigValue, ENTRY, type LeafAddress } from '../types.ts';
import { child, childText, type Element, escapeXml } from './xml.ts';

/** RFC 6241 base namespace. */
export const NETCONF_BASE = 'urn:ietf:params:xml:ns:netconf:base:1.0';

/** The root of a device's configuration: what stands above every path. */
export type Dialect = { readonly root: string; readonly namespace: string };

type Branch = {
  readonly step: PathStep | undefined;
  /** Rendered leaves of this element, in the order of their paths. */
  readonly lines: string[];
  readonly branches: Map<string, Branch>;
  removed: boolean;
};

/**
 * The content of `<config>` (RFC 6241, 7.2) for a list of changes. Deletions are `remove`, so that repeating them
 * after an interruption is no error; that they were effective is what reading back is for.
 */
export function toEditConfig(changes: readonly Change[], dialect: Dialect): string {
  const root = branch(undefined);
  for (const change of changes) place(root, change);
  const open = `<${dialect.root} xmlns="${dialect.namespace}" xmlns:nc="${NETCONF_BASE}">`;
  return [open, ...inner(root, 1), `</${dialect.root}>`].join('\n');
}

/** A subtree filter (RFC 6241, 6) that selects just these places. */
export function toFilter(places: readonly LeafAddress[], dialect: Dialect): string {
  const root = branch(undefined);
  for (const { path } of places) {
    const steps = parsePath(path);
    const last = steps.at(-1);
    if (last === undefined) continue;
    const parent = descend(root, isEntry(path) ? steps : steps.slice(0, -1));
    if (!isEntry(path)) parent.lines.push(`<${last.name}/>`);
  }
  const open = `<${dialect.root} xmlns="${dialect.namespace}">`;
  return [open, ...inner(root, 1), `</${dialect.root}>`].join('\n');
}

/** The values at these places in an answer's `<data>`; empty places are absent. */
export function fromData(
  data: Element | undefined,
  places: readonly LeafAddress[],
  dialect: Dialect,
): ReadonlyMap<string, ConfigValue> {
  const device = child(data, dialect.root);
  const values = new Map<string, ConfigValue>();
  for (const { path, combiner } of places) {
    const found = elementsAt(device, parsePath(path));
    const [first] = found;
    if (first === undefined) continue;
    if (isEntry(path)) values.set(path, ENTRY);
    else if (combiner === 'set') values.set(path, found.map((element) => element.text).sort());
    else if (combiner === 'ordered')
      values.set(
        path,
        found.map((element) => element.text),
      );
    else values.set(path, first.text);
  }
  return values;
}

/** SHA-256 of a whole answer, independent of white space, prefixes and the order of list entries. */
export function fingerprintOf(data: Element | undefined): string {
  // A root with nothing in it is no configuration, and servers differ in whether they tell it.
  const parts = (data?.children ?? []).filter(({ children, text }) => children.length > 0 || text !== '');
  return createHash('sha256').update(parts.map(canonicalText).sort().join('')).digest('hex');
}

function canonicalText(element: Element | undefined): string {
  if (element === undefined) return '';
  const inside = element.children.length > 0 ? element.children.map(canonicalText).sort() : [element.text];
  return `<${element.name}>${inside.join('')}</${element.name}>`;
}

function elementsAt(root: Element | undefined, steps: readonly PathStep[]): readonly Element[] {
  let found: readonly Element[] = root === undefined ? [] : [root];
  for (const { name, key } of steps) {
    found = found
      .flatMap((element) => element.children.filter((candidate) => candidate.name === name))
      .filter((candidate) => key === undefined || childText(candidate, key.name) === key.value);
  }
  return found;
}

function branch(step: PathStep | undefined): Branch {
  return { step, lines: [], branches: new Map(), removed: false };
}

function descend(from: Branch, steps: readonly PathStep[]): Branch {
  let at = from;
  for (const step of steps) {
    const name = `${step.name} ${step.key?.value ?? ''}`;
    at = obtain(at.branches, name, () => branch(step));
  }
  return at;
}

function place(root: Branch, change: Change): void {
  const steps = parsePath(change.path);
  if (isEntry(change.path)) {
    descend(root, steps).removed = change.after === null;
    return;
  }
  const name = steps.at(-1)?.name ?? '';
  descend(root, steps.slice(0, -1)).lines.push(...leafLines(name, change));
}

function leafLines(name: string, change: Change): readonly string[] {
  const write = (value: string) => `<${name}>${escapeXml(value)}</${name}>`;
  const remove = (value: string) => `<${name} nc:operation="remove">${escapeXml(value)}</${name}>`;
  const before = [change.before ?? []].flat();
  const after = [change.after ?? []].flat();
  switch (change.combiner) {
    case 'set':
      return [
        ...before.filter((value) => !after.includes(value)).map(remove),
        ...after.filter((value) => !before.includes(value)).map(write),
      ];
    case 'ordered':
      // The whole sequence is taken away and written anew: a merge keeps the places of values that stay.
      return [...(before.length > 0 ? [`<${name} nc:operation="remove"/>`] : []), ...after.map(write)];
    default:
      return after.length === 0 ? [`<${name} nc:operation="remove"/>`] : after.map(write);
  }
}

function inner(at: Branch, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const lines = at.lines.map((line) => indent + line);
  for (const next of at.branches.values()) lines.push(...branchLines(next, depth));
  return lines;
}

function branchLines(at: Branch, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const { name = '', key } = at.step ?? {};
  const attribute = at.removed ? ' nc:operation="remove"' : '';
  const keyLine = key === undefined ? [] : [`${indent}  <${key.name}>${escapeXml(key.value)}</${key.name}>`];
  return [`${indent}<${name}${attribute}>`, ...keyLine, ...inner(at, depth + 1), `${indent}</${name}>`];
}
