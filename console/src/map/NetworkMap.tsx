import { useElementSize } from '@mantine/hooks';
import type { Place } from '@turnup/contract';
import { geoPath } from 'd3-geo';
import { useMemo } from 'react';
import type { Drawing, LineStyle } from './drawing.ts';
import { beside, drawApart, projectionOf } from './geometry.ts';
import { placeLabels } from './labels.ts';
import classes from './Map.module.css';
import type { Outline } from './outline.ts';

type Props = {
  readonly outline: Outline;
  readonly drawing: Drawing;
  /** The places that fill the picture. */
  readonly focus: readonly Place[];
  /** What it shows, and where the same stands in words. */
  readonly label?: string;
};

const usual = 'Map of the network with the routes of this alternative; the same is in the tables beside it';
const heightPx = 620;
const marginPx = 64;
const apartPx = 30;
const offsets: Readonly<Record<LineStyle, number>> = {
  core: 0,
  primary: -3,
  diverse: 3,
  partner: 0,
  candidate: 0,
};
const order: readonly LineStyle[] = ['core', 'candidate', 'partner', 'diverse', 'primary'];

/** The map as a picture; the tables beside it say the same in words. */
export function NetworkMap({ outline, drawing, focus, label = usual }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const picture = useMemo(
    () => (width === 0 ? undefined : drawPicture(outline, drawing, focus, { width, height: heightPx })),
    [outline, drawing, focus, width],
  );
  return (
    <div ref={ref} className={classes['map']} style={{ height: heightPx }}>
      {picture !== undefined && (
        <svg width={width} height={heightPx} role="img" aria-label={label}>
          <path className={classes['land']} d={picture.land} />
          {picture.lines.map((line) => (
            <g key={line.id} data-style={line.style} data-line={line.id}>
              {line.style !== 'core' && <path className={classes['casing']} d={line.path} />}
              <path className={classes[line.style]} d={line.path} />
            </g>
          ))}
          {picture.marks.map(({ code, at, role }) =>
            role === 'site' ? (
              <rect
                key={code}
                className={classes['site']}
                x={at.x - 7}
                y={at.y - 7}
                width={14}
                height={14}
                rx={2}
                data-site={code}
              />
            ) : (
              <circle
                key={code}
                className={classes[role]}
                cx={at.x}
                cy={at.y}
                r={role === 'used' ? 6 : 3.5}
              />
            ),
          )}
          {picture.labels.map((label) => (
            <text key={label.code} className={classes[label.role]} x={label.x} y={label.y}>
              {label.text}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

type Role = 'site' | 'used' | 'other';
const labelClasses = { site: 'siteLabel', used: 'usedLabel', other: 'otherLabel' } as const;

function drawPicture(
  outline: Outline,
  drawing: Drawing,
  focus: readonly Place[],
  size: { readonly width: number; readonly height: number },
) {
  const projection = projectionOf(focus, size, marginPx);
  const roles = new Map<string, Role>([
    ...drawing.others.map(({ code }) => [code, 'other'] as const),
    ...drawing.used.map(({ code }) => [code, 'used'] as const),
    ...drawing.sites.map(({ code }) => [code, 'site'] as const),
  ]);
  const places = [...drawing.sites, ...drawing.used, ...drawing.others];
  const points = drawApart(places, projection, apartPx);
  const inside = (code: string): boolean => {
    const at = points.get(code);
    return at !== undefined && at.x > -40 && at.y > -40 && at.x < size.width + 40 && at.y < size.height + 40;
  };
  const marks = places.flatMap(({ code }) => {
    const at = points.get(code);
    const role = roles.get(code);
    return at === undefined || role === undefined || !inside(code) ? [] : [{ code, at, role }];
  });
  const lines = drawing.lines
    .toSorted((one, other) => order.indexOf(one.style) - order.indexOf(other.style))
    .flatMap((line) => {
      const [from, to] = [points.get(line.from), points.get(line.to)];
      if (from === undefined || to === undefined || (!inside(line.from) && !inside(line.to))) return [];
      return [{ id: line.id, style: line.style, path: beside(from, to, offsets[line.style]) }];
    });
  const names = new Map(places.map(({ code, name }) => [code, name]));
  const labels = placeLabels(
    marks.map(({ code, at }) => ({ code, at, text: names.get(code) ?? code })),
    size,
  ).map((label) => ({ ...label, role: labelClasses[roles.get(label.code) ?? 'other'] }));
  return { land: geoPath(projection)(outline) ?? '', lines, marks, labels };
}
