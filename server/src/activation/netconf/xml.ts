import { XMLParser } from 'fast-xml-parser';

/** An element without its namespace prefix: NETCONF answers are told apart by where they stand. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The element's own character data, without the white space around it. */
  readonly text: string;
};

type Ordered = { readonly [tag: string]: unknown; readonly ':@'?: Readonly<Record<string, string>> };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  trimValues: false,
  // The five named and the numeric references are decoded here; no document type is ever expanded.
  processEntities: false,
});

/** Parses a document to its root. Throws when it is not well-formed or brings a document type. */
export function parseXml(text: string): Element {
  if (/<!DOCTYPE/i.test(text)) throw new Error('a document type in a NETCONF message');
  const root = elementsOf(parser.parse(text, true) as readonly Ordered[])[0];
  if (root === undefined) throw new Error('an empty XML document');
  return root;
}

function elementsOf(nodes: readonly Ordered[]): readonly Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@');
    if (name === undefined || name.startsWith('#') || name.startsWith('?')) return [];
    const inner = node[name] as readonly Ordered[];
    const text = inner.map((part) => ('#text' in part ? String(part['#text']) : '')).join('');
    return [{ name, attributes: node[':@'] ?? {}, children: elementsOf(inner), text: decode(text).trim() }];
  });
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, reference: string) => {
    if (!reference.startsWith('#')) return named[reference] ?? whole;
    const hexadecimal = reference.startsWith('#x');
    return String.fromCodePoint(Number.parseInt(reference.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10));
  });
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Character data and attribute values, safe in either place. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

/** The first child of that name. */
export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** The text of the first child of that name. */
export function childText(element: Element | undefined, name: string): string | undefined {
  return child(element, name)?.text;
}
