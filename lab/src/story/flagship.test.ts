import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../client/machine.ts';
import { failing, told } from './testing/told.ts';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('stories on a whole system', () => {
  test('the flagship comes out exactly: dates, money, paths, and a tested service', async () => {
    const result = await told('s1-flagship');
    expect(result.ended).toBeUndefined();
    expect(failing(result)).toEqual([]);
    expect(result.held).toBe(true);
    expect(result.verdicts.filter((verdict) => verdict.outcome === 'holds').length).toBeGreaterThanOrEqual(
      40,
    );
  }, 180_000);

  test('both legs in one duct are refused, with the duct', async () => {
    const result = await told('s1-flagship', { duct: 'DUCT-CITY-NORTH' });
    expect(result.held).toBe(false);
    expect(result.ended?.join('\n')).toContain('DUCT-CITY-NORTH');
    expect(result.verdicts.filter((verdict) => verdict.actual === 'never reached').length).toBeGreaterThan(0);
  }, 120_000);

  // What must come of other numbers is reckoned by hand: 25 working days from 22 March, 731,007 by 800 of 1,200. Where
  // a date is given the answer may be another, and two expectations of it are not asked.
  test.each<{ readonly holding: number; readonly set: Record<string, string> }>([
    { holding: 19, set: {} },
    {
      holding: 17,
      set: {
        capacity: '5G',
        sold: '2400M',
        kept: '500M',
        wanted: '800M',
        planned: '400M',
        days: '25',
        ready: '2027-04-28',
        cost: '731007',
        share: '487338',
        date: '2027-06-01',
        late: '2027-07-16',
      },
    },
  ])(
    'a short uplink is augmented once for all who need it: %j',
    async ({ holding, set }) => {
      const result = await told('s6-augmentation', set);
      expect(result.ended).toBeUndefined();
      expect(failing(result)).toEqual([]);
      expect(result.verdicts.filter((verdict) => verdict.outcome === 'holds')).toHaveLength(holding);
    },
    120_000,
  );

  test('the example of the documentation runs as it stands', async () => {
    const page = await readFile(join(projectRoot, 'docs/stories.md'), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    // The example's data folder is meant from `stories/`.
    const story = JSON.parse(example.replace('"../demo"', JSON.stringify(join(projectRoot, 'demo'))));
    const folder = await mkdtemp(join(tmpdir(), 'turnup-example-'));
    folders.push(folder);
    await writeFile(join(folder, 'hello.json'), JSON.stringify(story));
    const result = await told(join(folder, 'hello.json'));
    expect(failing(result)).toEqual([]);
    expect(result.held).toBe(true);
  }, 120_000);
});
