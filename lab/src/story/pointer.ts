/**
 * Reads a place of a value: a JSON pointer (RFC 6901) with two more kinds of steps. `[member=text]` takes the first
 * element of a list whose member is that; `*` goes on into every element and answers a list. A place that is not there
 * is undefined.
 */
export function read(value: unknown, pointer: string | undefined): unknown {
  if (pointer === undefined || pointer === '') return value;
  return follow(value, pointer.slice(1).split('/').map(unescaped));
}

function follow(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (step === '*') return Object.values(value).map((member) => follow(member, rest));
  const selector = /^\[([^=]+)=(.*)\]$/.exec(step);
  if (selector === null) return follow((value as Record<string, unknown>)[step], rest);
  const [, member = '', wanted] = selector;
  const found = Object.values(value).find((element) => String(follow(element, member.split('.'))) === wanted);
  return follow(found, rest);
}

/** Sets a place that exists up to its last step; throws when the way there does not. */
export function write(value: unknown, pointer: string, to: unknown): void {
  const steps = pointer.slice(1).split('/').map(unescaped);
  const last = steps.pop() ?? '';
  const parent = follow(value, steps);
  if (parent === null || typeof parent !== 'object') throw new Error(`there is no ${pointer}`);
  (parent as Record<string, unknown>)[last] = to;
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
