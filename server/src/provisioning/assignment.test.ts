import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from './assignment.ts';
import { fieldTeam } from './testing.ts';

const leeds = {
  skill: 'cpe',
  place: 'leeds',
  plannedStartDate: '2027-04-27',
  plannedFinishDate: '2027-04-28',
};
const away = (account: string, from: string, until: string) => ({ account, from, until, reason: 'leave' });
const give = (work = leeds, loads: Record<string, number> = {}, ...absences: ReturnType<typeof away>[]) =>
  assign(work, [fieldTeam], new Map(Object.entries(loads)), absences);

test('the one with the skill who is named for the place goes first, though busier', () => {
  expect(give(leeds, { bob: 5 })).toMatchObject({ assignee: 'bob', team: 'field' });
  expect(give(leeds, { bob: 5 }).explanation).toMatchObject({
    code: 'ASSIGNED_BY_RULE',
    parameters: { candidates: 2, skill: 'cpe', place: 'leeds', account: 'bob', load: 5 },
  });
});

test('when that one is away in those days the next takes it; days are half-open', () => {
  expect(give(leeds, {}, away('bob', '2027-04-28', '2027-05-01')).assignee).toBe('cat');
  expect(give(leeds, {}, away('bob', '2027-04-20', '2027-04-27')).assignee).toBe('bob');
  expect(give(leeds, {}, away('bob', '2027-04-29', '2027-05-01')).assignee).toBe('bob');
});

test('when nobody fits it stays nobody’s, with the reason', () => {
  const both = [away('bob', '2027-04-01', '2027-06-01'), away('cat', '2027-04-01', '2027-06-01')];
  expect(give(leeds, {}, ...both)).toMatchObject({
    assignee: null,
    explanation: { code: 'NOBODY_FITS', message: 'nobody with cpe for leeds is there in that time' },
  });
  expect(give({ ...leeds, skill: 'splicing' }).assignee).toBeNull();
});

test('a named team is the only one asked, and one that does not exist is said', () => {
  const other = { ...fieldTeam, code: 'south', members: [{ account: 'dan', name: 'Dan', skills: ['cpe'] }] };
  const south = assign({ ...leeds, team: 'south' }, [fieldTeam, other], new Map(), []);
  expect(south).toMatchObject({ assignee: 'dan', team: 'south' });
  const unknown = assign({ ...leeds, team: 'north' }, [fieldTeam, other], new Map(), []);
  expect(unknown).toMatchObject({ assignee: null, team: 'north', explanation: { code: 'TEAM_UNKNOWN' } });
  expect(assign({ place: 'leeds' }, [fieldTeam], new Map(), []).explanation.code).toBe('NO_TEAM_OR_SKILL');
});

test('whoever gets it can do it, and the order of the team does not matter', () => {
  const member = fc.record({
    account: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    name: fc.constant('x'),
    skills: fc.subarray(['fibre', 'cpe']),
    places: fc.subarray(['leeds', 'york']),
  });
  const members = fc.uniqueArray(member, { selector: ({ account }) => account });
  const loads = fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(3))
    .map((one) => new Map(Object.entries(one)));
  fc.assert(
    fc.property(members, loads, (team, load) => {
      const chosen = assign(leeds, [{ ...fieldTeam, members: team }], load, []);
      const reversed = assign(leeds, [{ ...fieldTeam, members: team.toReversed() }], load, []);
      expect(reversed.assignee).toBe(chosen.assignee);
      const able = team.filter(
        ({ skills, places }) => skills.includes('cpe') && (places.length === 0 || places.includes('leeds')),
      );
      expect(chosen.assignee === null).toBe(able.length === 0);
      const open = (account: string): number => load.get(account) ?? 0;
      const local = able.filter(({ places }) => places.length > 0);
      const pool = local.length > 0 ? local : able;
      if (chosen.assignee === null) return;
      expect(pool.map(({ account }) => account)).toContain(chosen.assignee);
      expect(open(chosen.assignee)).toBe(Math.min(...pool.map(({ account }) => open(account))));
    }),
  );
});
