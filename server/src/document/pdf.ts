import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import { colours } from './drawings/svg.ts';
import { referenceOf } from './format.ts';
import type { Block, Cell, Document, Tone } from './types.ts';

/** A node of pdfmake's document definition. */
type Node = Readonly<Record<string, unknown>>;

const fonts = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts/Roboto');
const tones: Readonly<Record<Tone, string>> = { ...colours, plain: colours.ink };
/** A4 less its margins, in points. */
const lineWidth = 491;

/**
 * The document as PDF, by pdfmake: pure JavaScript with its own font, so that it needs no browser on the host. It is
 * rendered from the same model as the HTML, with a table of contents, repeated heads of tables and page numbers.
 */
export async function renderPdf(document: Document): Promise<Buffer> {
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));
  pdfmake.setFonts({
    Roboto: {
      normal: join(fonts, 'Roboto-Regular.ttf'),
      bold: join(fonts, 'Roboto-Medium.ttf'),
      italics: join(fonts, 'Roboto-Italic.ttf'),
      bolditalics: join(fonts, 'Roboto-MediumItalic.ttf'),
    },
  });
  return pdfmake.createPdf(definition(document)).getBuffer();
}

function definition(document: Document): Node {
  const { title, customer } = document;
  const reference = referenceOf(document);
  return {
    info: { title: `${reference}: ${title}`, subject: customer, creator: 'Turnup' },
    pageSize: 'A4',
    pageMargins: [52, 58, 52, 56],
    lang: 'en',
    defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.2, color: colours.ink },
    background: (page: number) =>
      page === 1
        ? { canvas: [{ type: 'rect', x: 0, y: 0, w: 595.28, h: 841.89, color: colours.ink }] }
        : null,
    footer: (page: number, pages: number) =>
      page === 1
        ? null
        : {
            margin: [52, 18, 52, 0],
            columns: [
              { text: `${reference} · ${customer}` },
              { text: `${page} / ${pages}`, alignment: 'right' },
            ],
            fontSize: 7.5,
            color: colours.mute,
          },
    // A heading does not stay alone at the foot of a page.
    pageBreakBefore: (
      node: { headlineLevel?: number },
      { getFollowingNodesOnPage }: { getFollowingNodesOnPage(): unknown[] },
    ) => node.headlineLevel !== undefined && getFollowingNodesOnPage().length < 3,
    content: [
      ...cover(document),
      {
        toc: {
          title: { text: 'Contents', fontSize: 19, bold: true, margin: [0, 0, 0, 10] },
          numberStyle: { color: colours.mute },
        },
        pageBreak: 'after',
      },
      ...document.sections.flatMap(chapter),
    ],
  };
}

function cover({ kind, title, customer, status, facts }: Document): Node[] {
  const half = Math.ceil(facts.length / 2);
  const column = (own: typeof facts): Node => ({
    stack: own.flatMap(([name, value]): Node[] => [
      { text: name.toUpperCase(), fontSize: 7, color: '#cbd5e1', characterSpacing: 0.8 },
      { text: value, fontSize: 10.5, color: '#ffffff', margin: [0, 1, 0, 9] },
    ]),
  });
  return [
    {
      text: `${kind} · ${status}`.toUpperCase(),
      fontSize: 8.5,
      color: '#cbd5e1',
      characterSpacing: 1.6,
    },
    { text: title, fontSize: 30, bold: true, color: '#ffffff', lineHeight: 1.05, margin: [0, 190, 0, 10] },
    { text: customer, fontSize: 15, color: '#dbeafe', margin: [0, 0, 0, 150] },
    rule(0.6, '#64748b', 14),
    { columns: [column(facts.slice(0, half)), column(facts.slice(half))], columnGap: 24, pageBreak: 'after' },
  ];
}

function rule(thick: number, colour: string, below: number): Node {
  return {
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: lineWidth, y2: 0, lineWidth: thick, lineColor: colour }],
    margin: [0, 0, 0, below],
  };
}

