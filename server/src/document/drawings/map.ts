import type { DocumentFacts } from '../types.ts';
import { colours, label, round, svg } from './svg.ts';

const [width, height, margin] = [520, 345, 40];

type Point = { readonly x: number; readonly y: number };
type Way = 'core' | 'diverse' | 'primary' | 'partner';
type Line = { readonly from: string; readonly to: string; readonly way: Way };

/** The sites, the points of presence and the ways between them, on the outline of the land. */
export function mapOf(facts: DocumentFacts): string {
  const lines = linesOf(facts);
  const shown = new Set(lines.filter(({ way }) => way !== 'core').flatMap(({ from, to }) => [from, to]));
  for (const { site } of facts.solution.sites) shown.add(site);
  const at = projected(facts, [...shown]);
  const points = apart(
    new Map([...facts.places.values()].map((place) => [place.code, at(place.longitude, place.latitude)])),
    shown,
  );
  const sites = new Set(facts.solution.sites.map(({ site }) => site));
  return svg(width, height, [
    `<defs><clipPath id="map-edge"><rect width="${width}" height="${height}" rx="6"/></clipPath></defs>`,
    `<g clip-path="url(#map-edge)"><rect width="${width}" height="${height}" fill="#eef4f8"/>`,
    ...facts.land.flatMap((ring) => landPath(ring, at)),
    ...(['core', 'diverse', 'primary', 'partner'] as const).flatMap((way) =>
      lines.filter((line) => line.way === way).flatMap((line) => linePath(line, points)),
    ),
    ...[...shown].flatMap((code) => mark(points.get(code), sites.has(code))),
    ...labels([...shown], points, sites),
    '</g>',
  ]);
}

function linesOf({ solution, links, nodes, places }: DocumentFacts): Line[] {
  const placeOf = new Map(nodes.map(({ name, place }) => [name, place]));
  const found = new Map<string, Line>();
  const add = (from: string | undefined, to: string | undefined, way: Way): void => {
    if (from === undefined || to === undefined || from === to) return;
    if (!places.has(from) || !places.has(to)) return;
    found.set(`${way} ${[from, to].toSorted().join(' ')}`, { from, to, way });
  };
  for (const link of links)
    if (link.kind === 'core') add(placeOf.get(link.a.node ?? ''), placeOf.get(link.b.node ?? ''), 'core');
  for (const { site, legs } of solution.sites)
    for (const [index, leg] of legs.entries())
      add(site, leg.pointOfPresence, leg.kind === 'offNet' ? 'partner' : index === 0 ? 'primary' : 'diverse');
  for (const { role, core } of solution.routes)
    for (const [index, node] of core.nodes.entries())
      add(
        placeOf.get(node),
        placeOf.get(core.nodes[index + 1] ?? ''),
        role === 'primary' ? 'primary' : 'diverse',
      );
  return [...found.values()];
}

/** Mercator, so that what is shown fills the picture. */
function projected({ places }: DocumentFacts, codes: readonly string[]): (lon: number, lat: number) => Point {
  const flat = (lon: number, lat: number): Point => ({
    x: (lon * Math.PI) / 180,
    y: -Math.log(Math.tan(Math.PI / 4 + (Math.min(85, Math.max(-85, lat)) * Math.PI) / 360)),
  });
  const known = codes.flatMap((code) => {
    const place = places.get(code);
    return place === undefined ? [] : [flat(place.longitude, place.latitude)];
  });
  const [xs, ys] = [known.map(({ x }) => x), known.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const least = 0.004;
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, least),
    (height - 2 * margin) / Math.max(bottom - top, least),
  );
  return (lon, lat) => {
    const { x, y } = flat(lon, lat);
    return {
      x: width / 2 + (x - (left + right) / 2) * scale,
      y: height / 2 + (y - (top + bottom) / 2) * scale,
    };
  };
}

/** Marks that would cover each other are moved just far enough to be told apart. */
function apart(points: ReadonlyMap<string, Point>, shown: ReadonlySet<string>): ReadonlyMap<string, Point> {
  const marks = [...points]
    .filter(([code]) => shown.has(code))
    .map(([code, { x, y }], index) => ({
      code,
      x: x + Math.cos(index) * 0.01,
      y: y + Math.sin(index) * 0.01,
    }));
  if (marks.length > 200) return points;
  for (let turn = 0; turn < 60; turn++)
    for (const [index, one] of marks.entries())
      for (const other of marks.slice(index + 1)) {
        const gap = Math.hypot(other.x - one.x, other.y - one.y);
        if (gap >= 15) continue;
        const push = (15 - gap) / 2 / (gap || 1);
        const [dx, dy] = [(other.x - one.x) * push, (other.y - one.y) * push];
        one.x -= dx;
        one.y -= dy;
        other.x += dx;
        other.y += dy;
      }
  return new Map([...points, ...marks.map(({ code, x, y }): [string, Point] => [code, { x, y }])]);
}

