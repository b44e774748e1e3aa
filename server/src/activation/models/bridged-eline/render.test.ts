import { describe, expect, test } from 'vitest';
import { renderBridgedEline } from './render.ts';
import type { BridgedElineIntent } from './types.ts';

const line: BridgedElineIntent = {
  serviceId: 'service-1',
  sVlan: 100,
  mtu: 1500,
  rateKbps: 20_000,
  ends: [
    { site: 'west', node: 'NID-1', port: 'uni1', vlan: 0, testAddress: '198.18.0.200/31' },
    { site: 'east', node: 'NID-2', port: 'uni2', vlan: 7, testAddress: '198.18.0.201/31' },
  ],
  trunks: [
    { node: 'NID-1', port: 'nni1' },
    { node: 'NID-2', port: 'nni1' },
  ],
};

describe('an E-Line over provider bridges', () => {
  test('is an S-VLAN on both customers’ ports and on every trunk between, with room for both tags', () => {
    const rendered = renderBridgedEline(line);
    if (!rendered.ok) throw new Error(rendered.fault.message);
    expect(rendered.value.map(({ device }) => device)).toEqual(['NID-1', 'NID-2']);
    const leaves = rendered.value[1]?.leaves.map(({ path, value, combiner }) => [path, value, combiner]);
    expect(leaves).toEqual([
      ["/port[name='nni1']/mtu", 1508, 'maximum'],
      ["/port[name='nni1']/s-vlan", [100], 'set'],
      ["/port[name='uni2']/mtu", 1500, 'maximum'],
      ["/port[name='uni2']/unit[vlan='7']/description", 'east', 'equal'],
      ["/port[name='uni2']/unit[vlan='7']/ingress-rate-kbps", 20_000, 'equal'],
      ["/port[name='uni2']/unit[vlan='7']/s-vlan", 100, 'equal'],
      ["/port[name='uni2']/unit[vlan='7']/service-id", 'service-1', 'equal'],
      ["/port[name='uni2']/unit[vlan='7']/test-address", '198.18.0.201/31', 'equal'],
    ]);
  });

  test('is refused with all its faults at once', () => {
    const refused = renderBridgedEline({
      ...line,
      serviceId: ' ',
      sVlan: 4095,
      rateKbps: 0,
      ends: [line.ends[0], { ...line.ends[1], vlan: 4095, testAddress: '198.18.0.203/31' }],
      trunks: [{ node: 'NID-1', port: 'uni1' }],
    });
    if (refused.ok) throw new Error('rendered');
    expect(refused.fault.faults?.map(({ path }) => path)).toEqual([
      '/serviceId',
      '/sVlan',
      '/rateKbps',
      '/ends/1/vlan',
      '/trunks',
      '/trunks',
      '/ends/0/testAddress',
    ]);
  });
});
