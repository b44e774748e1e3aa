import type { DesignAlternative } from '@turnup/contract';
import { expect, test } from 'vitest';
import { requirement } from '../foundation/testing/flagship.ts';
import { linkDemandKbps } from './parameters.ts';

type Route = DesignAlternative['routes'][number];

const way = (role: Route['role'], to: string, ...links: string[]): Route => ({
  from: 'MERIDIAN-HQ',
  to,
  role,
  fromLeg: 0,
  toLeg: 0,
  core: { nodes: ['PE'], links, latencyUs: 1, lengthM: 1, sharedRisks: [] },
  roundTripUs: 2,
});

test('a link on the primary and the failover way of one pair is kept once, for two pairs twice', () => {
  const demand = linkDemandKbps(requirement, [
    way('primary', 'MERIDIAN-LDS', 'A-B', 'B-C'),
    way('failover', 'MERIDIAN-LDS', 'A-D', 'B-C'),
    way('primary', 'MERIDIAN-ABZ', 'B-C'),
  ]);
  // Leeds has 500 Mbit/s, Aberdeen 100.
  expect(Object.fromEntries(demand)).toEqual({ 'A-B': 500_000, 'A-D': 500_000, 'B-C': 600_000 });
});
