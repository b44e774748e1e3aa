import type { Place } from '@turnup/contract';
import { type GeoProjection, geoMercator } from 'd3-geo';

export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };

/** The least that a map shows of the world, in degrees: about a kilometre. */
const leastDegrees = 0.01;

/** A Mercator projection in which these places fill the picture, with room around. */
export function projectionOf(places: readonly Place[], size: Size, marginPx: number): GeoProjection {
  const spread = places.flatMap(({ longitude, latitude }): [number, number][] => [
    [longitude - leastDegrees, latitude - leastDegrees / 2],
    [longitude + leastDegrees, latitude + leastDegrees / 2],
  ]);
  return geoMercator()
    .fitExtent(
      [
        [marginPx, marginPx],
        [size.width - marginPx, size.height - marginPx],
      ],
      { type: 'MultiPoint', coordinates: spread },
    )
    .clipExtent([
      [-20, -20],
      [size.width + 20, size.height + 20],
    ]);
}

/**
 * Where each place is drawn. Those that would cover each other are moved apart just far enough to be told apart: three
 * points of presence of one city are three marks on a map of the country.
 */
export function drawApart(
  places: readonly Place[],
  projection: GeoProjection,
  distancePx: number,
): ReadonlyMap<string, Point> {
  const marks = places.map((place, index) => {
    const [x, y] = projection([place.longitude, place.latitude]) ?? [0, 0];
    // A hair's breadth apart, so that two places in one building have a direction to move in.
    return { code: place.code, x: x + Math.cos(index) * 0.01, y: y + Math.sin(index) * 0.01 };
  });
  for (let round = 0; round < 60; round++) {
    let moved = false;
    for (const [index, one] of marks.entries()) {
      for (const other of marks.slice(index + 1)) {
        const gap = Math.hypot(other.x - one.x, other.y - one.y);
        if (gap >= distancePx) continue;
        const push = (distancePx - gap) / 2 / (gap || 1);
        const [dx, dy] = [(other.x - one.x) * push, (other.y - one.y) * push];
        one.x -= dx;
        one.y -= dy;
        other.x += dx;
        other.y += dy;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return new Map(marks.map(({ code, x, y }) => [code, { x, y }]));
}

/** A line beside the straight one between two points, so that two routes over one link are both seen. */
export function beside(from: Point, to: Point, offsetPx: number): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  // Seen from the same end always, whichever way the route runs.
  const sign = from.x < to.x || (from.x === to.x && from.y < to.y) ? 1 : -1;
  const dx = (-(to.y - from.y) / length) * offsetPx * sign;
  const dy = ((to.x - from.x) / length) * offsetPx * sign;
  const at = (value: number): string => value.toFixed(1);
  return `M${at(from.x + dx)},${at(from.y + dy)}L${at(to.x + dx)},${at(to.y + dy)}`;
}
