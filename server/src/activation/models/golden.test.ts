import { expect, test } from 'vitest';
import { RefusalError } from '../../foundation/result.ts';
import { toEditConfig } from '../netconf/codec.ts';
import { operationsOf } from '../ovsdb/operations.ts';
import { changesBetween, planDevice, wishesOf } from '../rules/ownership.ts';
import { sampleL3vpn, sampleServices } from '../testing/intents.ts';
import type { Change } from '../types.ts';
import { renderService, type ServiceIntent } from './index.ts';

const dialect = { root: 'device', namespace: 'urn:turnup:device' };

/** The first configuration of every device, in the order and with the words that are sent. */
function textOf(service: ServiceIntent, side: 'provider' | 'customer'): string {
  const write = writerOf(service.model);
  return renderService(service)
    [side].map(({ device, leaves }) => {
      const plan = planDevice('service', wishesOf(leaves), { device, owned: new Map() });
      return write(device, changesBetween(plan.images, 'forward'));
    })
    .join('\n');
}

/** Bridged services are for provider bridges, which take operations of RFC 7047; the others are written as NETCONF. */
function writerOf(model: ServiceIntent['model']): (device: string, changes: readonly Change[]) => string {
  if (!model.startsWith('bridged'))
    return (device, changes) => `<!-- ${device} -->\n${toEditConfig(changes, dialect)}\n`;
  return (device, changes) =>
    `# ${device}\n${operationsOf(changes)
      .map((operation) => `${JSON.stringify(operation)}\n`)
      .join('')}`;
}

test.each(sampleServices)('$model: the configuration of either side is the golden text', async (service) => {
  const form = service.model.startsWith('bridged') ? 'ovsdb' : 'xml';
  const folder = service.model.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  await expect(textOf(service, 'provider')).toMatchFileSnapshot(`${folder}/golden/provider.${form}`);
  const customer = textOf(service, 'customer');
  if (customer !== '') await expect(customer).toMatchFileSnapshot(`${folder}/golden/customer.${form}`);
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

test('a site with static routes has them on both sides and no session; two legs cannot', () => {
  const [hq, branch] = sampleL3vpn.sites;
  if (!hq || !branch) throw new Error('the sample has two sites');
  const intent = { ...sampleL3vpn, sites: [hq, { ...branch, routing: 'static' as const }] };
  const { provider, customer } = renderService({ model: 'l3vpn', intent });
  const leavesOf = (side: typeof provider, device: string) =>
    new Map(side.find((one) => one.device === device)?.leaves.map(({ path, value }) => [path, value]));
  const vrf = "/vrf[name='ORCHID-1']";
  const [edge, site] = [leavesOf(provider, 'PE-C'), leavesOf(customer, 'CE-BRANCH')];
  expect(edge.get(`${vrf}/static[prefix='10.2.0.0/24']/next-hop`)).toBe('100.64.0.5');
  expect(edge.get(`${vrf}/network[prefix='10.2.0.0/24']`)).toBe('present');
  expect(site.get(`${vrf}/static[prefix='0.0.0.0/0']/next-hop`)).toBe('100.64.0.4');
  const sessions = [...edge.keys(), ...site.keys()].filter((path) => path.includes('/neighbor['));
  expect([...sessions, ...[site.get(`${vrf}/local-as`)].filter(Boolean)]).toEqual([]);
  const dual = { ...sampleL3vpn, sites: [{ ...hq, routing: 'static' as const }, branch] };
  expect(() => renderService({ model: 'l3vpn', intent: dual })).toThrow(/static routes know no fail-over/);
});
