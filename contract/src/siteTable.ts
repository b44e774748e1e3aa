import { diversityLevels } from './diversityLevels.ts';
import type { SiteRequirement } from './requirement.ts';

/** What became of one line of a table of sites: the site, or why it is none. */
export type SiteLine =
  | { readonly line: number; readonly site: SiteRequirement }
  | { readonly line: number; readonly fault: string };

/** The columns of a table of sites, in the order that is meant when no heading names them. */
export const siteColumns = ['site', 'bandwidth', 'access', 'diversity', 'cpe', 'availability'] as const;
type SiteColumn = (typeof siteColumns)[number];

type Level = (typeof diversityLevels)[number];
const cpes: readonly SiteRequirement['cpe'][] = ['managed', 'wiresOnly', 'customerOwned'];
const usualKbps = 100_000;
const kbpsOf: Readonly<Record<string, number>> = { k: 1, m: 1_000, g: 1_000_000 };

/** A rate as people write it, in kbit/s: `500` is Mbit/s, `1G`, `2.5G`, `64k`; undefined for what is no rate. */
export function parseRateKbps(text: string): number | undefined {
  const [, number, unit = 'm'] = /^\s*(\d+(?:\.\d+)?)\s*([kmg])?(?:bit\/s)?\s*$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const kbps = Number(number) * (kbpsOf[unit.toLowerCase()] ?? 0);
  return kbps >= 1 && Number.isInteger(kbps) ? kbps : undefined;
}

/**
 * Lines of a spreadsheet (tabs) or of a CSV file (commas or semicolons, quotes of RFC 4180) as sites. A first line with
 * the word `site` is a heading and may name the columns in any order. Every line that is not empty is answered.
 */
export function parseSiteTable(text: string): SiteLine[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter(({ text: each }) => each !== '');
  const first = lines[0]?.text ?? '';
  const mark = first.includes('\t') ? '\t' : first.includes(';') ? ';' : ',';
  const heading = cellsOf(first, mark).map((cell) => cell.trim().toLowerCase());
  const headed = heading.includes('site');
  const columns: readonly string[] = headed ? heading : siteColumns;
  return (headed ? lines.slice(1) : lines).map(({ line, text: each }) => {
    const cells = cellsOf(each, mark);
    const cell = (name: SiteColumn): string => cells[columns.indexOf(name)]?.trim() ?? '';
    const site = siteOf(cell);
    return typeof site === 'string' ? { line, fault: site } : { line, site };
  });
}

function siteOf(cell: (name: SiteColumn) => string): SiteRequirement | string {
  const site = cell('site');
  if (site === '') return 'has no site';
  const bandwidthKbps = cell('bandwidth') === '' ? usualKbps : parseRateKbps(cell('bandwidth'));
  if (bandwidthKbps === undefined) return `“${cell('bandwidth')}” is no rate: write Mbit/s, or 1G, 500M`;
  const access = cell('access') === '' ? 'single' : cell('access');
  if (access !== 'single' && access !== 'dual') return `access is single or dual, not “${access}”`;
  const diversity = cell('diversity')
    .split(/[ +|/]+/)
    .filter((level) => level !== '') as Level[];
  const strange = diversity.find((level) => !diversityLevels.includes(level));
  if (strange !== undefined) return `“${strange}” is no diversity: there are ${diversityLevels.join(', ')}`;
  const cpe = cpes.find((each) => each === (cell('cpe') === '' ? 'managed' : cell('cpe')));
  if (cpe === undefined) return `cpe is ${cpes.join(', ')}, not “${cell('cpe')}”`;
  const availability = cell('availability').replace(/\s*%$/, '');
  if (availability !== '' && !(Number(availability) >= 0 && Number(availability) <= 100))
    return `“${availability}” is no availability in percent`;
  return {
    site,
    bandwidthKbps,
    access,
    ...(diversity.length === 0 ? {} : { diversity }),
    cpe,
    ...(availability === '' ? {} : { availabilityPercent: Number(availability) }),
  };
}

/** The cells of a line; what stands in quotes may hold the mark. */
function cellsOf(line: string, mark: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] ?? '';
    if (letter === '"' && quoted && line[index + 1] === '"') {
      cell += '"';
      index++;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === mark && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell];
}
