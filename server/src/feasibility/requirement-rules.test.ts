import type { ServiceRequirement } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrefix, prefixesOverlap } from './prefix.ts';
import { validateRequirement } from './requirement-rules.ts';
import { input, requirement } from './testing/flagship.ts';

const { specification, network } = input();
const facts = { specification, place: (code: string) => network.places.get(code), today: '2027-02-22' };
const faultsOf = (change: Partial<ServiceRequirement>, other: Partial<typeof facts> = {}) => {
  const result = validateRequirement({ ...requirement, ...change }, { ...facts, ...other });
  return result.ok ? [] : (result.fault.faults ?? []).map(({ path, message }) => `${path} ${message}`);
};
const site = (name: string, parts: object = {}): ServiceRequirement['sites'][number] => ({
  ...(requirement.sites[1] ?? expect.fail()),
  site: name,
  ...parts,
});

describe('a requirement that makes no sense', () => {
  test('the flagship makes sense, also with a bandwidth beyond the specification', () => {
    expect(validateRequirement(requirement, facts).ok).toBe(true);
    const [hq, ...rest] = requirement.sites;
    expect(faultsOf({ sites: [{ ...(hq ?? expect.fail()), bandwidthKbps: 99_000_000 }, ...rest] })).toEqual(
      [],
    );
  });

  test('every place at fault is named at once', () => {
    const result = validateRequirement(
      {
        ...requirement,
        sites: [
          site('NOWHERE'),
          site('MERIDIAN-LDS', { diversity: ['duct'] }),
          site('MERIDIAN-LDS', { lanPrefixes: [] }),
        ],
        latencyBounds: [{ from: 'MERIDIAN-LDS', to: 'MERIDIAN-HQ', maximumRttUs: 1 }],
        requestedCompletionDate: '2027-02-21',
      },
      facts,
    );
    expect(result).toMatchObject({ ok: false, fault: { status: 422, code: 'REQUIREMENT_INVALID' } });
    expect(result.ok ? [] : result.fault.faults?.map((fault) => fault.path)).toEqual([
      '/sites/0/site',
      '/sites/1/diversity',
      '/sites/2/site',
      '/latencyBounds/0/to',
      '/sites/1/lanPrefixes/0',
      '/requestedCompletionDate',
    ]);
  });

  test('routing with the customer: static wants one leg and prefixes; roots and leaves want a hub', () => {
    const [, second] = requirement.sites;
    const one = second ?? expect.fail();
    const { lanPrefixes: _, ...bare } = one;
    expect(
      faultsOf({
        latencyBounds: [],
        sites: [one, { ...bare, site: 'MERIDIAN-HQ', access: 'dual', routing: 'static' }],
      }),
    ).toEqual([
      '/sites/1/routing two legs need BGP: static routes know no fail-over',
      '/sites/1/lanPrefixes static routes lead to prefixes: name them',
    ]);
    const eline = { ...specification, serviceModel: 'eline' as const };
    expect(
      faultsOf({ sites: [one, site('MERIDIAN-HQ', { routing: 'bgp' })] }, { specification: eline }),
    ).toContain('/sites/1/routing l3vpn has no routing with the customer');
    expect(faultsOf({ sites: [one, site('MERIDIAN-HQ', { role: 'leaf' })] }).join()).toContain(
      'sites are roots and leaves in a hub-and-spoke service alone',
    );
  });

  test('specification: unknown, retired, of another topology, too few sites', () => {
    expect(validateRequirement(requirement, { ...facts, specification: undefined }).ok).toBe(false);
    const retired = { ...specification, lifecycleStatus: 'retired' as const };
    expect(faultsOf({}, { specification: retired })).toEqual(['/serviceSpecification l3vpn is retired']);
    expect(faultsOf({ topology: 'internet' })).toEqual([
      '/topology l3vpn is offered as anyToAny, hubAndSpoke, not internet',
    ]);
    expect(faultsOf({ sites: [site('MERIDIAN-LDS')], latencyBounds: [] })).toEqual([
      '/sites l3vpn needs at least 2 sites, 1 given',
    ]);
    const eline = { ...specification, topologies: ['pointToPoint' as const] };
    expect(faultsOf({ topology: 'pointToPoint' }, { specification: eline })).toEqual([
      '/sites a point-to-point service has two sites, 3 given',
    ]);
  });

  test('sites: a point of presence, another customer', () => {
    const [, ...rest] = requirement.sites;
    expect(faultsOf({ sites: [site('POP-EDI', { lanPrefixes: [] }), ...rest], latencyBounds: [] })).toEqual([
      "/sites/0/site POP-EDI is a point of presence, not a customer's premises",
    ]);
    expect(faultsOf({ customer: 'OTHER' })).toHaveLength(3);
  });

  test('classes of service: 100 % taken, 102 % refused, names and marks once', () => {
    const classes = (...shares: number[]) =>
      shares.map((sharePercent, index) => ({ name: `c${index}`, dscp: [index], sharePercent }));
    expect(faultsOf({ classesOfService: classes(40, 30, 20, 5, 5) })).toEqual([]);
    expect(faultsOf({ classesOfService: classes(40, 30, 20, 5, 7) })).toEqual([
      '/classesOfService the shares make 102 %, not 100 %',
    ]);
    const twice = classes(50, 50).map((one) => ({ ...one, name: 'same', dscp: [46] }));
    expect(faultsOf({ classesOfService: twice })).toEqual([
      '/classesOfService/1/name class same is named already at /classesOfService/0/name',
      '/classesOfService/1/dscp/0 DSCP 46 belongs to class same already',
    ]);
  });

  test('latency: a site with itself, one pair twice; a day that does not exist', () => {
    const bound = (from: string, to: string) => ({
      from: `MERIDIAN-${from}`,
      to: `MERIDIAN-${to}`,
      maximumRttUs: 9,
    });
    expect(faultsOf({ latencyBounds: [bound('HQ', 'HQ')] })).toEqual([
      '/latencyBounds/0/to both ends are MERIDIAN-HQ',
    ]);
    expect(faultsOf({ latencyBounds: [bound('HQ', 'LDS'), bound('LDS', 'HQ')] })).toHaveLength(1);
    expect(faultsOf({ requestedCompletionDate: '2027-02-30' })).toEqual([
      '/requestedCompletionDate 2027-02-30 is not a day of the calendar',
    ]);
    expect(faultsOf({ requestedCompletionDate: '2027-02-22' })).toEqual([]);
  });

  test('bespoke work at a site that is not asked for', () => {
    const action = {
      code: 'CRANE',
      description: 'Crane',
      site: 'NOWHERE',
      owner: 'FIELD',
      durationWorkingDays: 1,
      costMinor: 1,
      before: [],
    };
    expect(faultsOf({ bespokeActions: [action] })).toEqual([
      '/bespokeActions/0/site NOWHERE is not a site of this requirement',
    ]);
  });
});