/** A chapter, its title on the page of what comes first. */
function chapter({ title, fresh, blocks }: Document['sections'][number], index: number): Node[] {
  const begins = fresh === true && index > 0 ? { pageBreak: 'before' } : {};
  const head: Node[] = [
    {
      text: [{ text: `${index + 1}   `, color: colours.primary }, title],
      fontSize: 17,
      bold: true,
      margin: [0, fresh === true ? 0 : 18, 0, 4],
      tocItem: true,
      tocMargin: [0, 5, 0, 5],
    },
    rule(1.4, colours.ink, 10),
  ];
  const [first, ...rest] = keptTogether(blocks);
  // A heading and what it heads are kept together already, so that two blocks come first where it is one.
  const isKept = blocks[0] !== undefined && (isShort(blocks[0]) || blocks[0].kind === 'heading');
  return first !== undefined && isKept
    ? [{ stack: [...head, first], unbreakable: true, ...begins }, ...rest]
    : [{ stack: head, ...begins }, ...(first === undefined ? [] : [first]), ...rest];
}

/** Tables of more rows may go over a page after their heading. */
const ROWS_TOGETHER = 14;

/** The blocks with each heading on the page of what it heads, as far as that is not longer than a part of a page. */
function keptTogether(blocks: readonly Block[]): Node[] {
  const nodes: Node[] = [];
  for (let index = 0; index < blocks.length; index++) {
    const [part, next] = [blocks[index], blocks[index + 1]];
    if (part === undefined) continue;
    if (part.kind === 'heading' && next !== undefined && isShort(next)) {
      const { headlineLevel: _, ...heading } = block(part);
      nodes.push({ stack: [heading, block(next)], unbreakable: true });
      index++;
    } else nodes.push(block(part));
  }
  return nodes;
}

function isShort(part: Block): boolean {
  switch (part.kind) {
    case 'table':
      return part.rows.length <= ROWS_TOGETHER;
    case 'facts':
      return part.facts.length <= 2 * ROWS_TOGETHER;
    case 'list':
      return part.items.length <= ROWS_TOGETHER;
    case 'heading':
      return false;
    default:
      return true;
  }
}

function block(part: Block): Node {
  switch (part.kind) {
    case 'paragraph':
      return { text: breakable(part.text), margin: [0, 0, 0, 8] };
    case 'heading':
      return {
        text: [
          {
            text: part.text,
            bold: true,
            fontSize: 11,
            color: part.tag === undefined ? tones[part.tone ?? 'plain'] : colours.ink,
          },
          ...(part.tag === undefined
            ? []
            : [{ text: `   ${part.tag}`, fontSize: 8, bold: true, color: tones[part.tone ?? 'mute'] }]),
        ],
        margin: [0, 10, 0, 5],
        headlineLevel: 2,
      };
    case 'list':
      return { ul: part.items.map(breakable), margin: [0, 0, 0, 8] };
    case 'facts':
      return factTable(part.facts);
    case 'figures':
      return figureTable(part.figures);
    case 'table':
      return table(part);
    case 'drawing':
      return {
        stack: [
          { svg: part.svg, width: lineWidth },
          { text: part.caption, fontSize: 7.5, color: colours.mute, margin: [0, 3, 0, 12] },
        ],
        unbreakable: true,
      };
  }
}

