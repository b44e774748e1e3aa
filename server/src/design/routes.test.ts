import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import * as flagship from '../foundation/testing/flagship.ts';
import { composeDesign } from './compose.ts';
import { sitePairs } from './routes.ts';
import { designInput } from './testing/flagship.ts';

type Role = 'root' | 'leaf' | undefined;

/** A hub-and-spoke service of sites with these roles, named S0, S1, … */
const service = (...roles: Role[]) => ({
  ...flagship.requirement,
  topology: 'hubAndSpoke' as const,
  latencyBounds: [],
  sites: roles.map((role, index) => ({
    site: `S${index}`,
    bandwidthKbps: 100_000,
    access: 'single' as const,
    cpe: 'managed' as const,
    ...(role && { role }),
  })),
});
const pairsOf = (requirement: Parameters<typeof sitePairs>[0], maximum = 100) =>
  sitePairs(requirement, maximum).pairs.map(({ from, to }) => `${from} ${to}`);

describe('the pairs of sites of a hub-and-spoke service', () => {
  test('are each named root with every other site, wherever it stands among them', () => {
    expect(pairsOf(service('leaf', 'leaf', 'root'))).toEqual(['S2 S0', 'S2 S1']);
    expect(pairsOf(service('leaf', 'root', 'leaf', 'root', undefined))).toEqual([
      'S1 S0',
      'S1 S2',
      'S1 S3',
      'S1 S4',
      'S3 S0',
      'S3 S2',
      'S3 S4',
    ]);
  });

  test('are those of the first site where no root is named', () => {
    expect(pairsOf(service(undefined, undefined, 'leaf'))).toEqual(['S0 S1', 'S0 S2']);
  });

  test('with a bound come first and once; those beyond the limit are counted', () => {
    const bounded = {
      ...service('leaf', 'leaf', 'root'),
      latencyBounds: [{ from: 'S1', to: 'S2', maximumRttUs: 1 }],
    };
    expect(pairsOf(bounded)).toEqual(['S1 S2', 'S2 S0']);
    expect(sitePairs(service('leaf', 'leaf', 'root'), 1).left).toBe(1);
  });
});

test('a service with its root in the last place is designed around it', () => {
  const roles = ['leaf', 'leaf', 'root'] as const;
  const requirement = {
    ...flagship.requirement,
    topology: 'hubAndSpoke' as const,
    latencyBounds: [],
    sites: flagship.requirement.sites.map((site, index) => ({ ...site, role: roles[index] ?? 'leaf' })),
  };
  const [best] = unwrap(composeDesign(designInput({ requirement }))).alternatives;
  const primaries = (best?.routes ?? []).filter(({ role }) => role === 'primary');
  expect(primaries.map(({ from, to }) => [from, to])).toEqual([
    ['MERIDIAN-ABZ', 'MERIDIAN-HQ'],
    ['MERIDIAN-ABZ', 'MERIDIAN-LDS'],
  ]);
  expect((best?.dateOptions ?? []).map(({ site }) => site)).not.toContain('MERIDIAN-ABZ');
});