function landPath(ring: readonly (readonly number[])[], at: (lon: number, lat: number) => Point): string[] {
  const drawn = ring.map(([lon = 0, lat = 0]) => at(lon, lat));
  const near = drawn.some(({ x, y }) => x > -width && x < 2 * width && y > -height && y < 2 * height);
  if (!near) return [];
  const path = drawn.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return [`<path d="${path}Z" fill="${colours.land}" stroke="#d6d3c4" stroke-width="0.6"/>`];
}

const strokes: Readonly<Record<Way, string>> = {
  core: `stroke="#b6c2cf" stroke-width="0.9"`,
  primary: `stroke="${colours.primary}" stroke-width="2.4"`,
  diverse: `stroke="${colours.diverse}" stroke-width="2"`,
  partner: `stroke="${colours.partner}" stroke-width="2.2" stroke-dasharray="5 3"`,
};

/** Fail-over ways are bent a little, so that they are seen beside a primary way of the same ends. */
function linePath({ from, to, way }: Line, points: ReadonlyMap<string, Point>): string[] {
  const [a, b] = [points.get(from), points.get(to)];
  if (a === undefined || b === undefined) return [];
  const bend = way === 'diverse' ? 0.09 : 0;
  const control = { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
  return [
    `<path d="M${round(a.x)} ${round(a.y)}Q${round(control.x)} ${round(control.y)} ${round(b.x)} ${round(b.y)}" fill="none" ${strokes[way]} stroke-linecap="round"/>`,
  ];
}

function mark(point: Point | undefined, isSite: boolean): string[] {
  if (point === undefined) return [];
  const [x, y] = [round(point.x), round(point.y)];
  return [
    isSite
      ? `<circle cx="${x}" cy="${y}" r="5.5" fill="${colours.ink}" stroke="#ffffff" stroke-width="1.6"/>`
      : `<rect x="${round(x - 3.6)}" y="${round(y - 3.6)}" width="7.2" height="7.2" rx="1.2" fill="#ffffff" stroke="${colours.ink}" stroke-width="1.2"/>`,
  ];
}

/** Names beside the marks, where they cover no other name; the first come first. */
function labels(
  codes: readonly string[],
  points: ReadonlyMap<string, Point>,
  sites: ReadonlySet<string>,
): string[] {
  const boxes: { left: number; right: number; top: number; bottom: number }[] = [...codes].flatMap((code) => {
    const point = points.get(code);
    return point === undefined
      ? []
      : [{ left: point.x - 5, right: point.x + 5, top: point.y - 5, bottom: point.y + 5 }];
  });
  return codes
    .toSorted((one, other) => Number(sites.has(other)) - Number(sites.has(one)))
    .flatMap((code) => {
      const point = points.get(code);
      if (point === undefined) return [];
      const isSite = sites.has(code);
      const size = isSite ? 9.5 : 7.5;
      const long = code.length * size * 0.62;
      for (const [dx, dy, anchor] of [
        [9, 3, 'start'],
        [-9, 3, 'end'],
        [0, -10, 'middle'],
        [0, 16, 'middle'],
      ] as const) {
        const left = point.x + dx - (anchor === 'end' ? long : anchor === 'middle' ? long / 2 : 0);
        const box = { left, right: left + long, top: point.y + dy - size, bottom: point.y + dy + 2 };
        if (left < 2 || box.right > width - 2 || box.top < 2 || box.bottom > height - 2) continue;
        if (
          boxes.some(
            (other) =>
              box.left < other.right &&
              box.right > other.left &&
              box.top < other.bottom &&
              box.bottom > other.top,
          )
        )
          continue;
        boxes.push(box);
        return [
          label(point.x + dx, point.y + dy, code, {
            size,
            anchor,
            bold: isSite,
            fill: isSite ? colours.ink : '#475569',
          }),
        ];
      }
      return [];
    });
}
