import { createHash } from 'node:crypto';
import { type ContainerSchema, DEVICE, deviceSchema, type LeafType, type SchemaNode } from './schema.ts';
import { element, type XmlElement } from './xml.ts';

/**
 * Configuration as an immutable tree: an edit shares everything it does not touch, so a datastore is copied by
 * reference and two trees are the same exactly when they are the same object after a no-op.
 */
export type DataNode = LeafData | LeafListData | ContainerData | ListData;

/** A canonical value. */
export type LeafData = { readonly kind: 'leaf'; readonly value: string };

/** Canonical values in their order. */
export type LeafListData = { readonly kind: 'leaf-list'; readonly values: readonly string[] };

/** A container or a list entry. */
export type ContainerData = { readonly kind: 'container'; readonly children: ReadonlyMap<string, DataNode> };

/** Entries by the value of their key. */
export type ListData = { readonly kind: 'list'; readonly entries: ReadonlyMap<string, ContainerData> };

/** No configuration at all. */
export const emptyTree: ContainerData = { kind: 'container', children: new Map() };

/** The value of a leaf, or undefined. */
export function leafOf(container: ContainerData, name: string): string | undefined {
  const node = container.children.get(name);
  return node?.kind === 'leaf' ? node.value : undefined;
}

/** The values of a leaf-list, none where it is absent. */
export function valuesOf(container: ContainerData, name: string): readonly string[] {
  const node = container.children.get(name);
  return node?.kind === 'leaf-list' ? node.values : [];
}

/** The entries of a list by key, none where it is absent. */
export function entriesOf(container: ContainerData, name: string): ReadonlyMap<string, ContainerData> {
  const node = container.children.get(name);
  return node?.kind === 'list' ? node.entries : new Map();
}

/** A value as JSON carries it (RFC 7951, with 32-bit numbers as numbers). */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The tree as JSON: lists as arrays of objects in their order, numbers and booleans typed. */
export function toJson(tree: ContainerData, schema: ContainerSchema = deviceSchema): Json {
  const result: Record<string, Json> = {};
  for (const [name, childSchema] of Object.entries(schema.children)) {
    const node = tree.children.get(name);
    if (node) result[name] = nodeToJson(node, childSchema);
  }
  return result;
}

function nodeToJson(node: DataNode, schema: SchemaNode): Json {
  switch (node.kind) {
    case 'leaf':
      return typedValue(node.value, schema.kind === 'leaf' ? schema.type : undefined);
    case 'leaf-list': {
      const type = schema.kind === 'leaf-list' ? schema.type : undefined;
      return node.values.map((value) => typedValue(value, type));
    }
    case 'container':
      return schema.kind === 'container' ? toJson(node, schema) : {};
    case 'list':
      return schema.kind === 'list'
        ? [...node.entries.values()].map((entry) => toJson(entry, { ...schema, kind: 'container' }))
        : [];
  }
}

function typedValue(value: string, type: LeafType | undefined): Json {
  if (type?.base === 'uint') return Number(value);
  return type?.base === 'boolean' ? value === 'true' : value;
}

/** The tree from JSON that {@link toJson} wrote. Throws where the JSON is not of the model: the file is damaged. */
export function fromJson(json: Json, schema: ContainerSchema = deviceSchema): ContainerData {
  if (typeof json !== 'object' || Array.isArray(json)) throw new Error('a container is not an object');
  const children = new Map<string, DataNode>();
  for (const [name, value] of Object.entries(json)) {
    const childSchema = schema.children[name];
    if (childSchema === undefined) throw new Error(`"${name}" is not in the model`);
    children.set(name, nodeFromJson(name, value, childSchema));
  }
  return { kind: 'container', children };
}

function nodeFromJson(name: string, value: Json, schema: SchemaNode): DataNode {
  switch (schema.kind) {
    case 'leaf':
      return { kind: 'leaf', value: String(value) };
    case 'container':
      return fromJson(value, schema);
    case 'leaf-list':
      if (!Array.isArray(value)) throw new Error(`"${name}" is not an array`);
      return { kind: 'leaf-list', values: value.map(String) };
    case 'list': {
      if (!Array.isArray(value)) throw new Error(`"${name}" is not an array`);
      const entries = value.map((item) => fromJson(item, { ...schema, kind: 'container' }));
      return {
        kind: 'list',
        entries: new Map(entries.map((entry) => [leafOf(entry, schema.key) ?? '', entry])),
      };
    }
  }
}

const hashes = new WeakMap<ContainerData, string>();

/** SHA-256 over the tree in a form that does not depend on the order in which system-ordered things came. */
export function hashTree(tree: ContainerData): string {
  const known = hashes.get(tree);
  if (known) return known;
  const hash = createHash('sha256').update(canonicalText(tree, deviceSchema)).digest('hex');
  hashes.set(tree, hash);
  return hash;
}

function canonicalText(node: DataNode, schema: SchemaNode): string {
  switch (node.kind) {
    case 'leaf':
      return JSON.stringify(node.value);
    case 'leaf-list': {
      const ordered = schema.kind === 'leaf-list' && schema.orderedBy === 'user';
      return JSON.stringify(ordered ? node.values : [...node.values].sort());
    }
    case 'list':
      return `[${sortedByKey(node.entries).map(([, entry]) => canonicalText(entry, schema))}]`;
    case 'container': {
      const inner = schema.kind === 'container' || schema.kind === 'list' ? schema.children : {};
      const parts = sortedByKey(node.children).map(
        ([name, child]) => `${JSON.stringify(name)}:${canonicalText(child, inner[name] ?? schema)}`,
      );
      return `{${parts}}`;
    }
  }
}

function sortedByKey<Value>(map: ReadonlyMap<string, Value>): (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The tree as the children of `<device>`, in the model's order, keys first. */
export function toXml(tree: ContainerData, schema: ContainerSchema = deviceSchema): readonly XmlElement[] {
  return Object.entries(schema.children).flatMap(([name, childSchema]) => {
    const node = tree.children.get(name);
    return node === undefined ? [] : nodeToXml(name, node, childSchema);
  });
}

function nodeToXml(name: string, node: DataNode, schema: SchemaNode): readonly XmlElement[] {
  switch (node.kind) {
    case 'leaf':
      return [element(DEVICE, name, node.value)];
    case 'leaf-list':
      return node.values.map((value) => element(DEVICE, name, value));
    case 'container':
      return schema.kind === 'container' ? [element(DEVICE, name, toXml(node, schema))] : [];
    case 'list': {
      if (schema.kind !== 'list') return [];
      const entrySchema: ContainerSchema = { kind: 'container', children: schema.children };
      return [...node.entries.values()].map((entry) => element(DEVICE, name, toXml(entry, entrySchema)));
    }
  }
}
