import type { Point, Size } from './geometry.ts';

/** A label with the corner from which its text starts. */
export type Label = { readonly code: string; readonly text: string; readonly x: number; readonly y: number };
type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

const charPx = 6.4;
const linePx = 14;
const gapPx = 11;

const covers = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Puts each label beside its mark where it covers nothing: right, left, below or above; left out where none is free. */
export function placeLabels(
  marks: readonly { readonly code: string; readonly text: string; readonly at: Point }[],
  size: Size,
): readonly Label[] {
  const taken: Box[] = marks.map(({ at }) => ({
    left: at.x - 7,
    right: at.x + 7,
    top: at.y - 7,
    bottom: at.y + 7,
  }));
  const labels: Label[] = [];
  for (const { code, text, at } of marks) {
    const width = text.length * charPx;
    const starts: Point[] = [
      { x: at.x + gapPx, y: at.y - linePx / 2 },
      { x: at.x - gapPx - width, y: at.y - linePx / 2 },
      { x: at.x - width / 2, y: at.y + gapPx - 2 },
      { x: at.x - width / 2, y: at.y - gapPx - linePx + 2 },
      { x: at.x + gapPx, y: at.y + 4 },
      { x: at.x + gapPx, y: at.y - linePx - 6 },
    ];
    for (const start of starts) {
      const box = { left: start.x, right: start.x + width, top: start.y, bottom: start.y + linePx };
      const inside =
        box.left >= 2 && box.right <= size.width - 2 && box.top >= 2 && box.bottom <= size.height - 2;
      if (!inside || taken.some((other) => covers(box, other))) continue;
      taken.push(box);
      labels.push({ code, text, x: start.x, y: start.y + linePx - 3 });
      break;
    }
  }
  return labels;
}
