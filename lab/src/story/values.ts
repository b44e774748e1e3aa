import { read } from './pointer.ts';
import { StoryFault, type StoryParameter } from './schema.ts';

/** Names with what they stand for: parameters and captured values. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * Puts values in: `{{name}}` alone becomes the value as it is, inside a text its text; `{{name/pointer}}` a place of it.
 * An object `{"$when": "name", "$value": …}` is `$value` while the name has a value and otherwise left out of its list or
 * object.
 */
export function substitute<Shape>(template: Shape, values: Values): Shape {
  return replaced(template, values) as Shape;
}

const gone = Symbol('left out');

function replaced(template: unknown, values: Values): unknown {
  if (typeof template === 'string') return text(template, values);
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template))
    return template.map((element) => replaced(element, values)).filter((element) => element !== gone);
  const { $when: name, $value: value } = template as { $when?: unknown; $value?: unknown };
  if (typeof name === 'string') return values[name] === undefined ? gone : replaced(value, values);
  return Object.fromEntries(
    Object.entries(template)
      .map(([member, inner]) => [text(member, values), replaced(inner, values)] as const)
      .filter(([, inner]) => inner !== gone),
  );
}

function text(template: string, values: Values): unknown {
  const whole = /^\{\{([^{}]+)\}\}$/.exec(template)?.[1];
  if (whole !== undefined) return standsFor(whole, values);
  return template.replaceAll(/\{\{([^{}]+)\}\}/g, (_, place: string) => String(standsFor(place, values)));
}

function standsFor(place: string, values: Values): unknown {
  const [name = '', ...steps] = place.trim().split('/');
  const value =
    read(values[name], steps.length === 0 ? '' : `/${steps.join('/')}`) ??
    later(place.trim(), values) ??
    more(place.trim(), values);
  if (value === undefined) throw new StoryFault(`{{${place}}} stands for nothing here`);
  return value;
}

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** An instant so much later or earlier than another: `{{expiry-100ms}}`, `{{expiry+20h}}`. */
function later(place: string, values: Values): unknown {
  const [, base = '', sign, count, unit] = /^(.+)([+-])(\d+)(ms|s|m|h|d)$/.exec(place) ?? [];
  if (unit === undefined) return undefined;
  const from = Date.parse(String(standsFor(base, values)));
  if (Number.isNaN(from)) throw new StoryFault(`{{${place}}}: ${base} is no instant`);
  const byMs = Number(`${sign}${count}`) * unitsMs[unit as keyof typeof unitsMs];
  return new Date(from + byMs).toISOString();
}

/** A whole number so much more or less than another: `{{repeats+1}}`. */
function more(place: string, values: Values): unknown {
  const [, base = '', sign, count] = /^(.+)([+-])(\d+)$/.exec(place) ?? [];
  if (count === undefined) return undefined;
  const from = standsFor(base, values);
  if (!Number.isInteger(from)) throw new StoryFault(`{{${place}}}: ${base} is no whole number`);
  return (from as number) + Number(`${sign}${count}`);
}

/** The value of a parameter from the text of `--set`; a {@link StoryFault} says what it should look like. */
function parameterValue(parameter: StoryParameter, given: string | number | boolean): unknown {
  const value = typed(parameter, String(given).trim());
  if (parameter.oneOf !== undefined && !parameter.oneOf.includes(String(value)))
    throw new StoryFault(`${parameter.name}=${given}: one of ${parameter.oneOf.join(', ')}`);
  return value;
}

function typed({ name, kind }: StoryParameter, given: string): unknown {
  const wrong = (form: string): never => {
    throw new StoryFault(`${name}=${given}: write ${form}`);
  };
  switch (kind) {
    case 'text':
      return given === '' ? wrong('a text') : given;
    case 'integer':
      return /^-?\d+$/.test(given) ? Number(given) : wrong('a whole number');
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : wrong('a date such as 2027-05-07');
    case 'rate':
      return rateKbps(given) ?? wrong('a rate such as 500M or 1G (a bare number is Mbit/s)');
    case 'latency':
      return latencyUs(given) ?? wrong('a time such as 18ms or 18000us (a bare number below 1000 is ms)');
  }
}

function rateKbps(given: string): number | undefined {
  const [, number = '', unit = 'M'] = /^(\d+(?:\.\d+)?)\s*([kMG])?(?:bit\/s|bps)?$/.exec(given) ?? [];
  const kbps = Number(number) * { k: 1, M: 1_000, G: 1_000_000 }[unit as 'k' | 'M' | 'G'];
  return number !== '' && Number.isInteger(kbps) && kbps > 0 ? kbps : undefined;
}

function latencyUs(given: string): number | undefined {
  const [, number = '', unit] = /^(\d+(?:\.\d+)?)\s*(ms|us|µs)?$/.exec(given) ?? [];
  if (number === '') return undefined;
  const inMs = unit === 'ms' || (unit === undefined && Number(number) < 1_000);
  const us = Number(number) * (inMs ? 1_000 : 1);
  return Number.isInteger(us) && us > 0 ? us : undefined;
}

/** All parameters of a story: what was set, else the defaults; a name that the story does not have is refused. */
export function parametersOf(
  parameters: readonly StoryParameter[],
  given: Readonly<Record<string, string>>,
): { readonly values: Record<string, unknown>; readonly changed: ReadonlySet<string> } {
  const unknown = Object.keys(given).filter(
    (name) => !parameters.some((parameter) => parameter.name === name),
  );
  if (unknown.length > 0) {
    const known = parameters.map((parameter) => parameter.name).join(', ') || 'none';
    throw new StoryFault(`there is no parameter ${unknown.join(', ')}; there are ${known}`);
  }
  const values: Record<string, unknown> = {};
  const changed = new Set<string>();
  for (const parameter of parameters) {
    const usual = parameter.default === undefined ? undefined : parameterValue(parameter, parameter.default);
    const set = given[parameter.name];
    const value = set === undefined ? usual : parameterValue(parameter, set);
    if (value !== undefined) values[parameter.name] = value;
    if (value !== usual) changed.add(parameter.name);
  }
  return { values, changed };
}
