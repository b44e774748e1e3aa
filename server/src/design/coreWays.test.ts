import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import * as flagship from '../foundation/testing/flagship.ts';
import type { NetworkRecords } from '../network/index.ts';
import { composeDesign } from './compose.ts';
import { designInput, networkAt, networkRecords } from './testing/flagship.ts';

const [model] = networkRecords.links;
const node = networkRecords.nodes[0] ?? expect.fail();
const link = (name: string, latencyUs: number, sharedRisks: readonly string[] = []) => {
  const [a = '', b = ''] = name.split('--');
  return {
    ...(model ?? expect.fail()),
    name,
    a: { node: a },
    b: { node: b },
    latencyUs,
    sharedRisks: [...sharedRisks],
  };
};
const duct = (code: string) => ({ code, kind: 'duct' as const, name: code, availability: 0.9999 });

/**
 * Between London and the two branches lie X and Y. The quickest way from LON-A, over X and Y, takes the only node that
 * LON-B has; the other ways of LON-A go past Y.
 */
const records = (risks: readonly string[] = []) => ({
  ...networkRecords,
  sharedRisks: [...networkRecords.sharedRisks, duct('DUCT-WEST')],
  nodes: [...networkRecords.nodes, ...['PE-X', 'PE-Y'].map((name) => ({ ...node, name }))],
  links: [
    link('PE-LON-A--PE-X', 1_000),
    link('PE-X--PE-Y', 100),
    link('PE-LON-B--PE-Y', 1_200),
    link('PE-Y--PE-EDI', 3_000, risks),
    link('PE-X--PE-EDI', 5_000, risks),
    link('PE-Y--PE-LDS', 2_000),
    link('PE-X--PE-LDS', 2_500),
  ],
});
const composed = (network: NetworkRecords, maximumRttUs = 18_000) => {
  const requirement = {
    ...flagship.requirement,
    latencyBounds: [{ from: 'MERIDIAN-HQ', to: 'MERIDIAN-ABZ', maximumRttUs }],
  };
  const { alternatives } = unwrap(composeDesign(designInput({ network: networkAt(network), requirement })));
  const best = alternatives[0] ?? expect.fail('no alternative');
  const routes = best.routes.filter(({ from, to }) => from === 'MERIDIAN-HQ' && to === 'MERIDIAN-ABZ');
  return {
    nodes: routes.map(({ core }) => core.nodes),
    roundTripUs: routes.map(({ roundTripUs }) => roundTripUs),
    line: best.compliance.find(({ id }) => id === 'CORE:MERIDIAN-HQ:MERIDIAN-ABZ'),
    compliant: best.compliant,
  };
};

describe('the ways of a site with two legs', () => {
  test('are sought as a pair where the quickest is in the way of every second one', () => {
    const { nodes, line } = composed(records());
    expect(nodes).toEqual([
      ['PE-LON-A', 'PE-X', 'PE-EDI'],
      ['PE-LON-B', 'PE-Y', 'PE-EDI'],
    ]);
    expect(line).toMatchObject({
      priority: 'should',
      met: true,
      value: 'no link, node or shared risk in common',
      evidence: 'Nothing shared; the pair of least latency of all, proven',
    });
  });

  test('a duct that none avoids costs neither links nor nodes, and is named with the proof', () => {
    const { nodes, line, compliant } = composed(records(['DUCT-WEST']));
    expect(nodes[0]?.filter((name) => nodes[1]?.includes(name))).toEqual(['PE-EDI']);
    expect(line).toMatchObject({
      met: false,
      value: 'no link or node in common',
      evidence:
        'Shared: DUCT-WEST; no two ways without a common link, node or shared risk: proven; the pair of least latency of all, proven',
    });
    expect(compliant).toBe(true);
  });

  test('change places where only the slower access keeps the bound from end to end', () => {
    // LON-B is the slower access of the head office; over LON-A the core is 3 ms longer one way.
    const network = {
      ...networkRecords,
      links: [
        link('PE-LON-A--PE-LDS', 1_000),
        link('PE-LON-A--PE-EDI', 9_000),
        link('PE-LON-B--PE-EDI', 6_000),
      ],
    };
    const { nodes, roundTripUs, compliant } = composed(network, 17_000);
    expect(nodes[0]).toEqual(['PE-LON-B', 'PE-EDI']);
    expect(roundTripUs[0]).toBeLessThanOrEqual(17_000);
    expect(roundTripUs[1]).toBeGreaterThan(17_000);
    expect(compliant).toBe(true);
    expect(composed(network, 22_000).nodes[0]).toEqual(['PE-LON-A', 'PE-EDI']);
  });

  test('a bound that only the quickest way keeps is not given up for it', () => {
    const { nodes, roundTripUs, line, compliant } = composed(records(), 12_000);
    expect(nodes[0]).toEqual(['PE-LON-A', 'PE-X', 'PE-Y', 'PE-EDI']);
    expect(roundTripUs[0]).toBeLessThanOrEqual(12_000);
    expect(compliant).toBe(true);
    expect(line).toMatchObject({ met: false, value: 'no link in common' });
    expect(line?.evidence).toContain('would break the bound of the round trip');
    expect(line?.evidence).toMatch(/^Shared: PE-X, PE-Y;/);
  });
});
