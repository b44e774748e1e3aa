import type { DesignAlternative, ReferenceRecord, ServiceRequirement } from '@turnup/contract';
import { describe, expect, it } from 'vitest';
import { hostOf, nthAddress, renderIntent } from '../activation/index.ts';
import { type IntentInput, intentsOf } from './intent.ts';
import { testSitesOf } from './testPoints.ts';

/** An E-LAN of so many sites, two on each bridge, over one trunk. */
function elanOf(count: number, sVlan: number): IntentInput {
  const names = Array.from({ length: count }, (_, index) => `S-${index + 1}`);
  const links = new Map([
    ['T-1', { a: { node: 'BR-0', port: 'nni' }, b: { node: 'BR-1', port: 'nni' } }],
  ]) as unknown as IntentInput['links'];
  return {
    serviceId: 'service-1',
    name: 'SVC-1',
    requirement: {
      sites: names.map((site) => ({ site, bandwidthKbps: 30_000 })),
    } as unknown as ServiceRequirement,
    solution: {
      sites: names.map((site, index) => ({
        site,
        legs: [{ node: `BR-${index % 2}`, port: `uni-${index}` }],
      })),
      routes: [{ role: 'primary', core: { links: ['T-1'], nodes: ['BR-0', 'BR-1'] } }],
      cpe: [],
    } as unknown as Pick<DesignAlternative, 'sites' | 'routes' | 'cpe'>,
    specification: {
      code: 'E-LAN',
      serviceModel: 'bridgedElan',
      mtu: 1500,
      parameters: [{ name: 'sVlan', pool: 'S-VLAN' }],
    } as unknown as ReferenceRecord<'serviceSpecification'>,
    poolKinds: new Map([['S-VLAN', 'serviceVlan']]),
    values: new Map([['sVlan', [String(sVlan)]]]),
    nodes: new Map(),
    links,
    cpeModels: new Map(),
    modelOfUnit: new Map(),
    rateScale: 1,
    explicitPaths: false,
    internet: { vrf: 'INTERNET', routeTarget: '65000:1', rdNumber: 1 },
  };
}

describe('the addresses from which a multipoint service is tested', () => {
  it.each([
    [3, 28],
    [14, 28],
    [15, 27],
    [31, 26],
    [300, 23],
  ])('are as many as its %i ends, in one /%i', (count, length) => {
    for (const sVlan of [7, 4_094]) {
      const [service] = intentsOf(elanOf(count, sVlan));
      expect(renderIntent(service).ok).toBe(true);
      const { ends } = service.intent as { readonly ends: readonly { readonly testAddress?: string }[] };
      const addresses = ends.map(({ testAddress = '' }) => testAddress);
      expect(new Set(addresses).size).toBe(count);
      const size = 2 ** (32 - length);
      const blocks = addresses.map((each) => Math.floor(numberOf(hostOf(each)) / size));
      expect(new Set(blocks).size).toBe(1);
      expect(addresses.every((each) => each.endsWith(`/${length}`))).toBe(true);
      const points = testSitesOf(service, new Map()).flatMap(({ legs }) => legs);
      expect(points.map(({ address }) => address)).toEqual(addresses.map(hostOf));
    }
  });
});

describe('the addresses of devices on a network', () => {
  it.each([
    ['10.1.0.0/24', 1, '10.1.0.1/24'],
    ['10.1.0.0/24', 2, '10.1.0.2/24'],
    ['10.1.0.4/30', 1, '10.1.0.5/30'],
    ['10.1.0.4/30', 2, '10.1.0.6/30'],
    ['10.1.0.6/31', 1, '10.1.0.6/31'],
    ['10.1.0.6/31', 2, '10.1.0.7/31'],
    ['10.1.0.9/32', 1, '10.1.0.9/32'],
    // Both units of the site answer for the one address that there is.
    ['10.1.0.9/32', 2, '10.1.0.9/32'],
  ])('in %s the one of number %i is %s', (prefix, n, address) => {
    expect(nthAddress(prefix, n)).toBe(address);
  });
});

function numberOf(address: string): number {
  return address.split('.').reduce((sofar, octet) => sofar * 256 + Number(octet), 0);
}
