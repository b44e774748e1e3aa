import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv, writeCsv } from './csv.ts';

const rowsOf = (text: string) => {
  const parsed = parseCsv(text);
  if ('message' in parsed) throw new Error(parsed.message);
  return parsed.rows.map((row) => [row.line, ...row.cells.values()]);
};

describe('CSV', () => {
  test('quotes, commas, breaks, blank lines, byte order mark and all line endings', () => {
    expect(rowsOf('\uFEFFa,b\r\n"x, ""y""",2\r\n\r\n"two\nlines",3\n4,')).toEqual([
      [2, 'x, "y"', '2'],
      [4, 'two\nlines', '3'],
      [6, '4', ''],
    ]);
  });

  test.each([
    ['', 'empty', 1],
    ['a,a\n1,2', 'twice', 1],
    ['a,b\n1,2\n1', '1 cells where the header has 2', 3],
    ['a\n"open', 'never closed', 2],
    ['a\n"x"y', 'after a closing quote', 2],
  ])('%j is told with its line', (text, message, line) => {
    expect(parseCsv(text)).toEqual({ line, message: expect.stringContaining(message) });
  });

  test('property: what is written is read back', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', '=', '+', "'", ' ', 'é') });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1 });
    fc.assert(
      fc.property(table, (rows) => {
        const trimmed = rows.map((row) => row.map((one) => one.trim()));
        const filled = trimmed.map(([one = '', other = '']) => [`x${one}`, other]);
        expect(rowsOf(writeCsv(['one', 'two'], filled)).map(([, ...cells]) => cells)).toEqual(
          filled.map((row) => row.map((one) => (/^'[=+@]/.test(one) ? one.slice(1) : one))),
        );
      }),
    );
  });

  test('what a spreadsheet would run is told as text', () => {
    expect(writeCsv(['n'], [['=1+1'], ['+441632']])).toBe("n\r\n'=1+1\r\n'+441632\r\n");
  });
});
