import { short } from './judge.ts';

/** How an expectation came out. */
export type Verdict = {
  readonly that: string;
  readonly expected: string;
  readonly actual: string;
  readonly outcome: 'holds' | 'fails' | 'notAsked';
};

/** Hears how a story goes. */
export type Reporter = {
  stage(title: string): void;
  /** Something that happened, with the domain's date. */
  happened(at: string, text: string): void;
  figure(label: string, value: string): void;
  verdict(verdict: Verdict): void;
  /** The system refused, or the story cannot go on: in lines. */
  refused(lines: readonly string[]): void;
  note(text: string): void;
};

/** What came of a story. */
export type Result = {
  readonly name: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly held: boolean;
  /** Why it ended before its last step. */
  readonly ended?: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly elapsedMs: number;
};

/** Writes a story to a stream as plain lines, with the time that each stage took. */
export function textReporter(
  write: (text: string) => void,
  options: { readonly colours: boolean; readonly happenings: boolean },
): Reporter {
  const paint = (code: number, text: string): string =>
    options.colours ? `\u001B[${code}m${text}\u001B[0m` : text;
  const started = performance.now();
  const clock = (): string => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;
  const line = (text: string): void => write(`${text}\n`);
  return {
    stage: (title) => line(`${paint(90, clock())}  ${paint(1, title)}`),
    happened(at, text) {
      if (options.happenings) line(`          ${paint(90, at.slice(0, 16).replace('T', ' '))}  ${text}`);
    },
    figure: (label, value) => line(`          ${label}: ${paint(36, value)}`),
    verdict({ that, expected, actual, outcome }) {
      if (outcome === 'fails')
        line(`          ${paint(31, 'fails')} ${that}: ${expected} expected, ${actual} found`);
    },
    refused(lines) {
      for (const text of lines) line(`          ${paint(31, text)}`);
    },
    note: (text) => line(`          ${paint(90, text)}`),
  };
}

/** Expected beside actual, one line each. */
export function table(verdicts: readonly Verdict[]): string {
  const mark = { holds: 'ok', fails: 'FAILS', notAsked: '–' };
  const cut = (text: string, width: number): string =>
    (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
  const widest = (of: (verdict: Verdict) => string, most: number): number =>
    Math.min(most, Math.max(8, ...verdicts.map((verdict) => of(verdict).length)));
  const [that, expected, actual] = [
    widest((v) => v.that, 60),
    widest((v) => v.expected, 44),
    widest((v) => v.actual, 44),
  ];
  const row = (one: string, two: string, three: string, four: string): string =>
    `${cut(one, that)}  ${cut(two, expected)}  ${cut(three, actual)}  ${four}`.trimEnd();
  return [
    row('what', 'expected', 'actual', ''),
    ...verdicts.map((verdict) => row(verdict.that, verdict.expected, verdict.actual, mark[verdict.outcome])),
  ].join('\n');
}

/** A value for people. Money is minor units, times are microseconds, rates kbit/s. */
export function formatted(value: unknown, unit: string | undefined): string {
  if (value === undefined || value === null) return 'none';
  const grouped = (number: number, digits: number): string =>
    number.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  switch (unit) {
    case 'ms':
      return `${grouped(Number(value) / 1000, 2)} ms`;
    case 'money':
      return grouped(Number(value) / 100, 2);
    case 'percent':
      return `${value} %`;
    case 'Mbit/s':
      return `${grouped(Number(value) / 1000, 0)} Mbit/s`;
    case 'count':
      return String(Array.isArray(value) ? value.length : value);
    default:
      return Array.isArray(value) ? listed(value.map((part) => short(part))) : short(value);
  }
}

/** Words in a line; sentences each on a line of its own. */
function listed(parts: readonly string[]): string {
  const sentences = parts.length > 1 && parts.some((part) => part.includes(' '));
  return sentences ? parts.map((part) => `\n            ${part}`).join('') : parts.join(', ');
}
