import { colours } from './drawings/svg.ts';

/** Text as it may stand in a CSS string inside a style element. */
function quoted(text: string): string {
  return text.replace(/[^\w .,·:-]/gu, (letter) => `\\${(letter.codePointAt(0) ?? 0).toString(16)} `);
}

/** The style sheet of the document, for paper first: A4, a running foot with that reference, nothing torn apart. */
export const styleSheet = (reference: string): string => `
@page { size: A4; margin: 22mm 18mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Roboto, Helvetica, Arial, sans-serif; color: ${colours.mute}; } @bottom-left { content: "${quoted(reference)}"; font: 8pt Roboto, Helvetica, Arial, sans-serif; color: ${colours.mute}; } }
@page cover { margin: 0; @bottom-right { content: none; } @bottom-left { content: none; } }
* { box-sizing: border-box; }
html { font: 9.5pt/1.45 Roboto, "Helvetica Neue", Helvetica, Arial, sans-serif; color: ${colours.ink}; background: #e2e8f0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0 auto; max-width: 210mm; background: #fff; }
.cover { page: cover; break-after: page; min-height: 297mm; padding: 30mm 24mm 22mm; color: #fff; background: linear-gradient(160deg, #0b1530 0%, #14213d 55%, #1d4ed8 140%); display: flex; flex-direction: column; }
.cover .kind { letter-spacing: .18em; text-transform: uppercase; font-size: 9pt; color: #cbd5e1; }
.cover h1 { font-size: 32pt; line-height: 1.12; font-weight: 600; margin: 62mm 0 4mm; max-width: 150mm; }
.cover .customer { font-size: 16pt; color: #dbeafe; }
.cover dl { margin-top: auto; display: grid; grid-template-columns: repeat(2, 1fr); gap: 5mm 10mm; border-top: 1px solid #475569; padding-top: 8mm; }
.cover dt { font-size: 7.5pt; letter-spacing: .1em; text-transform: uppercase; color: #cbd5e1; }
.cover dd { margin: 0; font-size: 11pt; }
main, nav { padding: 12mm 18mm; }
@media print { html { background: #fff; } body { max-width: none; } main, nav { padding: 0; } }
nav { break-after: page; }
nav h2, section > h2 { font-size: 19pt; font-weight: 600; letter-spacing: -.01em; margin: 0 0 5mm; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav li { border-bottom: 1px solid ${colours.line}; }
nav a { display: flex; gap: 6mm; padding: 2.6mm 0; color: inherit; text-decoration: none; font-size: 11pt; }
nav a span { color: ${colours.primary}; min-width: 8mm; font-variant-numeric: tabular-nums; }
section { padding-top: 2mm; margin-bottom: 9mm; } section.fresh { break-before: page; }
section > h2 { break-after: avoid; border-bottom: 2px solid ${colours.ink}; padding-bottom: 2.5mm; }
section > h2 span { color: ${colours.primary}; margin-right: 4mm; }
h3 { font-size: 11.5pt; margin: 7mm 0 2.5mm; break-after: avoid; display: flex; align-items: baseline; gap: 3mm; }
h3 .tag { font-size: 7.5pt; font-weight: 600; border: 1px solid currentColor; border-radius: 9px; padding: 0 2.4mm; color: ${colours.mute}; }
p { margin: 0 0 3.5mm; max-width: 165mm; }
ul { margin: 0 0 4mm; padding-left: 5mm; } li { margin-bottom: 1mm; }
table { width: 100%; border-collapse: collapse; margin: 0 0 4mm; font-size: 8.4pt; line-height: 1.35; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; font-weight: 600; font-size: 7.6pt; letter-spacing: .02em; color: ${colours.mute}; border-bottom: 1.4px solid ${colours.ink}; padding: 1.4mm 1.6mm; vertical-align: bottom; }
td { border-bottom: 1px solid #e2e8f0; padding: 1.4mm 1.6mm; vertical-align: top; overflow-wrap: anywhere; }
th.end, td.end { text-align: right; font-variant-numeric: tabular-nums; }
tr.total td { border-top: 1.4px solid ${colours.ink}; border-bottom: 0; }
caption { caption-side: bottom; text-align: left; font-size: 7.8pt; color: ${colours.mute}; padding-top: 1.6mm; }
.facts { display: grid; grid-template-columns: repeat(2, 1fr); gap: 0 8mm; margin: 0 0 4mm; font-size: 8.8pt; }
.facts div { display: grid; grid-template-columns: 34mm 1fr; border-bottom: 1px solid #e2e8f0; padding: 1.3mm 0; break-inside: avoid; }
.facts dt { color: ${colours.mute}; } .facts dd { margin: 0; overflow-wrap: anywhere; }
.facts.long { grid-template-columns: 1fr; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin: 0 0 5mm; }
.figures div { background: ${colours.ground}; border-left: 3px solid ${colours.line}; border-radius: 2px; padding: 2.6mm 3mm; break-inside: avoid; }
.figures dt { font-size: 7.4pt; color: #475569; } .figures dd { margin: 0; }
.figures .value { font-size: 12.5pt; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures .note { font-size: 7.4pt; color: #475569; }
.figures .good { border-color: ${colours.good}; } .figures .bad { border-color: ${colours.bad}; } .figures .warn { border-color: ${colours.warn}; }
.good { color: ${colours.good}; } .bad { color: ${colours.bad}; } .warn { color: ${colours.warn}; } .mute { color: ${colours.mute}; }
.figures div.good, .figures div.bad, .figures div.warn { color: inherit; }
figure { margin: 0 0 6mm; break-inside: avoid; } figure svg { width: 100%; height: auto; display: block; }
figcaption { font-size: 7.8pt; color: ${colours.mute}; padding-top: 1.5mm; }
`;
