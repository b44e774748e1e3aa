import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Report, reportText, writeReport } from './report.ts';
import { compared, figure, median, quantile, rounded, table, times } from './rows.ts';
import { machineNow } from './run/machine.ts';

const folder = mkdtempSync(join(tmpdir(), 'turnup-report-'));
const report: Report = {
  name: 'plan',
  commit: 'abc123',
  machine: { ...machineNow(folder), loadBefore: 0.1, loadAfter: 1.5 },
  rows: [times('noop.vsDbos', 1400, 175, 'DBOS'), figure('noop.p50', 31.25, 'ms')],
};

describe('figures', () => {
  test('median and quantiles are interpolated, and never made of nothing', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(() => median([])).toThrow('nothing was measured');
  });

  test('have four digits, and a ratio to what they are compared with', () => {
    expect(rounded(1234.5678)).toBe(1235);
    expect(rounded(23_618.999_999)).toBe(23_619);
    expect(rounded(0.123_456)).toBe(0.1235);
    expect(compared('m', 12, 's', 'promised', 10)).toEqual({
      metric: 'm',
      value: 12,
      unit: 's',
      reference: 'promised',
      referenceValue: 10,
      ratio: 1.2,
    });
  });

  test('a ratio is the same as value and as ratio, so that either may be judged', () => {
    expect(times('noop.vsDbos', 1400, 175, 'DBOS')).toMatchObject({ value: 8, referenceValue: 1, ratio: 8 });
  });
});

describe('the report', () => {
  test('as JSON has name, commit, machine and rows, and no other shape', () => {
    const file = join(folder, 'report.json');
    writeReport(file, report);
    const read = JSON.parse(readFileSync(file, 'utf8')) as Report;
    rmSync(folder, { recursive: true });
    expect(read).toEqual(report);
    expect(Object.keys(read)).toEqual(['name', 'commit', 'machine', 'rows']);
    const machine = ['cpu', 'cores', 'memoryGb', 'node', 'postgres', 'fsyncMs', 'loadBefore', 'loadAfter'];
    expect(Object.keys(read.machine)).toEqual(machine);
    for (const row of read.rows)
      expect(Object.keys(row)).toEqual(['metric', 'value', 'unit', 'reference', 'referenceValue', 'ratio']);
  });

  test('as a table has a line each, in columns', () => {
    expect(table(report.rows).split('\n')).toEqual([
      'metric       value     reference  its value  ratio',
      'noop.vsDbos  8 × DBOS  DBOS               1      8',
      'noop.p50     31.25 ms',
    ]);
  });

  test('says the machine, and when others were at work', () => {
    expect(reportText(report)).toContain('plan at abc123: ');
    expect(reportText(report)).not.toContain('others were at work');
    const busy = { ...report, machine: { ...report.machine, loadBefore: 50 } };
    expect(reportText(busy)).toContain('others were at work');
  });
});
