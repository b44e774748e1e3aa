import { describe, expect, it } from 'vitest';
import type { Leaf } from '../types.ts';
import { suspended } from './suspended.ts';

const leaf = (path: string, value: Leaf['value']): Leaf => ({
  device: 'PE-1',
  path,
  value,
  combiner: 'equal',
});

describe('a service whose traffic is stopped', () => {
  it('keeps its units, their rates and its VRF, and is joined to nothing', () => {
    const unit = "/port[name='xe-0/0/1']/unit[vlan='301']";
    const stays = [
      leaf("/port[name='xe-0/0/1']/mtu", 1_600),
      leaf(`${unit}/service-id`, 'S'),
      leaf(`${unit}/ingress-rate-kbps`, 50_000),
      leaf("/vrf[name='V']/rd", '192.0.2.1:7'),
      leaf("/port[name='trunk']/s-vlan", [100]),
    ];
    const goes = ['vrf', 'address', 'evc', 's-vlan', 'test-address'].map((name) =>
      leaf(`${unit}/${name}`, 'x'),
    );
    expect(suspended([{ device: 'PE-1', leaves: [...goes, ...stays] }])).toEqual([
      { device: 'PE-1', leaves: stays },
    ]);
  });
});
