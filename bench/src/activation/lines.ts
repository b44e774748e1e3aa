import { type DeviceContribution, renderService } from '../../../server/src/activation/index.ts';

/** The edges that a line joins, by number: every round joins each edge with another one further on. */
export function edgesOf(index: number, devices: number): readonly [number, number] {
  const from = index % devices;
  return [from, (from + 1 + (Math.floor(index / devices) % (devices - 1))) % devices];
}

/** E-Line number `index` of a network of `devices` edges, as both its devices are to have it. */
export function lineOf(index: number, devices: number, rateKbps: number): readonly DeviceContribution[] {
  const [from, to] = edgesOf(index, devices);
  const round = Math.floor(index / devices);
  const end = (edge: number, side: number) => ({
    site: `SITE-${index}-${side}`,
    node: `PE-${edge + 1}`,
    routerId: `10.1.${Math.floor(edge / 250)}.${(edge % 250) + 1}`,
    port: `ge-0/0/${round % 8}`,
    vlan: 100 + round * 2 + side,
  });
  return renderService({
    model: 'eline',
    intent: {
      serviceId: `line-${index}`,
      evc: `EVC-${index}`,
      pseudowireId: 1_000 + index,
      mtu: 1500,
      rateKbps,
      classes: [],
      ends: [end(from, 0), end(to, 1)],
    },
  }).provider;
}
