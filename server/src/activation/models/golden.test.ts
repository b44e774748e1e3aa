import { expect, test } from 'vitest';
import { RefusalError } from '../../foundation/result.ts';
import { toEditConfig } from '../netconf/codec.ts';
import { changesBetween, planDevice, wishesOf } from '../rules/ownership.ts';
import { sampleEline, sampleInternet, sampleL3vpn } from '../testing/intents.ts';
import { renderService, type ServiceIntent } from './index.ts';

const dialect = { root: 'device', namespace: 'urn:turnup:device' };

const services: readonly ServiceIntent[] = [
  { model: 'l3vpn', intent: sampleL3vpn },
  { model: 'internet', intent: sampleInternet },
  { model: 'eline', intent: sampleEline },
];

/** The first configuration of every device, in the order and with the words that are sent. */
function textOf(service: ServiceIntent, side: 'provider' | 'customer'): string {
  return renderService(service)
    [side].map(({ device, leaves }) => {
      const plan = planDevice('service', wishesOf(leaves), { device, owned: new Map() });
      return `<!-- ${device} -->\n${toEditConfig(changesBetween(plan.images, 'forward'), dialect)}\n`;
    })
    .join('\n');
}

test.each(services)('$model: the configuration of either side is the golden text', async (service) => {
  await expect(textOf(service, 'provider')).toMatchFileSnapshot(`${service.model}/golden/provider.xml`);
  await expect(textOf(service, 'customer')).toMatchFileSnapshot(`${service.model}/golden/customer.xml`);
});

test('rendering the same intent twice gives the same text, whatever the order of its sites', () => {
  const turned = { ...sampleL3vpn, sites: sampleL3vpn.sites.toReversed() };
  expect(textOf({ model: 'l3vpn', intent: turned }, 'provider')).toBe(
    textOf({ model: 'l3vpn', intent: sampleL3vpn }, 'provider'),
  );
});

test('everything wrong with an intent is told at once, before any device is touched', () => {
  const [first, ...others] = sampleL3vpn.sites;
  const broken = {
    ...sampleL3vpn,
    importTargets: [],
    sites: [
      {
        ...first,
        site: 'HQ',
        customerAs: 65_101,
        lanPrefixes: ['10.1.0.7/24'],
        legs: [{ ...sampleL3vpn.sites[0]?.legs[0], vlan: 4095, ceAddress: '100.64.0.9/31', rateKbps: 0 }],
      },
      ...others,
    ],
  } as typeof sampleL3vpn;
  let error: unknown;
  try {
    renderService({ model: 'l3vpn', intent: broken });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(RefusalError);
  expect((error as RefusalError).refusal.faults?.map((fault) => fault.path)).toEqual([
    '/importTargets',
    '/sites/0/lanPrefixes/0',
    '/sites/0/legs/0/vlan',
    '/sites/0/legs/0/rateKbps',
    '/sites/0/legs/0/peAddress',
  ]);
});

test('two route distinguishers for one VRF on one node, or one VLAN twice on a port, are refused', () => {
  const [hq, branch] = sampleL3vpn.sites;
  if (!hq || !branch) throw new Error('the sample has two sites');
  const legs = branch.legs.map((leg) => ({ ...leg, node: 'PE-A', vlan: 300 }));
  const intent = { ...sampleL3vpn, sites: [hq, { ...branch, legs }] };
  expect(() => renderService({ model: 'l3vpn', intent })).toThrow(
    /two route distinguishers for one VRF: 65000:101 and 65000:103.*PE-A ge-0\/0\/1 VLAN 300 is used twice/,
  );
});
