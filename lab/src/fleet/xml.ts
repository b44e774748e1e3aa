import { XMLParser } from 'fast-xml-parser';

/**
 * An element with its namespace resolved (Namespaces in XML 1.0). Attribute keys are `local` for attributes
 * without a prefix and `{namespace}local` for the others. `text` is the character data of this element alone.
 */
export type XmlElement = {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The attributes as written, namespace declarations included: an rpc-reply repeats those of its rpc. */
  readonly written: readonly (readonly [string, string])[];
  readonly children: readonly XmlElement[];
  readonly text: string;
};

/** The text is not well-formed, or uses a document type, which a NETCONF peer must not send (RFC 6241, 3). */
class XmlError extends Error {}

type Ordered = { readonly [tag: string]: unknown; readonly ':@'?: Readonly<Record<string, string>> };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
});

/** Parses one document into its root element. Throws where it is not well-formed. */
export function parseXml(text: string): XmlElement {
  if (/<!DOCTYPE/i.test(text)) throw new XmlError('a document type is not allowed');
  let nodes: readonly Ordered[];
  try {
    nodes = parser.parse(text, true) as readonly Ordered[];
  } catch (error) {
    throw new XmlError(error instanceof Error ? error.message : 'not well-formed');
  }
  const roots = nodes.filter((node) => !tagOf(node).startsWith('?') && !tagOf(node).startsWith('#'));
  const root = roots[0];
  if (root === undefined || roots.length > 1) throw new XmlError('a document has exactly one root element');
  return resolve(root, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]));
}

function tagOf(node: Ordered): string {
  return Object.keys(node).find((key) => key !== ':@') ?? '#text';
}

function resolve(node: Ordered, inherited: ReadonlyMap<string, string>): XmlElement {
  const tag = tagOf(node);
  const written = Object.entries(node[':@'] ?? {}).map(([key, value]) => [key, decode(value)] as const);
  const scope = new Map(inherited);
  for (const [key, value] of written) {
    if (key === 'xmlns') scope.set('', value);
    else if (key.startsWith('xmlns:')) scope.set(key.slice(6), value);
  }
  const attributes = new Map<string, string>();
  for (const [key, value] of written) {
    if (key === 'xmlns' || key.startsWith('xmlns:')) continue;
    const [prefix, local] = split(key);
    attributes.set(prefix === '' ? local : `{${namespaceOf(prefix, scope)}}${local}`, value);
  }
  const [prefix, name] = split(tag);
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[tag] as readonly Ordered[]) {
    const childTag = tagOf(child);
    if (childTag === '#text') text += decode(String(child['#text']));
    else if (childTag === '#cdata') text += cdata(child);
    else if (!childTag.startsWith('?')) children.push(resolve(child, scope));
  }
  return { name, namespace: namespaceOf(prefix, scope), attributes, written, children, text };
}

function cdata(node: Ordered): string {
  return (node['#cdata'] as readonly { readonly '#text': string }[]).map((part) => part['#text']).join('');
}

function split(qualified: string): readonly [string, string] {
  const colon = qualified.indexOf(':');
  return colon < 0 ? ['', qualified] : [qualified.slice(0, colon), qualified.slice(colon + 1)];
}

function namespaceOf(prefix: string, scope: ReadonlyMap<string, string>): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '') throw new XmlError(`prefix "${prefix}" is not bound`);
  return namespace ?? '';
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&([^;&\s]*);?/g, (whole, reference: string) => {
    if (!whole.endsWith(';')) throw new XmlError('a bare "&" is not well-formed');
    const code = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(reference);
    if (code) return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10));
    const character = named[reference];
    if (character === undefined) throw new XmlError(`entity "${reference}" is not defined`);
    return character;
  });
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Character data and attribute values, safe in either place. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? '&#13;');
}

/** An element made here: a leaf when the content is text, else a container of elements. */
export function element(
  namespace: string,
  name: string,
  content: string | readonly XmlElement[] = [],
): XmlElement {
  const leaf = typeof content === 'string';
  return {
    name,
    namespace,
    attributes: new Map(),
    written: [],
    children: leaf ? [] : content,
    text: leaf ? content : '',
  };
}

/** Writes an element; the namespace is declared wherever it differs from the parent's. */
export function writeXml(node: XmlElement, parentNamespace = ''): string {
  const declaration = node.namespace === parentNamespace ? '' : ` xmlns="${escapeXml(node.namespace)}"`;
  const inner =
    node.children.length > 0
      ? node.children.map((child) => writeXml(child, node.namespace)).join('')
      : escapeXml(node.text);
  return inner === ''
    ? `<${node.name}${declaration}/>`
    : `<${node.name}${declaration}>${inner}</${node.name}>`;
}

/** The first child of that name, whatever its namespace. */
export function child(node: XmlElement, name: string): XmlElement | undefined {
  return node.children.find((candidate) => candidate.name === name);
}

/** The trimmed text of a child, or undefined where there is none. */
export function childText(node: XmlElement, name: string): string | undefined {
  return child(node, name)?.text.trim();
}
