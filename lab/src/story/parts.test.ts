import { describe, expect, test } from 'vitest';
import { holds } from './judge.ts';
import { loadDataSets, loadStory, storyNames } from './load.ts';
import { read, write } from './pointer.ts';
import { checked, Story, StoryFault } from './schema.ts';
import { parametersOf, substitute } from './values.ts';

describe('pointers', () => {
  const plan = {
    activities: [
      { key: 'A', slack: 2 },
      { key: 'B/1', slack: 0 },
    ],
  };

  test('members, elements by a member, every element', () => {
    expect(read(plan, '/activities/0/key')).toBe('A');
    expect(read(plan, '/activities/[key=A]/slack')).toBe(2);
    expect(read(plan, '/activities/[key=B~11]/slack')).toBe(0);
    expect(read(plan, '/activities/*/slack')).toEqual([2, 0]);
    expect(read(plan, '')).toBe(plan);
    expect(read(plan, '/activities/[key=C]/slack')).toBeUndefined();
  });

  test('setting a place, and refusing one whose way there is missing', () => {
    const copy = structuredClone(plan);
    write(copy, '/activities/0/slack', 9);
    expect(copy.activities[0]?.slack).toBe(9);
    expect(() => write(copy, '/nowhere/slack', 1)).toThrow('there is no /nowhere/slack');
  });
});

describe('values', () => {
  test('alone a value keeps its type, in a text it is text, and members follow a slash', () => {
    const values = { rate: 500_000, order: { id: 'x' } };
    expect(substitute({ rate: '{{rate}}', path: '/o/{{order/id}}?{{rate}}' }, values)).toEqual({
      rate: 500_000,
      path: '/o/x?500000',
    });
  });

  test('what depends on a value that is not set is left out of lists and objects', () => {
    const template = [1, { $when: 'extra', $value: '{{extra}}' }];
    expect(substitute(template, {})).toEqual([1]);
    expect(substitute(template, { extra: 2 })).toEqual([1, 2]);
    expect(substitute({ a: { $when: 'extra', $value: 1 }, b: 2 }, {})).toEqual({ b: 2 });
  });

  test('an instant so much later or earlier than another', () => {
    const values = { expiry: '2027-03-01T13:00:00Z', order: { due: '2027-03-28T00:00:00.000Z' } };
    expect(substitute(['{{expiry-100ms}}', '{{expiry+20h}}', '{{order/due+1d}}'], values)).toEqual([
      '2027-03-01T12:59:59.900Z',
      '2027-03-02T09:00:00.000Z',
      '2027-03-29T00:00:00.000Z',
    ]);
    expect(() => substitute('{{expiry+1y}}', values)).toThrow(StoryFault);
    expect(() => substitute('{{name+1d}}', { name: 'Alder' })).toThrow('name is no instant');
  });

  test('a whole number so much more or less than another', () => {
    const values = { repeats: 2, order: { tries: 7 }, name: 'PE-1', share: 0.5 };
    expect(substitute(['{{repeats+1}}', '{{order/tries-3}}', '{{repeats+1}} tries'], values)).toEqual([
      3,
      4,
      '3 tries',
    ]);
    expect(() => substitute('{{name+1}}', values)).toThrow('name is no whole number');
    expect(() => substitute('{{share+1}}', values)).toThrow('share is no whole number');
    expect(() => substitute('{{unknown+1}}', values)).toThrow('stands for nothing');
  });

  test('a name that stands for nothing is a fault', () => {
    expect(() => substitute('{{nobody}}', {})).toThrow(StoryFault);
  });

  test.each([
    ['rate', '500M', 500_000],
    ['rate', '1G', 1_000_000],
    ['rate', '100', 100_000],
    ['rate', '1.5G', 1_500_000],
    ['latency', '18ms', 18_000],
    ['latency', '18', 18_000],
    ['latency', '18000us', 18_000],
    ['latency', '18000', 18_000],
    ['integer', '-3', -3],
    ['date', '2027-05-07', '2027-05-07'],
  ] as const)('%s %s is %s', (kind, given, value) => {
    const parameter = { name: 'p', description: 'p', kind };
    const { values, changed } = parametersOf([parameter], { p: given });
    expect(values).toEqual({ p: value });
    expect([...changed]).toEqual(['p']);
  });

  test.each([
    ['rate', 'fast'],
    ['rate', '-1M'],
    ['latency', '0ms'],
    ['integer', '1.5'],
    ['date', 'tomorrow'],
  ] as const)('%s %s is refused', (kind, given) => {
    expect(() => parametersOf([{ name: 'p', description: 'p', kind }], { p: given })).toThrow(
      `p=${given}: write`,
    );
  });

  test('a value that is set to its default changes nothing; a name that is not there is refused', () => {
    const parameter = { name: 'date', description: 'd', kind: 'date' as const, default: '2027-05-07' };
    expect(parametersOf([parameter], { date: '2027-05-07' }).changed.size).toBe(0);
    expect(() => parametersOf([parameter], { dat: 'x' })).toThrow(
      'there is no parameter dat; there are date',
    );
  });
});

