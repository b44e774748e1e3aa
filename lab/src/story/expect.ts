import type { Clients } from './clients.ts';
import { holds, short, told } from './judge.ts';
import { read } from './pointer.ts';
import { formatted, type Verdict } from './report.ts';
import type { StoryExpectation, StoryFigure } from './schema.ts';
import { substitute, type Values } from './values.ts';

/** Asks the API and judges the answer; not asked when a parameter was set that changes it. */
export async function judged(
  clients: Clients,
  expectation: StoryExpectation,
  values: Values,
  changed: ReadonlySet<string>,
): Promise<Verdict> {
  const { that, unless = [], when } = expectation;
  const changer = unless.find((name) => changed.has(name));
  const meant = Object.entries(when ?? {}).every(([name, value]) => values[name] === value);
  if (changer !== undefined || !meant) {
    const why = changer === undefined ? 'set otherwise' : `${changer} was set`;
    return { that, expected: told(expectation), actual: why, outcome: 'notAsked' };
  }
  const wanted = substitute(expectation, values);
  const answer = await clients.look(wanted.as, wanted.get);
  const value = answer.status < 300 ? read(answer.body, wanted.pointer) : undefined;
  const actual = answer.status < 300 ? short(value) : `HTTP ${answer.status}`;
  // Expecting that something is not there is met by 404 too, but by no other refusal.
  const missing = answer.status === 404 && wanted.exists === false;
  const good = missing || (answer.status < 300 && holds(value, wanted));
  return { that, expected: told(wanted), actual, outcome: good ? 'holds' : 'fails' };
}

/** A figure as the API has it now, for people. */
export async function figureOf(
  clients: Clients,
  figure: StoryFigure,
  values: Values,
): Promise<{ readonly label: string; readonly value: string }> {
  const { label, get, as, pointer, unit } = substitute(figure, values);
  return { label, value: formatted(read((await clients.look(as, get)).body, pointer), unit) };
}

/** Figures as the reason for which a story ends. */
export async function reasons(
  clients: Clients,
  figures: readonly StoryFigure[],
  values: Values,
): Promise<readonly string[]> {
  const told = await Promise.all(figures.map((figure) => figureOf(clients, figure, values)));
  return told.filter(({ value }) => value !== '').map(({ label, value }) => `${label}: ${value}`);
}
