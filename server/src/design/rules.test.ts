import type { ServiceDesign, ServiceRequirement } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requirement } from '../foundation/testing/flagship.ts';
import { overlappingPrefixes, rangeOf } from './lanPrefixes.ts';
import { canonicalJson, requirementHash } from './requirementHash.ts';
import { type Approval, mayApprove, stateAfter } from './rules.ts';

const design: ServiceDesign = {
  id: 'd',
  number: 'D-00001',
  href: '/d',
  version: 1,
  mode: 'committed',
  state: 'inReview',
  requirement,
  requirementHash: 'x',
  classification: { route: 'special', fired: [] },
  alternatives: [],
  rejected: [],
  chosenAlternative: 'alt-1',
  author: 'ada',
  approvals: [],
  openGates: [{ code: 'BUDGET_BREACH', message: 'Too dear.' }],
  validUntil: '2027-03-29T00:00:00.000Z',
  openedFor: { kind: 'person', id: 'ada' },
  createdAt: '2027-03-01T00:00:00.000Z',
  updatedAt: '2027-03-01T00:00:00.000Z',
};
const approval: Approval = {
  by: 'bob',
  waivers: ['BUDGET_BREACH'],
  reason: 'Strategic customer',
  authorities: ['budget:waive'],
  waiverPermissions: { BUDGET_BREACH: 'budget:waive' },
  mandatory: { feasibility: [], committed: [] },
};
const judge = (
  changes: Partial<Approval> = {},
  of: Partial<ServiceDesign> = {},
  now = '2027-03-02T00:00:00.000Z',
) => {
  const result = mayApprove({ ...design, ...of }, ['ada', 'eve'], { ...approval, ...changes }, now);
  return result.ok ? result.value : [result.fault.status, result.fault.code];
};

describe('approval', () => {
  test('by someone who is no author, with every open gate waived', () => {
    expect(judge()).toBe('approved');
    expect(judge({ waivers: [] }, { openGates: [] })).toBe('approved');
  });

  test('not by any of the authors', () => {
    expect(judge({ by: 'ada' })).toEqual([403, 'SELF_APPROVAL']);
    expect(judge({ by: 'eve' })).toEqual([403, 'SELF_APPROVAL']);
  });

  test('not with a gate open, not by waiving what is not open, not without authority or reason', () => {
    expect(judge({ waivers: [] })).toEqual([409, 'DESIGN_GATE_OPEN']);
    expect(judge({ waivers: ['BUDGET_BREACH', 'NOT_COMPLIANT'] })).toEqual([422, 'UNKNOWN_WAIVER']);
    expect(judge({ authorities: [] })).toEqual([403, 'WAIVER_NOT_ALLOWED']);
    expect(judge({ waiverPermissions: {} })).toEqual([403, 'WAIVER_NOT_ALLOWED']);
    expect(judge({ reason: '  ' })).toEqual([422, 'REASON_REQUIRED']);
    expect(judge({ reason: undefined })).toEqual([422, 'REASON_REQUIRED']);
  });

  test('not outside review and not from its end on', () => {
    for (const state of ['draft', 'approved', 'rejected', 'superseded'] as const)
      expect(judge({}, { state })).toEqual([409, 'INVALID_STATE']);
    expect(judge({}, {}, '2027-03-28T23:59:59.999Z')).toBe('approved');
    expect(judge({}, {}, '2027-03-29T00:00:00.000Z')).toEqual([409, 'DESIGN_EXPIRED']);
  });
});

test('the table of moves', () => {
  const moves = ['choose', 'submit', 'approve', 'reject', 'supersede'] as const;
  const possible = (state: ServiceDesign['state']) =>
    moves.flatMap((move) => {
      const next = stateAfter({ ...design, state }, move);
      return next.ok ? [`${move} → ${next.value}`] : [];
    });
  expect(possible('draft')).toEqual(['choose → draft', 'submit → inReview', 'supersede → superseded']);
  expect(possible('inReview')).toEqual(['approve → approved', 'reject → rejected', 'supersede → superseded']);
  expect(possible('approved')).toEqual(['supersede → superseded']);
  expect(possible('rejected')).toEqual(['supersede → superseded']);
  expect(possible('superseded')).toEqual([]);
});

describe('the hash of a requirement', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, member]) => [name, shuffled(member)]),
    );
  };

  test('does not depend on the order of members, but on every value', () => {
    const hash = requirementHash(requirement);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(requirementHash(shuffled(requirement) as ServiceRequirement)).toBe(hash);
    const [hq, ...others] = requirement.sites;
    const wider = { ...(hq ?? expect.fail()), bandwidthKbps: 1_000_001 };
    expect(requirementHash({ ...requirement, sites: [wider, ...others] })).not.toBe(hash);
    expect(requirementHash({ ...requirement, requestedCompletionDate: '2027-05-08' })).not.toBe(hash);
  });

  test('canonical JSON is JSON, and the same for what JSON cannot tell apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const same = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(same);
        expect(canonicalJson(shuffled(same))).toBe(canonicalJson(same));
      }),
    );
    expect(canonicalJson({ b: 1, a: undefined, c: [undefined, 'ü'] })).toBe('{"b":1,"c":[null,"ü"]}');
  });
});

describe('prefixes of LANs', () => {
  const site = (name: string, ...lanPrefixes: string[]) => ({
    site: name,
    bandwidthKbps: 1,
    access: 'single' as const,
    cpe: 'managed' as const,
    lanPrefixes,
  });

  test('overlap between sites is found, within one site it is allowed', () => {
    expect(
      overlappingPrefixes([site('A', '10.0.0.0/8', '10.1.0.0/16'), site('B', '11.0.0.0/8')]),
    ).toBeUndefined();
    expect(overlappingPrefixes([site('A', '10.0.0.0/8', '10.1.0.0/16'), site('B', '10.1.2.0/24')])).toEqual({
      one: 'A 10.0.0.0/8',
      other: 'B 10.1.2.0/24',
    });
    expect(overlappingPrefixes([site('A', '2001:db8::/32'), site('B', '2001:db8:1::/48')])).toBeDefined();
    expect(overlappingPrefixes([site('A', '::/0'), site('B', '10.0.0.0/8')])).toBeUndefined();
    expect(overlappingPrefixes([site('A', '10.0.0/8')])?.other).toBe('no prefix');
  });

  test('agrees with comparing every pair', () => {
    const prefix = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 8, max: 16 }))
      .map(([second, length]) => `10.${second}.0.0/${length}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), prefix), { maxLength: 8 }), (entries) => {
        const naive = entries.some(([one, a], index) =>
          entries.slice(index + 1).some(([other, b]) => {
            const [x, y] = [rangeOf(a), rangeOf(b)];
            return (
              one !== other && x !== undefined && y !== undefined && x.first <= y.last && y.first <= x.last
            );
          }),
        );
        const sites = ['A', 'B', 'C'].map((name) =>
          site(name, ...entries.filter(([of]) => of === name).map(([, text]) => text)),
        );
        expect(overlappingPrefixes(sites) !== undefined).toBe(naive);
      }),
    );
  });
});