describe('judging', () => {
  test('each comparison, and all of them together', () => {
    expect(holds(5, { atLeast: 5, atMost: 6 })).toBe(true);
    expect(holds(7, { atLeast: 5, atMost: 6 })).toBe(false);
    expect(holds('2027-05-05', { atMost: '2027-05-07' })).toBe(true);
    expect(holds(['R-c'], { equals: ['R-c'] })).toBe(true);
    expect(holds(['HQ', 'LDS'], { contains: ['LDS', 'HQ'] })).toBe(true);
    expect(holds([{ code: 'A', text: 'x' }], { contains: { code: 'A' } })).toBe(true);
    expect(holds([1, 2], { count: 2 })).toBe(true);
    expect(holds(undefined, { exists: false })).toBe(true);
  });

  test('a wish for nothing never holds, nor does one about nothing', () => {
    expect(holds(1, {})).toBe(false);
    expect(holds(undefined, { lacks: 'x' })).toBe(false);
    expect(holds('5', { atMost: 6 })).toBe(false);
    expect(holds(undefined, { atMost: 6 })).toBe(false);
  });

  test('nothing hides in a member of an object', () => {
    expect(holds({ vrf: [{ name: 'SVC-1' }] }, { lacks: 'SVC-1' })).toBe(false);
    expect(holds({ vrf: [] }, { lacks: 'SVC-1' })).toBe(true);
  });
});

describe('story files', async () => {
  const names = await storyNames();

  test('there are some', () => {
    expect(names).toEqual(
      expect.arrayContaining(['s1-flagship', 'commit-refused', 'wrong-route-target', 'two-tenants']),
    );
  });

  test.each(names)('%s fits the schema, and its patches find their records', async (name) => {
    const { story, folder } = await loadStory(name);
    expect(story.name).toBe(name);
    const { values } = parametersOf(story.parameters ?? [], {});
    const sets = await loadDataSets(story, folder, values);
    expect(sets.length).toBeGreaterThan(0);
    const asked = story.steps.flatMap((step) => step.expect ?? []);
    expect(asked.length).toBeGreaterThan(0);
    for (const expectation of asked) {
      const wishes = ['equals', 'atMost', 'atLeast', 'contains', 'lacks', 'count', 'exists'] as const;
      expect(
        wishes.some((wish) => expectation[wish] !== undefined),
        expectation.that,
      ).toBe(true);
    }
  });

  test('a fault of a file is told with its place', () => {
    const wrong = { name: 'x', title: 'x', clock: 'now', data: [], actors: [], steps: [], more: 1 };
    expect(() => checked(Story, wrong, 'x.json')).toThrow(/x\.json: .*\/steps/);
  });
});
