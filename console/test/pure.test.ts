import { describe, expect, test } from 'vitest';
import { parseStream } from '../src/live/parse.ts';
import { type Drawing, drawingOf, lookedAtPlaces } from '../src/map/drawing.ts';
import { beside, drawApart, projectionOf } from '../src/map/geometry.ts';
import { placeLabels } from '../src/map/labels.ts';
import { ordersRequest, ordersSearch } from '../src/orders/search.ts';
import { scaleOf, slackPx, ticksOf } from '../src/plan/scale.ts';
import { csvOf } from '../src/shared/csv.ts';
import { moneyText } from '../src/shared/money.ts';
import { milliText, rateText } from '../src/shared/units.ts';
import { evidenceValue } from '../src/work/evidence.ts';
import { design } from './fixtures/design.ts';
import { topology } from './fixtures/network.ts';
import { plan } from './fixtures/plan.ts';

describe('the stream of events', () => {
  test('is split into messages wherever the network cut it', () => {
    const whole =
      ': hello\nid: 7\nevent: ready\ndata: {}\n\nid: 8\ndata: {"a":1}\n\n: still here\n\nid: 9\ndata: {"b"';
    for (let cut = 0; cut <= whole.length; cut++) {
      const first = parseStream(whole.slice(0, cut));
      const second = parseStream(first.rest + whole.slice(cut));
      expect([...first.messages, ...second.messages]).toEqual([
        { event: 'ready', id: '7', data: '{}' },
        { event: 'message', id: '8', data: '{"a":1}' },
      ]);
      expect(second.rest).toBe('id: 9\ndata: {"b"');
    }
  });
});

describe('the time axis', () => {
  const scale = scaleOf(plan.activities, ['2027-05-07', undefined], 1_000);

  test('holds every bar, line and slack', () => {
    for (const activity of plan.activities) {
      expect(scale.x(activity.baselineStart)).toBeGreaterThanOrEqual(0);
      expect(scale.x(activity.forecastFinish) + slackPx(scale, activity)).toBeLessThanOrEqual(
        scale.days * scale.dayPx,
      );
    }
    expect(scale.x('2027-05-07')).toBeLessThan(scale.days * scale.dayPx);
    expect(scale.x('2027-03-02') - scale.x('2027-03-01')).toBeCloseTo(scale.dayPx);
  });

  test('writes weeks on Mondays and months on their first day', () => {
    const ticks = ticksOf(scale);
    const at = (label: string): number | undefined => ticks.find((tick) => tick.label === label)?.x;
    expect(at('Apr 2027')).toBe(scale.x('2027-04-01'));
    expect(ticks.filter(({ kind }) => kind === 'week').map(({ label }) => label)).toContain('15');
    expect(at('15')).toBe(scale.x('2027-03-15'));
  });
});

describe('the map', () => {
  const alternative = design.alternatives[0];
  if (alternative === undefined) throw new Error('the fixture has an alternative');
  const drawing: Drawing = drawingOf(topology, alternative);
  const size = { width: 600, height: 620 };

  test('draws what the alternative uses, each in its style', () => {
    const styles = (from: string, to: string): string[] =>
      drawing.lines
        .filter((line) => [line.from, line.to].sort().join() === [from, to].sort().join())
        .map(({ style }) => style)
        .sort();
    expect(styles('MERIDIAN-HQ', 'POP-LON-A')).toEqual(['primary']);
    expect(styles('MERIDIAN-HQ', 'POP-LON-B')).toEqual(['diverse']);
    expect(styles('MERIDIAN-ABZ', 'POP-EDI')).toEqual(['partner']);
    expect(styles('POP-LDS', 'POP-EDI')).toEqual(['core', 'primary']);
    expect(drawing.sites.map(({ code }) => code)).toEqual(['MERIDIAN-HQ', 'MERIDIAN-LDS', 'MERIDIAN-ABZ']);
    expect(drawing.others.map(({ code }) => code)).toEqual(['POP-BHM', 'POP-NCL']);
  });

  test('keeps marks apart and near where they are', () => {
    const places = [...drawing.sites, ...drawing.used];
    const projection = projectionOf(places, size, 60);
    const points = [...drawApart(places, projection, 30).values()];
    for (const [index, one] of points.entries())
      for (const other of points.slice(index + 1))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(29);
    for (const [index, place] of places.entries()) {
      const [x = 0, y = 0] = projection([place.longitude, place.latitude]) ?? [];
      expect(Math.hypot((points[index]?.x ?? 0) - x, (points[index]?.y ?? 0) - y)).toBeLessThan(60);
    }
  });

  test('looks at one site with the ends of its legs', () => {
    expect(
      lookedAtPlaces(drawing, alternative, 'MERIDIAN-HQ')
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['MERIDIAN-HQ', 'POP-LON-A', 'POP-LON-B']);
  });

  test('puts labels where they cover neither marks nor each other', () => {
    const marks = Array.from({ length: 9 }, (_, index) => ({
      code: `P${index}`,
      text: `Place number ${index}`,
      at: { x: 200 + (index % 3) * 40, y: 200 + Math.floor(index / 3) * 34 },
    }));
    const labels = placeLabels(marks, size);
    expect(labels.length).toBeGreaterThan(3);
    for (const [index, one] of labels.entries())
      for (const other of labels.slice(index + 1))
        expect(Math.abs(one.y - other.y) >= 14 || Math.abs(one.x - other.x) >= 14 * 6.4).toBe(true);
  });

  test('keeps two routes over one link on their own sides, whichever way they run', () => {
    const [one, other] = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ];
    expect(beside(one, other, 3)).toBe('M0.0,3.0L100.0,3.0');
    expect(beside(other, one, 3)).toBe('M100.0,3.0L0.0,3.0');
  });
});

describe('what people read and write', () => {
  test('a file is quoted, and holds no formula', () => {
    const columns = [{ id: 'a', header: 'A', value: (row: { a: string }) => row.a, cell: () => null }];
    expect(csvOf(columns, [{ a: '=HYPERLINK("x")' }, { a: 'two, "three"' }])).toBe(
      '"A"\r\n"\'=HYPERLINK(""x"")"\r\n"two, ""three"""\r\n',
    );
  });

  test('quantities have their units', () => {
    expect(moneyText(3_722_885, 'GBP')).toBe('£37,228.85');
    expect(moneyText(1_500, 'JPY')).toBe('JP¥1,500');
    expect(milliText(14_948)).toBe('14.948 ms');
    expect([rateText(1_000_000), rateText(500_000), rateText(64)]).toEqual([
      '1 Gbit/s',
      '500 Mbit/s',
      '64 kbit/s',
    ]);
  });

  test('evidence becomes what the API takes', () => {
    expect(evidenceValue('serialNumbers', 'A1, B2  C3')).toEqual(['A1', 'B2', 'C3']);
    expect(evidenceValue('opticalPowerDbm', '-12.5')).toBe(-12.5);
    expect(evidenceValue('photo', 'IMG 1.jpg')).toBe('IMG 1.jpg');
  });

  test('an address with nonsense shows the plain list', () => {
    const search = ordersSearch({ set: 'nonsense', offset: '-5', jeopardy: ['x'], q: '' });
    expect(Object.values(search).every((value) => value === undefined)).toBe(true);
    expect(ordersRequest(search)).toMatchObject({ offset: 0, limit: 50 });
  });
});
