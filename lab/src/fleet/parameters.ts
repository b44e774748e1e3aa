import type { Datastore } from './device.ts';
import { NETCONF, RpcFault } from './rpc-fault.ts';
import { child, childText, type XmlElement } from './xml.ts';

/** The datastore named in `<source>` or `<target>`. Throws {@link RpcFault}. */
export function datastoreOf(request: XmlElement, parameter: 'source' | 'target'): Datastore {
  const holder = child(request, parameter);
  if (holder === undefined) throw missing(parameter);
  const name = holder.children[0]?.name;
  if (name === 'running' || name === 'candidate') return name;
  throw new RpcFault({
    tag: 'invalid-value',
    type: 'protocol',
    message: `the ${parameter} "${name ?? ''}" is not supported`,
    info: { 'bad-element': name ?? parameter },
  });
}

/** The subtree filter of a request, if it has one. Throws {@link RpcFault} on another kind of filter. */
export function filterOf(request: XmlElement): XmlElement | undefined {
  const filter = child(request, 'filter');
  // RFC 6241 writes the attribute without a prefix; some clients qualify it.
  const type = filter?.attributes.get('type') ?? filter?.attributes.get(`{${NETCONF}}type`) ?? 'subtree';
  if (type === 'subtree') return filter;
  throw new RpcFault({
    tag: 'bad-attribute',
    type: 'protocol',
    message: `a filter of type "${type}" is not supported`,
    info: { 'bad-attribute': 'type', 'bad-element': 'filter' },
  });
}

/** A parameter that is one of a few words. Throws {@link RpcFault}. */
export function requireSupported<Word extends string>(
  request: XmlElement,
  parameter: string,
  words: readonly Word[],
  otherwise: Word,
): Word {
  const text = childText(request, parameter);
  if (text === undefined) return otherwise;
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw invalid(parameter, `"${text}" is not one of ${words.join(', ')}`);
  return word;
}

/** A whole number in a range. Throws {@link RpcFault} where it is another, or is missing without a default. */
export function numberParameter(
  request: XmlElement,
  parameter: string,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const text = childText(request, parameter);
  if (text === undefined) return undefined;
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= range.min && number <= range.max) return number;
  throw invalid(parameter, `"${text}" is not in ${range.min}..${range.max}`);
}

/** A parameter that must be there. Throws {@link RpcFault}. */
export function required(request: XmlElement, parameter: string): string {
  const text = childText(request, parameter);
  if (text === undefined || text === '') throw missing(parameter);
  return text;
}

/** The fault for a parameter whose value cannot be taken. */
export function invalid(parameter: string, message: string): RpcFault {
  return new RpcFault({ tag: 'invalid-value', message, info: { 'bad-element': parameter } });
}

function missing(parameter: string): RpcFault {
  return new RpcFault({
    tag: 'missing-element',
    type: 'protocol',
    message: `<${parameter}> is missing`,
    info: { 'bad-element': parameter },
  });
}
