import { isDeepStrictEqual } from 'node:util';
import type { StoryCondition } from './schema.ts';

/** What a value must be. */
export type Wanted = Pick<
  StoryCondition,
  'equals' | 'atMost' | 'atLeast' | 'contains' | 'lacks' | 'count' | 'exists'
>;

/** Whether a value is as wanted. A wish for nothing holds for nothing: it is no check. */
export function holds(value: unknown, wanted: Wanted): boolean {
  const checks: boolean[] = [];
  if (wanted.equals !== undefined) checks.push(isDeepStrictEqual(value, wanted.equals));
  if (wanted.atMost !== undefined) checks.push(inOrder(value, wanted.atMost));
  if (wanted.atLeast !== undefined) checks.push(inOrder(wanted.atLeast, value));
  if (wanted.contains !== undefined) checks.push(listOf(wanted.contains).every((part) => has(value, part)));
  if (wanted.lacks !== undefined)
    checks.push(value !== undefined && listOf(wanted.lacks).every((part) => !has(value, part)));
  if (wanted.count !== undefined) checks.push(Array.isArray(value) && value.length === wanted.count);
  if (wanted.exists !== undefined) checks.push((value !== undefined && value !== null) === wanted.exists);
  return checks.length > 0 && checks.every(Boolean);
}

/** What is wanted, in a line. */
export function told(wanted: Wanted): string {
  const parts = [
    wanted.equals === undefined ? [] : [short(wanted.equals)],
    wanted.atMost === undefined ? [] : [`at most ${short(wanted.atMost)}`],
    wanted.atLeast === undefined ? [] : [`at least ${short(wanted.atLeast)}`],
    wanted.contains === undefined ? [] : [`has ${short(wanted.contains)}`],
    wanted.lacks === undefined ? [] : [`has no ${short(wanted.lacks)}`],
    wanted.count === undefined ? [] : [`${wanted.count} of them`],
    wanted.exists === undefined ? [] : [wanted.exists ? 'something' : 'nothing'],
  ];
  return parts.flat().join(', ');
}

/** A value in a line. */
export function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

function inOrder(lower: unknown, upper: unknown): boolean {
  if (typeof lower === 'number' && typeof upper === 'number') return lower <= upper;
  // Dates and instants of one form are in the order of their texts.
  return typeof lower === 'string' && typeof upper === 'string' && lower <= upper;
}

function has(value: unknown, part: unknown): boolean {
  // A text anywhere in an object counts, so that nothing hides in a member that was not named.
  if (isObject(value) && typeof part === 'string') return JSON.stringify(value).includes(part);
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  return (
    Array.isArray(value) &&
    value.some((element) => isDeepStrictEqual(element, part) || includes(element, part))
  );
}

/** In a list of texts a part of a text is enough; in a list of objects the members that are named. */
function includes(element: unknown, part: unknown): boolean {
  if (typeof element === 'string' && typeof part === 'string') return element.includes(part);
  if (element === null || part === null || typeof element !== 'object' || typeof part !== 'object')
    return false;
  return Object.entries(part).every(([name, wanted]) =>
    isDeepStrictEqual((element as Record<string, unknown>)[name], wanted),
  );
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
