import { escaped } from './drawings/svg.ts';
import { referenceOf } from './format.ts';
import { styleSheet } from './style.ts';
import type { Block, Cell, Column, Document } from './types.ts';

/** The document as one HTML file that needs nothing else: style and drawings are in it. Made to be printed. */
export function renderHtml(document: Document): string {
  const { kind, title, customer, facts, sections } = document;
  const reference = `${referenceOf(document)} · ${customer}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${referenceOf(document)}: ${title}`)}</title><style>${styleSheet(reference)}</style></head><body>
<header class="cover"><div class="kind">${escaped(`${kind} · ${document.status}`)}</div>
<h1>${escaped(title)}</h1><div class="customer">${escaped(customer)}</div>
<dl>${facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl></header>
<nav aria-label="Contents"><h2>Contents</h2><ol>${sections
    .map(
      (section, index) =>
        `<li><a href="#chapter-${index + 1}"><span>${index + 1}</span>${escaped(section.title)}</a></li>`,
    )
    .join('')}</ol></nav>
<main>${sections
    .map(
      (section, index) =>
        `<section id="chapter-${index + 1}"${section.fresh === true ? ' class="fresh"' : ''}><h2><span>${index + 1}</span>${escaped(section.title)}</h2>${section.blocks.map(block).join('')}</section>`,
    )
    .join('\n')}</main></body></html>`;
}

function block(part: Block): string {
  switch (part.kind) {
    case 'paragraph':
      return `<p>${escaped(part.text)}</p>`;
    case 'heading':
      return `<h3 class="${part.tag === undefined ? (part.tone ?? '') : ''}">${escaped(part.text)}${part.tag === undefined ? '' : `<span class="tag ${part.tone ?? ''}">${escaped(part.tag)}</span>`}</h3>`;
    case 'list':
      return `<ul>${part.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<dl class="facts${part.facts.some(([, value]) => value.length > 70) ? ' long' : ''}">${part.facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`;
    case 'figures':
      return `<dl class="figures">${part.figures.map((each) => `<div class="${each.tone ?? ''}"><dt>${escaped(each.name)}</dt><dd class="value">${escaped(each.value)}</dd><dd class="note">${escaped(each.note)}</dd></div>`).join('')}</dl>`;
    case 'table':
      return table(part);
    case 'drawing':
      return `<figure role="img" aria-label="${escaped(part.alternative)}">${part.svg}<figcaption>${escaped(part.caption)}</figcaption></figure>`;
  }
}

function table({ columns, rows, caption, total }: Extract<Block, { kind: 'table' }>): string {
  const whole = columns.reduce((sum, column) => sum + column.share, 0);
  const widths = columns.map(({ share }) => `<col style="width:${((share / whole) * 100).toFixed(2)}%">`);
  const heads = columns.map(
    ({ name, align }) => `<th scope="col" class="${align ?? ''}">${escaped(name) || '&nbsp;'}</th>`,
  );
  const body = rows.map(
    (cells, index) =>
      `<tr class="${total === true && index === rows.length - 1 ? 'total' : ''}">${cells.map((each, at) => cell(each, columns[at])).join('')}</tr>`,
  );
  return `<table>${caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`}<colgroup>${widths.join('')}</colgroup><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function cell(content: Cell, column: Column | undefined): string {
  const { text, tone, strong } = typeof content === 'string' ? { text: content } : content;
  const words = strong === true ? `<strong>${escaped(text)}</strong>` : escaped(text);
  return `<td class="${[column?.align, tone].filter(Boolean).join(' ')}">${words}</td>`;
}
