import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { benches } from './benches.ts';
import { faultRuns } from './faults/faults.ts';
import { readWords, UsageError } from './words.ts';

describe('the tables of names', () => {
  test.each([
    ['bench', benches, ['start', 'plan', 'ledger', 'feasibility', 'activation', 'import', 'solver']],
    ['faults', faultRuns, ['workers', 'walk', 'commit-refused', 'start-stop', 'network']],
  ])('of %s have each name once, with a line about it and a limit', (_, entries, names) => {
    expect(entries.map((entry) => entry.name)).toEqual(names);
    for (const { about, limitMinutes } of entries) {
      expect(about).toMatch(/^\S.{20,130}$/);
      expect(limitMinutes).toBeGreaterThan(0);
      expect(limitMinutes).toBeLessThanOrEqual(60);
    }
  });

  test.each(['cli.ts', 'faults/cli.ts'])(
    '%s refuses an unknown name with status 2 and tells the known ones',
    (cli) => {
      const known = cli === 'cli.ts' ? benches : faultRuns;
      const words = [join(import.meta.dirname, cli), 'nothing'];
      const { status, stderr, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain("there is no 'nothing'");
      for (const { name } of known) expect(stderr).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    },
  );
});

describe('the words of a command', () => {
  const known = [{ name: 'one', about: 'the first' }];

  test('name, file, seed and haste are read', () => {
    expect(readWords(['one', '--json', 'f.json', '--seed', '7', '--quick'], known)).toEqual({
      name: 'one',
      json: 'f.json',
      seed: 7,
      quick: true,
    });
    expect(readWords(['one'], known)).toEqual({
      name: 'one',
      json: undefined,
      seed: undefined,
      quick: false,
    });
  });

  test.each([
    [[], /give one name/],
    [['one', 'more'], /give one name/],
    [['two'], /there is no 'two'/],
    [['one', '--seed', 'x'], /--seed x is no whole number/],
    [['one', '--seed', '-1'], /--seed/],
    [['one', '--seed', '4294967296'], /from 0 to 4294967295/],
    [['one', '--loud'], /Unknown option '--loud'/],
  ])('%j is refused', (words, message) => {
    expect(() => readWords(words, known)).toThrow(UsageError);
    expect(() => readWords(words, known)).toThrow(message);
  });
});