describe('prefixes of LANs', () => {
  const lans = (a: string[], b: string[]) =>
    faultsOf({
      sites: [site('MERIDIAN-LDS', { lanPrefixes: a }), site('MERIDIAN-ABZ', { lanPrefixes: b })],
      latencyBounds: [],
    });

  test('overlaps are found within and between sites', () => {
    expect(lans(['10.0.0.0/16'], ['10.1.0.0/16', '10.2.0.4/31', '10.2.0.6/32'])).toEqual([]);
    expect(lans(['10.0.0.0/8'], ['10.1.0.0/16'])).toEqual([
      '/sites/1/lanPrefixes/0 10.1.0.0/16 overlaps 10.0.0.0/8 of MERIDIAN-LDS',
    ]);
  });

  test('those of IPv6 are refused where they stand, since nothing configures them', () => {
    expect(lans(['10.0.0.0/16', '2001:db8::/32'], ['2001:db8:1::/48'])).toEqual([
      '/sites/0/lanPrefixes/1 2001:db8::/32 is of IPv6, which is not configured here: name prefixes of IPv4',
      '/sites/1/lanPrefixes/0 2001:db8:1::/48 is of IPv6, which is not configured here: name prefixes of IPv4',
    ]);
  });

  test.each([
    '10.0.0.1/24',
    '10.0.0/24',
    '300.0.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0',
    '::1::/64',
    '2001:db8::1/32',
    '01.0.0.0/8',
  ])('%s is no prefix', (text) => expect(parsePrefix(text)).toBeUndefined());

  test('a prefix covers exactly its addresses', () => {
    expect(parsePrefix('192.0.2.128/25')).toMatchObject({ first: 3221226112n, last: 3221226239n });
    expect(parsePrefix('::ffff:192.0.2.0/120')).toMatchObject({ family: 6, last: 0xffff_c000_02ffn });
    expect(parsePrefix('1:2:3:4:5:6:7:8/128')).toMatchObject({
      first: 0x0001_0002_0003_0004_0005_0006_0007_0008n,
    });
    expect(parsePrefix('0.0.0.0/0')).toMatchObject({ first: 0n, last: 0xffff_ffffn });
  });

  test('two prefixes overlap exactly when one contains the other', () => {
    const prefix = fc.tuple(fc.nat({ max: 255 }), fc.integer({ min: 24, max: 32 })).map(([host, length]) => {
      const size = 2 ** (32 - length);
      return { text: `10.0.0.${host - (host % size)}/${length}`, from: host - (host % size), size };
    });
    fc.assert(
      fc.property(prefix, prefix, (a, b) => {
        const [one, other] = [parsePrefix(a.text), parsePrefix(b.text)];
        if (one === undefined || other === undefined) return expect.fail();
        const common = a.from < b.from + b.size && b.from < a.from + a.size;
        expect(prefixesOverlap(one, other)).toBe(common);
      }),
    );
  });
});