const hairlines = {
  hLineWidth: (index: number) => (index === 0 ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => '#e2e8f0',
  paddingLeft: () => 3,
  paddingRight: () => 3,
  paddingTop: () => 3,
  paddingBottom: () => 3,
};

function factTable(facts: readonly (readonly [string, string])[]): Node {
  const long = facts.some(([, value]) => value.length > 70);
  const name = (text: string): Node => ({ text, color: colours.mute, fontSize: 8 });
  const value = (text: string): Node => ({ text: breakable(text), fontSize: 8.5 });
  const half = Math.ceil(facts.length / 2);
  const rows = long
    ? facts.map(([one, other]) => [name(one), value(other)])
    : Array.from({ length: half }, (_, index) =>
        [facts[index], facts[index + half]].flatMap((fact) =>
          fact === undefined ? [{ text: '' }, { text: '' }] : [name(fact[0]), value(fact[1])],
        ),
      );
  if (rows.length === 0) return { text: '' };
  return {
    table: { widths: long ? [104, '*'] : [88, '*', 88, '*'], body: rows, dontBreakRows: true },
    layout: hairlines,
    margin: [0, 0, 0, 9],
  };
}

function figureTable(figures: Extract<Block, { kind: 'figures' }>['figures']): Node {
  const cellOf = (each: (typeof figures)[number] | undefined): Node =>
    each === undefined
      ? { text: '' }
      : {
          stack: [
            { text: each.name, fontSize: 7, color: '#475569' },
            { text: each.value, fontSize: 12, bold: true, color: tones[each.tone ?? 'plain'] },
            { text: each.note, fontSize: 7, color: '#475569' },
          ],
          fillColor: colours.ground,
        };
  const rows = Array.from({ length: Math.ceil(figures.length / 4) }, (_, row) =>
    [0, 1, 2, 3].map((column) => cellOf(figures[row * 4 + column])),
  );
  return {
    table: { widths: ['*', '*', '*', '*'], body: rows, dontBreakRows: true },
    layout: {
      ...hairlines,
      hLineWidth: () => 3,
      vLineWidth: () => 3,
      hLineColor: () => '#ffffff',
      vLineColor: () => '#ffffff',
      paddingLeft: () => 7,
      paddingTop: () => 6,
      paddingBottom: () => 6,
    },
    margin: [0, 0, 0, 8],
  };
}

/** Between a number and the word that follows it, in points. */
const APART = 9;

function table({ columns, rows, caption, total }: Extract<Block, { kind: 'table' }>): Node {
  const whole = columns.reduce((sum, column) => sum + column.share, 0);
  // Numbers are set to the right: words that follow them keep a distance.
  const isApart = (index: number): boolean =>
    index > 0 && columns[index - 1]?.align === 'end' && columns[index]?.align !== 'end';
  const apart = columns.filter((_, index) => isApart(index)).length;
  // What is between the columns is taken off before the width is shared.
  const room = lineWidth - columns.length * 6 - apart * APART;
  const body = rows.map((cells) =>
    cells.map((content, index) => cell(content, columns[index]?.align === 'end')),
  );
  const heads = columns.map(({ name, align }) => ({
    text: name,
    bold: true,
    fontSize: 7.2,
    color: colours.mute,
    alignment: align === 'end' ? 'right' : 'left',
  }));
  const last = rows.length;
  return {
    stack: [
      {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: columns.map(({ share }) => (share / whole) * room),
          body: [heads, ...body],
        },
        layout: {
          ...hairlines,
          paddingLeft: (index: number) => (isApart(index) ? 3 + APART : 3),
          hLineWidth: (index: number) =>
            index === 0 ? 0 : index === 1 || (total === true && index === last) ? 1.1 : 0.5,
          hLineColor: (index: number) =>
            index === 1 || (total === true && index === last) ? colours.ink : '#e2e8f0',
        },
      },
      ...(caption === undefined
        ? []
        : [{ text: caption, fontSize: 7.2, color: colours.mute, margin: [0, 4, 0, 0] }]),
    ],
    margin: [0, 0, 0, 10],
  };
}

function cell(content: Cell, end: boolean): Node {
  const { text, tone, strong } = typeof content === 'string' ? { text: content } : content;
  return {
    text: breakable(text),
    fontSize: 7.8,
    color: tones[tone ?? 'plain'],
    bold: strong === true,
    alignment: end ? 'right' : 'left',
  };
}

/** Long names may be broken after their joints: a zero-width space follows each. The font has no arrow. */
function breakable(text: string): string {
  return text.replaceAll('→', '›').replace(/([-/:_.])(?=[A-Za-z0-9]{2})/g, '$1\u200b');
}
