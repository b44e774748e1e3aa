import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance } from './advance.ts';
import { judge } from './judge.ts';
import type { Condition, Found, Told, WatchedLink } from './types.ts';

const links: readonly WatchedLink[] = [
  ['A--B', 'A/1', 'B/1'],
  ['A--C', 'A/2', 'C/1'],
  ['B--D', 'B/2', 'D/1'],
  ['C--D', 'C/2', 'D/2'],
].map(([name = '', a = '', b = '']) => ({ name, ends: [endOf(a), endOf(b)] }));

function endOf(text: string): WatchedLink['ends'][number] {
  const [node = '', port = ''] = text.split('/');
  return { node, port };
}

const devices = new Set(['A', 'B', 'C', 'D']);

/** What devices tell when these ports (`A/1`) are bad and these devices are silent. */
function toldOf(bad: readonly string[], silent: readonly string[] = []): Map<string, Told> {
  const ends = links.flatMap((link) => link.ends);
  return new Map(
    [...devices]
      .filter((device) => !silent.includes(device))
      .map((device) => [
        device,
        {
          device,
          ports: new Map(
            ends
              .filter(({ node }) => node === device)
              .map(({ port }) => [
                port,
                bad.includes(`${device}/${port}`)
                  ? { passes: false, words: 'down' }
                  : { passes: true, words: 'up' },
              ]),
          ),
        },
      ]),
  );
}
const names = (found: Found): string[] => found.bad.map(({ name }) => name);

describe('what a look finds', () => {
  test('a link is bad when one end says so', () => {
    const found = judge(links, toldOf(['B/1']), devices);
    expect(names(found)).toEqual(['A--B']);
    expect(found.good.has('A--C')).toBe(true);
    expect(found.good.has('A--B')).toBe(false);
  });

  test('a device that does not answer is dead only when nothing comes over its links, and then is the one cause', () => {
    expect(names(judge(links, toldOf([], ['B']), devices))).toEqual([]);
    expect(names(judge(links, toldOf(['A/1'], ['B']), devices))).toEqual(['A--B']);
    const found = judge(links, toldOf(['A/1', 'D/1'], ['B']), devices);
    expect(found.bad).toMatchObject([{ name: 'B', kind: 'node', covers: ['A--B', 'B--D'] }]);
  });

  test('of a link between two devices that do not answer nothing is known', () => {
    const found = judge(links, toldOf([], ['A', 'B']), devices);
    expect([names(found), found.good.has('A--B')]).toEqual([[], false]);
  });
});

/** Plays looks, each the names of bad links, and answers the orders that they would open and the states at the end. */
function play(looks: readonly (readonly string[])[], failAfterLooks: number, clearAfterLooks: number) {
  let known: Condition[] = [];
  let failures = 0;
  for (const bad of looks) {
    const found = judge(
      links,
      toldOf(links.flatMap(({ name, ends: [a] }) => (bad.includes(name) ? [`${a.node}/${a.port}`] : []))),
      devices,
    );
    const next = advance(known, found, (name) => name.split('--'), {
      failAfterLooks,
      failAfterToldLooks: failAfterLooks,
      clearAfterLooks,
    });
    const before = new Map(known.map((one) => [one.id, one]));
    const changed = new Map(next.changed.map((one) => [one.id, one]));
    failures += [...next.begun, ...next.changed].filter(
      (one) => one.state === 'failed' && before.get('id' in one ? String(one.id) : '')?.state !== 'failed',
    ).length;
    known = [
      ...known
        .filter(({ id }) => !next.dropped.includes(id))
        .map((one) => ({ ...one, ...changed.get(one.id) })),
      ...next.begun.map((one) => ({ ...blank, ...one, id: `${one.name} ${known.length}` })),
    ].filter(({ state }) => state !== 'cleared');
  }
  return { failures, open: known.map(({ name, state }) => `${name} ${state}`) };
}
const blank: Omit<Condition, 'id' | 'name' | 'kind' | 'state' | 'reason' | 'badLooks'> = {
  goodLooks: 0,
  since: '',
  failedAt: null,
  clearedAt: null,
  orders: [],
  services: [],
  obstacle: null,
};
const bad: readonly string[] = ['A--B'];
const good: readonly string[] = [];

describe('how sure one must be', () => {
  test.each([
    ['a blink is no failure', [bad, bad, good, good, good], 0, []],
    ['three bad looks are', [bad, bad, bad], 1, ['A--B failed']],
    ['good ones in between do not forgive', [bad, good, bad, good, bad, good], 1, ['A--B failed']],
    ['a flap after it is the same failure', [bad, bad, bad, good, good, bad, good, bad], 1, ['A--B failed']],
    ['three good looks in a row clear it', [bad, bad, bad, good, good, good], 1, []],
    ['and the next time is another', [bad, bad, bad, good, good, good, bad, bad, bad], 2, ['A--B failed']],
  ])('%s', (_, looks, failures, open) => {
    expect(play(looks, 3, 3)).toEqual({ failures, open });
  });

  test('what is bad at a device that comes back is still its failure', () => {
    const policy = { failAfterLooks: 1, failAfterToldLooks: 1, clearAfterLooks: 1 };
    const devicesOf = (name: string): string[] => name.split('--');
    const dead: Condition = {
      ...blank,
      id: '1',
      name: 'B',
      kind: 'node',
      state: 'failed',
      reason: '',
      badLooks: 1,
    };
    const coming = judge(links, toldOf(['A/1']), devices);
    expect(advance([dead], coming, devicesOf, policy)).toEqual({ begun: [], changed: [], dropped: [] });
    const back = judge(links, toldOf([]), devices);
    expect(advance([dead], back, devicesOf, policy).changed).toMatchObject([{ name: 'B', state: 'cleared' }]);
  });

  test('what is bad at the same device fails with it', () => {
    expect(play([bad, ['A--B', 'A--C']], 2, 3).open).toEqual(['A--B failed', 'A--C failed']);
    expect(play([bad, ['A--B', 'C--D']], 2, 3).open).toEqual(['A--B failed', 'C--D suspected']);
  });

  test('whatever the looks, nothing fails twice without having been whole in between', () => {
    const look = fc.subarray(links.map(({ name }) => name));
    fc.assert(
      fc.property(
        fc.array(look, { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (looks, fail, clear) => {
          const { failures } = play(looks, fail, clear);
          // Each failure but the first of a link costs `clear` looks in which the link is whole.
          const most = links.reduce((sum, { name }) => {
            const wholeLooks = looks.filter((one) => !one.includes(name)).length;
            return sum + 1 + Math.floor(wholeLooks / clear);
          }, 0);
          expect(failures).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

test('what a device itself told fails at the first look, and what merely was seen does not', () => {
  const policy = { failAfterLooks: 4, failAfterToldLooks: 1, clearAfterLooks: 3 };
  const bad = ['A--B', 'C--D'].map((name) => ({ name, kind: 'link' as const, reason: 'bad', covers: [] }));
  const next = advance(
    [],
    { bad, good: new Set() },
    (name) => name.split('--'),
    policy,
    (name) => name === 'A--B',
  );
  expect(next.begun.map(({ name, state }) => [name, state])).toEqual([
    ['A--B', 'failed'],
    ['C--D', 'suspected'],
  ]);
});
