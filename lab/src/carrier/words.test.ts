import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlatform } from './agents/router-platform.ts';
import { parseRouting, printRouting } from './agents/router-text.ts';
import { faultFrom } from './fault-words.ts';
import { packageNames } from './install.ts';
import { JsonSplitter } from './ovsdb.ts';
import { standardCarrier } from './topology.ts';

describe('faults on the command line', () => {
  test.each([
    ['link-down NID-1:nni1', { kind: 'linkDown', node: 'NID-1', port: 'nni1' }],
    ['drop P-1:core1', { kind: 'drop', node: 'P-1', port: 'core1', percent: 100 }],
    ['drop P-1:core1 0', { kind: 'drop', node: 'P-1', port: 'core1', percent: 0 }],
    ['mtu NID-1:nni1 1500', { kind: 'mtu', node: 'NID-1', port: 'nni1', mtu: 1500 }],
    ['wrong-vlan NID-2:uni1 666', { kind: 'wrongVlan', node: 'NID-2', port: 'uni1', vlan: 666 }],
    ['kill PE-1', { kind: 'kill', node: 'PE-1' }],
    ['agent PE-1 SIGSTOP', { kind: 'agent', node: 'PE-1', signal: 'SIGSTOP' }],
  ])('%s', (words, fault) => {
    expect(faultFrom(words.split(' '))).toEqual(fault);
  });

  test.each([
    '',
    'drop P-1',
    'drop P-1:core1 101',
    'mtu P-1:core1',
    'wrong-vlan NID-1:uni1 4095',
    'kill P-1:core1',
    'melt P-1:core1',
    'link-up P-1:core1 7',
  ])('no sense in: %s', (words) => {
    expect(faultFrom(words.split(' '))).toBeUndefined();
  });
});

test('package names come without comments', () => {
  expect(packageNames('# why\nfrr\n\nnftables # what\n')).toEqual(['frr', 'nftables']);
});

test('every cable of the standing carrier leads from a port to a port, and no port twice', () => {
  const { bridges, routers, hosts, cables } = standardCarrier;
  const nodes = new Set([...bridges, ...routers, ...hosts].map(({ name }) => name));
  const ends = cables.flatMap(({ a, b }) => [a, b]);
  for (const { node } of ends) expect(nodes).toContain(node);
  const names = ends.map(({ node, port }) => `${node} ${port}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { port } of ends) expect(port.length).toBeLessThan(16);
});

test('JSON texts are found in a stream however it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.object(), fc.array(fc.string())), { maxLength: 5 }),
      fc.infiniteStream(fc.nat(9)),
      (values, cuts) => {
        const texts = values.map((value) => JSON.stringify(value));
        const splitter = new JsonSplitter();
        const found: string[] = [];
        for (let rest = texts.join(''); rest !== ''; ) {
          const length = (cuts.next().value ?? 0) + 1;
          found.push(...splitter.push(rest.slice(0, length)));
          rest = rest.slice(length);
        }
        expect(found).toEqual(texts);
      },
    ),
  );
});

describe('routing text', () => {
  const shown = `Building configuration...

Current configuration:
!
frr version 8.4.4
hostname PE-1
!
vrf V
 netns /run/netns/V
 vni 7
exit-vrf
!
router bgp 65000 vrf V
 neighbor 10.0.0.1 remote-as 64512
 neighbor 10.0.0.1 description to the site
 !
 address-family ipv4 unicast
  redistribute connected
 exit-address-family
exit
!
end
`;

  test('each line keeps the contexts around it', () => {
    expect([...parseRouting(shown)].sort()).toEqual(
      [
        'hostname PE-1',
        'router bgp 65000 vrf V',
        'router bgp 65000 vrf V\naddress-family ipv4 unicast',
        'router bgp 65000 vrf V\naddress-family ipv4 unicast\nredistribute connected',
        'router bgp 65000 vrf V\nneighbor 10.0.0.1 description to the site',
        'router bgp 65000 vrf V\nneighbor 10.0.0.1 remote-as 64512',
        'vrf V',
        'vrf V\nnetns /run/netns/V',
        'vrf V\nvni 7',
      ].sort(),
    );
  });

  test('printing and reading again is the same, and a neighbour is born before it is described', () => {
    const lines = parseRouting(shown);
    const printed = printRouting([...lines].reverse());
    expect([...parseRouting(printed)].sort()).toEqual([...lines].sort());
    expect(printed.indexOf('remote-as')).toBeLessThan(printed.indexOf('description'));
    expect(printed.indexOf('description')).toBeLessThan(printed.indexOf('address-family'));
  });
});

test('a platform line that is none is an error, not nothing', () => {
  expect(parsePlatform(['vrf V', 'vrf V vni 7', 'unit ge1.301 vrf V']).vrfs.get('V')).toBe('7');
  expect(() => parsePlatform(['unit ge1.301'])).toThrow('not a platform line');
});
