import { type Diversity, diversityLevels, emptySite, rateOf, type SiteDraft } from './draft.ts';

/** What became of one pasted line. */
export type PastedLine =
  | { readonly line: number; readonly site: SiteDraft }
  | { readonly line: number; readonly fault: string };

/** The columns of a pasted table, in the order that is meant when no heading names them. */
export const pasteColumns = ['site', 'bandwidth', 'access', 'diversity', 'cpe', 'availability'] as const;
type PasteColumn = (typeof pasteColumns)[number];
const cpes = ['managed', 'wiresOnly', 'customerOwned'] as const;

/**
 * Lines of a spreadsheet (tabs), a CSV file (commas or semicolons; RFC 4180 quotes) as sites. A first line with the word
 * `site` is a heading and may name the columns in any order. Every line is answered: a site, or why it is none.
 */
export function sitesOfPaste(text: string): PastedLine[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter(({ text: each }) => each !== '');
  const first = lines[0]?.text ?? '';
  const mark = first.includes('\t') ? '\t' : first.includes(';') ? ';' : ',';
  const heading = cellsOf(first, mark).map((cell) => cell.toLowerCase());
  const headed = heading.includes('site');
  const columns = headed ? heading : pasteColumns;
  return (headed ? lines.slice(1) : lines).map(({ line, text: each }) => {
    const cells = cellsOf(each, mark);
    const cell = (name: PasteColumn): string => cells[columns.indexOf(name)]?.trim() ?? '';
    const site = siteOf(cell);
    return typeof site === 'string' ? { line, fault: site } : { line, site };
  });
}

function siteOf(cell: (name: PasteColumn) => string): SiteDraft | string {
  const site = cell('site');
  if (site === '') return 'has no site';
  const rate = cell('bandwidth') === '' ? emptySite.rate : cell('bandwidth');
  if (rateOf(rate) === undefined) return `“${rate}” is no rate: write Mbit/s, or 1G, 500M`;
  const access = cell('access') === '' ? 'single' : cell('access');
  if (access !== 'single' && access !== 'dual') return `access is single or dual, not “${access}”`;
  const diversity = cell('diversity')
    .split(/[ +|/]+/)
    .filter((level) => level !== '');
  const strange = diversity.find((level) => !diversityLevels.includes(level as Diversity));
  if (strange !== undefined) return `“${strange}” is no diversity: there are ${diversityLevels.join(', ')}`;
  const cpe = cpes.find((each) => each === (cell('cpe') === '' ? 'managed' : cell('cpe')));
  if (cpe === undefined) return `cpe is ${cpes.join(', ')}, not “${cell('cpe')}”`;
  const availability = cell('availability').replace(/\s*%$/, '');
  if (availability !== '' && !Number.isFinite(Number(availability)))
    return `“${availability}” is no availability in percent`;
  return { site, rate, access, diversity: diversity as Diversity[], cpe, availability };
}

/** The cells of a line; what stands in quotes may hold the mark. */
function cellsOf(line: string, mark: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < line.length; index++) {
    const letter = line[index];
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
