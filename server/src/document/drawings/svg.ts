/** Colours of the document; the same in every drawing and rendering. */
export const colours = {
  ink: '#14213d',
  mute: '#64748b',
  line: '#cbd5e1',
  ground: '#f1f5f9',
  land: '#e7e5dc',
  primary: '#1d4ed8',
  diverse: '#d97706',
  partner: '#7c3aed',
  good: '#15803d',
  bad: '#b91c1c',
  warn: '#b45309',
} as const;

/** Text made safe for XML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A drawing of that size in points, with what it is for those who do not see it. */
export function svg(width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Roboto, Helvetica, Arial, sans-serif">${parts.join('')}</svg>`;
}

/** A line of text; `anchor` says which end stands at x. */
export function label(
  x: number,
  y: number,
  text: string,
  style: { size?: number; fill?: string; anchor?: 'start' | 'middle' | 'end'; bold?: boolean } = {},
): string {
  const { size = 9, fill = colours.ink, anchor = 'start', bold = false } = style;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ''}>${escaped(text)}</text>`;
}

/** A coordinate without needless decimals. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
