import { type ErrorTag, NETCONF, RpcFault } from './rpc-fault.ts';
import {
  type ContainerSchema,
  canonicalValue,
  DEVICE,
  deviceSchema,
  type LeafListSchema,
  type LeafSchema,
  type ListSchema,
  type SchemaNode,
} from './schema.ts';
import { type ContainerData, type DataNode, emptyTree } from './tree.ts';
import { child, type XmlElement } from './xml.ts';

/** `operation` attribute of RFC 6241, 7.2; `none` stands for default-operation none. */
export type EditOperation = 'merge' | 'replace' | 'create' | 'delete' | 'remove' | 'none';

/** Outcome of a pure edit: the new tree (the old one is untouched), or the first fault. */
export type EditOutcome =
  | { readonly ok: true; readonly tree: ContainerData }
  | { readonly ok: false; readonly fault: RpcFault };

const operations: ReadonlySet<string> = new Set(['merge', 'replace', 'create', 'delete', 'remove']);

/**
 * Applies `<config>` to a tree. Names, namespaces, types, keys and operations are checked here; what needs the
 * whole tree (references, uniqueness, mandatory nodes) is `validateTree`'s.
 */
export function editTree(
  tree: ContainerData,
  config: XmlElement,
  defaultOperation: 'merge' | 'replace' | 'none',
): EditOutcome {
  try {
    let result = defaultOperation === 'replace' ? emptyTree : tree;
    for (const root of config.children) {
      if (root.namespace !== DEVICE) throw unknownNamespace(root, '');
      if (root.name !== 'device') throw elementFault('unknown-element', root, '');
      const operation = operationOf(root, defaultOperation === 'none' ? 'none' : 'merge', '');
      result = editRoot(result, root, operation);
    }
    return { ok: true, tree: result };
  } catch (error) {
    if (error instanceof RpcFault) return { ok: false, fault: error };
    throw error;
  }
}

function editRoot(tree: ContainerData, root: XmlElement, operation: EditOperation): ContainerData {
  const path = '/d:device';
  const edited = editContainer(
    tree.children.size > 0 ? tree : undefined,
    root,
    operation,
    deviceSchema,
    path,
  );
  return edited ?? emptyTree;
}

/** The container after the edit; undefined when it is gone. */
function editContainer(
  before: ContainerData | undefined,
  edit: XmlElement,
  operation: EditOperation,
  schema: ContainerSchema | ListSchema,
  path: string,
): ContainerData | undefined {
  if (operation === 'delete' || operation === 'remove') return removed(before, operation, path);
  admit(before, operation, path);
  if (edit.text.trim() !== '') throw elementFault('bad-element', edit, path);
  const start = operation === 'replace' || before === undefined ? emptyTree : before;
  // What is created or replaced is new: below it every node merges into nothing.
  const inherited = operation === 'replace' || operation === 'create' ? 'merge' : operation;
  const children = new Map(start.children);
  const seen = new Set<string>();
  for (const part of edit.children) {
    if (part.namespace !== DEVICE) throw unknownNamespace(part, path);
    const childSchema = schema.children[part.name];
    if (childSchema === undefined) throw elementFault('unknown-element', part, path);
    const single = childSchema.kind === 'leaf' || childSchema.kind === 'container';
    if (single && seen.has(part.name)) throw elementFault('bad-element', part, path);
    seen.add(part.name);
    const isKey = schema.kind === 'list' && schema.key === part.name;
    const own = operationOf(part, isKey ? 'merge' : inherited, path);
    if (isKey && own !== 'merge') throw badOperation(part, path);
    const after = editNode(children.get(part.name), part, own, childSchema, `${path}/d:${part.name}`);
    if (after === undefined) children.delete(part.name);
    else children.set(part.name, after);
  }
  const after: ContainerData = { kind: 'container', children };
  return schema.kind === 'container' && children.size === 0 ? undefined : after;
}

function editNode(
  before: DataNode | undefined,
  edit: XmlElement,
  operation: EditOperation,
  schema: SchemaNode,
  path: string,
): DataNode | undefined {
  switch (schema.kind) {
    case 'container':
      return editContainer(as(before, 'container'), edit, operation, schema, path);
    case 'list':
      return editEntry(before, edit, operation, schema, path);
    case 'leaf':
      return editLeaf(before, edit, operation, schema, path);
    case 'leaf-list':
      return editLeafList(before, edit, operation, schema, path);
  }
}

