import type { XmlElement } from './xml.ts';

/**
 * Subtree filtering (RFC 6241, 6): containment, selection and content-match nodes. A filter element without a
 * namespace matches any. Attribute matching is not used by any node of this model.
 */
export function filterTree(data: readonly XmlElement[], filter: XmlElement): readonly XmlElement[] {
  return selectFrom(data, filter.children);
}

function selectFrom(data: readonly XmlElement[], filters: readonly XmlElement[]): readonly XmlElement[] {
  return data.flatMap((node) => {
    const matching = filters.filter((filter) => names(filter, node));
    if (matching.length === 0) return [];
    if (matching.some(isSelection)) return [node];
    const parts = matching.flatMap((filter) => contained(node, filter));
    return parts.length === 0 ? [] : [{ ...node, children: merged(node, parts) }];
  });
}

/** The children that one containment filter lets through; none where a content match fails. */
function contained(node: XmlElement, filter: XmlElement): readonly XmlElement[] {
  const matches = filter.children.filter(isContentMatch);
  const holds = matches.every((match) =>
    node.children.some((child) => names(match, child) && child.text === match.text.trim()),
  );
  if (!holds) return [];
  const others = filter.children.filter((part) => !isContentMatch(part));
  if (others.length === 0) return node.children;
  const matched = node.children.filter((child) => matches.some((match) => names(match, child)));
  const selected = selectFrom(node.children, others);
  // Without any selected content the match leaves alone say nothing that was asked for.
  return selected.length === 0 && matches.length === 0 ? [] : [...matched, ...selected];
}

/** The union of several filters' parts, in the order of the data. */
function merged(node: XmlElement, parts: readonly XmlElement[]): readonly XmlElement[] {
  if (parts.every((part) => node.children.includes(part))) {
    const wanted = new Set(parts);
    return node.children.filter((child) => wanted.has(child));
  }
  return [...new Set(parts)];
}

function names(filter: XmlElement, node: XmlElement): boolean {
  return filter.name === node.name && (filter.namespace === node.namespace || filter.namespace === '');
}

function isSelection(filter: XmlElement): boolean {
  return filter.children.length === 0 && filter.text.trim() === '';
}

function isContentMatch(filter: XmlElement): boolean {
  return filter.children.length === 0 && filter.text.trim() !== '';
}
