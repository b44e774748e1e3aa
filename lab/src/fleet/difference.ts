import { type ContainerSchema, deviceSchema, type ListSchema, type SchemaNode } from './schema.ts';
import type { ContainerData, DataNode } from './tree.ts';

/** One changed node: its instance path and what happened to it, as RFC 6470 reports edits. */
export type Change = { readonly path: string; readonly operation: 'create' | 'delete' | 'replace' };

/** The topmost nodes that differ. Shared subtrees are skipped by reference, so the cost is that of the change. */
export function differences(before: ContainerData, after: ContainerData): readonly Change[] {
  return containerChanges(before, after, deviceSchema, '/d:device');
}

function containerChanges(
  before: ContainerData,
  after: ContainerData,
  schema: ContainerSchema | ListSchema,
  path: string,
): readonly Change[] {
  if (before === after) return [];
  return Object.entries(schema.children).flatMap(([name, childSchema]) =>
    nodeChanges(before.children.get(name), after.children.get(name), childSchema, `${path}/d:${name}`),
  );
}

function nodeChanges(
  before: DataNode | undefined,
  after: DataNode | undefined,
  schema: SchemaNode,
  path: string,
): readonly Change[] {
  if (before === after) return [];
  if (schema.kind === 'list') return entryChanges(before, after, schema, path);
  if (before === undefined) return [{ path, operation: 'create' }];
  if (after === undefined) return [{ path, operation: 'delete' }];
  if (before.kind === 'container' && after.kind === 'container' && schema.kind === 'container') {
    return containerChanges(before, after, schema, path);
  }
  return sameValue(before, after) ? [] : [{ path, operation: 'replace' }];
}

function entryChanges(
  before: DataNode | undefined,
  after: DataNode | undefined,
  schema: ListSchema,
  path: string,
): readonly Change[] {
  const old = before?.kind === 'list' ? before.entries : new Map<string, ContainerData>();
  const now = after?.kind === 'list' ? after.entries : new Map<string, ContainerData>();
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): readonly Change[] => {
    const entryPath = `${path}[d:${schema.key}='${key}']`;
    const [was, is] = [old.get(key), now.get(key)];
    if (was === undefined) return [{ path: entryPath, operation: 'create' }];
    if (is === undefined) return [{ path: entryPath, operation: 'delete' }];
    return containerChanges(was, is, schema, entryPath);
  });
}

function sameValue(before: DataNode, after: DataNode): boolean {
  if (before.kind === 'leaf' && after.kind === 'leaf') return before.value === after.value;
  if (before.kind !== 'leaf-list' || after.kind !== 'leaf-list') return false;
  return before.values.join('\n') === after.values.join('\n');
}