function editEntry(
  before: DataNode | undefined,
  edit: XmlElement,
  operation: EditOperation,
  schema: ListSchema,
  path: string,
): DataNode | undefined {
  const keyElement = child(edit, schema.key);
  const keySchema = schema.children[schema.key];
  if (keyElement === undefined || keySchema?.kind !== 'leaf') {
    throw new RpcFault({
      tag: 'missing-element',
      message: `the key "${schema.key}" is missing`,
      path,
      info: { 'bad-element': schema.key },
    });
  }
  const key = checkedValue(keyElement, keySchema, `${path}/d:${schema.key}`);
  const entries = new Map(as(before, 'list')?.entries);
  const entryPath = `${path}[d:${schema.key}='${key}']`;
  const after = editContainer(entries.get(key), edit, operation, schema, entryPath);
  if (after === undefined) entries.delete(key);
  else entries.set(key, after);
  return entries.size === 0 ? undefined : { kind: 'list', entries };
}

function editLeaf(
  before: DataNode | undefined,
  edit: XmlElement,
  operation: EditOperation,
  schema: LeafSchema,
  path: string,
): DataNode | undefined {
  if (operation === 'delete' || operation === 'remove') return removed(before, operation, path);
  admit(before, operation, path);
  const value = checkedValue(edit, schema, path);
  return operation === 'none' ? before : { kind: 'leaf', value };
}

function editLeafList(
  before: DataNode | undefined,
  edit: XmlElement,
  operation: EditOperation,
  schema: LeafListSchema,
  path: string,
): DataNode | undefined {
  const values = as(before, 'leaf-list')?.values ?? [];
  // `<hop operation="delete"/>` without a value takes the whole leaf-list, as common servers do.
  const removing = operation === 'delete' || operation === 'remove';
  if (removing && edit.text.trim() === '') return removed(before, operation, path);
  const value = checkedValue(edit, schema, path);
  const present = values.includes(value) ? before : undefined;
  const valuePath = `${path}[.='${value}']`;
  if (removing) {
    removed(present, operation, valuePath);
    const rest = values.filter((other) => other !== value);
    return rest.length === 0 ? undefined : { kind: 'leaf-list', values: rest };
  }
  admit(present, operation, valuePath);
  return present ?? { kind: 'leaf-list', values: [...values, value] };
}

function checkedValue(edit: XmlElement, schema: LeafSchema | LeafListSchema, path: string): string {
  const inner = edit.children[0];
  if (inner) throw elementFault('unknown-element', inner, path);
  const result = canonicalValue(schema.type, edit.text);
  if (result.ok) return result.value;
  throw new RpcFault({ tag: 'invalid-value', message: `"${edit.text}" ${result.why}`, path });
}

/** Refuses what create and default-operation none forbid (RFC 6241, 7.2). */
function admit(before: DataNode | undefined, operation: EditOperation, path: string): void {
  if (operation === 'create' && before !== undefined)
    throw new RpcFault({ tag: 'data-exists', message: 'the node exists already', path });
  if (operation === 'none' && before === undefined) throw dataMissing(path);
}

function removed(before: DataNode | undefined, operation: 'delete' | 'remove', path: string): undefined {
  if (operation === 'delete' && before === undefined) throw dataMissing(path);
  return undefined;
}

function operationOf(edit: XmlElement, inherited: EditOperation, path: string): EditOperation {
  const own = edit.attributes.get(`{${NETCONF}}operation`);
  if (own === undefined) return inherited;
  if (!operations.has(own)) throw badOperation(edit, path);
  return own as EditOperation;
}

function as<Kind extends DataNode['kind']>(
  node: DataNode | undefined,
  kind: Kind,
): Extract<DataNode, { kind: Kind }> | undefined {
  return node?.kind === kind ? (node as Extract<DataNode, { kind: Kind }>) : undefined;
}

function dataMissing(path: string): RpcFault {
  return new RpcFault({ tag: 'data-missing', message: 'the node does not exist', path });
}

function elementFault(tag: ErrorTag, part: XmlElement, parent: string): RpcFault {
  return new RpcFault({
    tag,
    message: `element "${part.name}" is not allowed here`,
    path: parent === '' ? '/' : parent,
    info: { 'bad-element': part.name },
  });
}

function unknownNamespace(part: XmlElement, parent: string): RpcFault {
  return new RpcFault({
    tag: 'unknown-namespace',
    message: `namespace "${part.namespace}" is not known`,
    path: parent === '' ? '/' : parent,
    info: { 'bad-element': part.name, 'bad-namespace': part.namespace },
  });
}

function badOperation(part: XmlElement, parent: string): RpcFault {
  return new RpcFault({
    tag: 'bad-attribute',
    message: 'the operation is not allowed here',
    path: `${parent}/d:${part.name}`,
    info: { 'bad-attribute': 'operation', 'bad-element': part.name },
  });
}
