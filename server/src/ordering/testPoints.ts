import { type BridgedEnd, hostOf, nthAddress, type ServiceIntent, unitPath } from '../activation/index.ts';
import type { TestSite } from '../testing/index.ts';

type RoutedLeg = {
  readonly node: string;
  readonly port: string;
  readonly vlan: number;
  readonly peAddress: string;
  readonly ceAddress: string;
  readonly cpe?: { readonly device: string };
};

/** Where a routed leg is tested from: its CPE with an address of its LAN; wires-only from the provider edge itself. */
function routedPoint(
  vrf: string,
  leg: RoutedLeg,
  index: number,
  prefixes: readonly string[],
): TestSite['legs'][number] {
  const prefix = prefixes[0];
  const attachment = { device: leg.node, path: unitPath(leg.port, leg.vlan) };
  if (leg.cpe === undefined)
    return { device: leg.node, vrf, address: hostOf(leg.peAddress), neighbors: [], attachment };
  // The unit's address on the site's network, as it is rendered.
  const address = hostOf(prefix === undefined ? leg.ceAddress : nthAddress(prefix, index + 1));
  return { device: leg.cpe.device, vrf, address, neighbors: [hostOf(leg.peAddress)], attachment };
}

/** A customer's port on a bridge, tested from the head beside it, inside the S-VLAN. */
function bridgedSite(
  { site, node, testAddress }: BridgedEnd,
  sVlan: number,
  more: Pick<TestSite, 'rateKbps' | 'role' | 'limits'>,
): TestSite {
  const point = { device: node, vrf: String(sVlan), address: hostOf(testAddress ?? ''), neighbors: [] };
  return { site, ...more, legs: testAddress === undefined ? [] : [point] };
}

/** The sites of a service as tests see them. The rates are those that were ordered. */
export function testSitesOf(intent: ServiceIntent, rates: ReadonlyMap<string, number>): TestSite[] {
  switch (intent.model) {
    case 'l3vpn':
      return intent.intent.sites.map(({ site, legs, lanPrefixes, routing }) => ({
        site,
        rateKbps: rates.get(site) ?? 0,
        legs: legs.map((leg, index) => {
          const point = routedPoint(intent.intent.vrf, leg, index, lanPrefixes);
          return routing === 'static' ? { ...point, neighbors: [] } : point;
        }),
      }));
    case 'internet': {
      const { site, legs, vrf, publicPrefixes } = intent.intent;
      // Static routing: there is no session to look at.
      const points = legs.map((leg, index) => ({
        ...routedPoint(vrf, leg, index, publicPrefixes),
        neighbors: [],
        ...(leg.cpe === undefined
          ? {}
          : {
              access: {
                address: hostOf(leg.ceAddress),
                far: { name: leg.node, address: hostOf(leg.peAddress) },
              },
            }),
      }));
      return [{ site, rateKbps: rates.get(site) ?? 0, legs: points }];
    }
    case 'eline':
      return intent.intent.ends.map(({ site, node, cpe, testAddress }) => {
        const point = {
          device: cpe?.device ?? node,
          vrf: intent.intent.evc,
          address: hostOf(testAddress ?? ''),
          neighbors: [],
        };
        return { site, rateKbps: intent.intent.rateKbps, legs: cpe === undefined ? [] : [point] };
      });
    case 'bridgedEline': {
      const { ends, sVlan, rateKbps } = intent.intent;
      return ends.map((end) => bridgedSite(end, sVlan, { rateKbps }));
    }
    case 'bridgedElan': {
      const { ends, sVlan } = intent.intent;
      return ends.map((end) => bridgedSite(end, sVlan, { rateKbps: end.rateKbps, limits: 'sending' }));
    }
    case 'bridgedEtree': {
      const { ends, sVlan } = intent.intent;
      return ends.map((end) => {
        const { rateKbps, role } = end;
        return bridgedSite(end, sVlan, { rateKbps, role, limits: 'sending' });
      });
    }
  }
}

/** An access with its own end and the provider's, for a test of the access alone; only where a unit stands at its end. */
export type AccessPoint = {
  readonly site: string;
  readonly node: string;
  readonly port: string;
  readonly point: TestSite['legs'][number];
  readonly far: { readonly name: string; readonly address: string };
};

/** The accesses of routed services that can be tested by themselves. A line from point to point has none. */
export function accessPointsOf(intents: readonly ServiceIntent[]): readonly AccessPoint[] {
  return intents.flatMap((intent) => {
    switch (intent.model) {
      case 'l3vpn':
        return intent.intent.sites.flatMap(({ site, legs }) =>
          accessPoints(site, intent.intent.vrf, legs, ({ peAddress }) => [hostOf(peAddress)]),
        );
      case 'internet':
        return accessPoints(intent.intent.site, intent.intent.vrf, intent.intent.legs, () => []);
      default:
        return [];
    }
  });
}

function accessPoints<Leg extends RoutedLeg & { readonly port: string }>(
  site: string,
  vrf: string,
  legs: readonly Leg[],
  neighbors: (leg: Leg) => readonly string[],
): AccessPoint[] {
  return legs.flatMap((leg) =>
    leg.cpe === undefined
      ? []
      : [
          {
            site,
            node: leg.node,
            port: leg.port,
            // From the access itself: what answers need not know the way to the site's own network yet.
            point: { device: leg.cpe.device, vrf, address: hostOf(leg.ceAddress), neighbors: neighbors(leg) },
            far: { name: leg.node, address: hostOf(leg.peAddress) },
          },
        ],
  );
}

/** The far end of the tests of a service with one site: the provider's side of its first leg. */
export function reflectorOf(
  intent: ServiceIntent,
): { readonly name: string; readonly address: string } | undefined {
  const leg = intent.model === 'internet' ? intent.intent.legs[0] : undefined;
  return leg === undefined ? undefined : { name: leg.node, address: hostOf(leg.peAddress) };
}
