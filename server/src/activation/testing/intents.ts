import type { BridgedElanIntent } from '../models/bridged-elan/index.ts';
import type { BridgedElineIntent } from '../models/bridged-eline/index.ts';
import type { BridgedEtreeIntent } from '../models/bridged-etree/index.ts';
import type { ElineIntent } from '../models/eline/index.ts';
import type { ServiceIntent } from '../models/index.ts';
import type { InternetIntent } from '../models/internet/index.ts';
import type { L3vpnIntent } from '../models/l3vpn/index.ts';
import type { DeviceContribution } from '../types.ts';
import { contribution } from './activation.ts';

const classes = [
  { name: 'voice', dscp: [46], sharePercent: 20 },
  { name: 'business', dscp: [26, 28], sharePercent: 50 },
  { name: 'default', dscp: [0], sharePercent: 30 },
];

/** Headquarters on two edges (active and standby) and one branch, all with managed CPE. */
export const sampleL3vpn: L3vpnIntent = {
  serviceId: 'service-1',
  vrf: 'ORCHID-1',
  importTargets: ['65000:100'],
  exportTargets: ['65000:100'],
  providerAs: 65_000,
  mtu: 1500,
  classes,
  sites: [
    {
      site: 'HQ',
      lanPrefixes: ['10.1.0.0/24'],
      customerAs: 65_101,
      maximumPrefixes: 20,
      legs: [
        {
          index: 0,
          role: 'primary',
          node: 'PE-A',
          port: 'ge-0/0/1',
          vlan: 300,
          rd: '65000:101',
          peAddress: '100.64.0.0/31',
          ceAddress: '100.64.0.1/31',
          rateKbps: 100_000,
          preference: 200,
          cpe: { device: 'CE-HQ-1', wanPort: 'wan0', lanPorts: ['lan0'] },
        },
        {
          index: 1,
          role: 'secondary',
          node: 'PE-B',
          port: 'ge-0/0/1',
          vlan: 301,
          rd: '65000:102',
          peAddress: '100.64.0.2/31',
          ceAddress: '100.64.0.3/31',
          rateKbps: 100_000,
          preference: 100,
          cpe: { device: 'CE-HQ-2', wanPort: 'wan0', lanPorts: ['lan0'] },
        },
      ],
    },
    {
      site: 'BRANCH',
      lanPrefixes: ['10.2.0.0/24'],
      customerAs: 65_102,
      legs: [
        {
          index: 0,
          role: 'primary',
          node: 'PE-C',
          port: 'ge-0/0/1',
          vlan: 302,
          rd: '65000:103',
          peAddress: '100.64.0.4/31',
          ceAddress: '100.64.0.5/31',
          rateKbps: 50_000,
          preference: 200,
          cpe: { device: 'CE-BRANCH', wanPort: 'wan0', lanPorts: ['lan0'] },
        },
      ],
    },
  ],
  corePaths: [{ node: 'PE-A', destination: '10.0.0.3', name: 'ORCHID-1-PE-C', hops: ['P1', 'P2'] }],
};

/** One site on one edge with a public prefix. */
export const sampleInternet: InternetIntent = {
  serviceId: 'service-2',
  vrf: 'internet',
  importTargets: ['65000:1'],
  exportTargets: ['65000:1'],
  providerAs: 65_000,
  mtu: 1500,
  classes: [],
  site: 'HQ',
  publicPrefixes: ['203.0.113.0/29'],
  legs: [
    {
      index: 0,
      role: 'primary',
      node: 'PE-A',
      port: 'ge-0/0/2',
      vlan: 400,
      rd: '65000:1',
      peAddress: '100.64.1.0/31',
      ceAddress: '100.64.1.1/31',
      rateKbps: 200_000,
      cpe: { device: 'CE-HQ-1', wanPort: 'wan1', lanPorts: ['lan0'] },
    },
  ],
};

/** Two ends on two edges. */
export const sampleEline: ElineIntent = {
  serviceId: 'service-3',
  evc: 'EVC-1',
  pseudowireId: 5001,
  mtu: 1600,
  rateKbps: 300_000,
  classes: [],
  ends: [
    {
      site: 'HQ',
      node: 'PE-A',
      routerId: '10.0.0.1',
      port: 'ge-0/0/2',
      vlan: 500,
      cpe: { device: 'CE-HQ-1', wanPort: 'wan1', lanPorts: ['lan0'] },
      testAddress: '198.18.0.0/31',
    },
    {
      site: 'BRANCH',
      node: 'PE-C',
      routerId: '10.0.0.3',
      port: 'ge-0/0/3',
      vlan: 501,
      cpe: { device: 'CE-BRANCH', wanPort: 'wan1', lanPorts: ['lan0'] },
      testAddress: '198.18.0.1/31',
    },
  ],
};

/** The way out of the laboratory's internet table: the operator's own unit towards the internet on PE-2. */
export function upstreamOfInternet(routeTarget: string): DeviceContribution {
  return contribution('PE-2', {
    "/vrf[name='INTERNET']/rd": '65000:92',
    "/vrf[name='INTERNET']/local-as": 65_000,
    "/vrf[name='INTERNET']/import-target": [routeTarget],
    "/vrf[name='INTERNET']/export-target": [routeTarget],
    "/port[name='ge3']/unit[vlan='304']/service-id": 'upstream',
    "/port[name='ge3']/unit[vlan='304']/vrf": 'INTERNET',
    "/port[name='ge3']/unit[vlan='304']/address": '203.0.113.1/30',
    "/port[name='ge3']/unit[vlan='304']/mtu": 1500,
  });
}

/** A VPN of two sites on the laboratory's routers. Every customer has the same addresses as every other. */
export function routedVpn(customer: 'X' | 'Y', kbps: number): L3vpnIntent {
  const [port, number] = customer === 'X' ? (['ge1', 100] as const) : (['ge2', 200] as const);
  const vlan = 301;
  const site = (end: 1 | 2): L3vpnIntent['sites'][number] => ({
    site: `${customer} ${end}`,
    lanPrefixes: [`192.168.${end}.0/24`],
    customerAs: 64_512,
    maximumPrefixes: 50,
    legs: [
      {
        index: 0,
        role: 'primary',
        node: `PE-${end}`,
        port,
        vlan,
        rd: `65000:${number + end}`,
        peAddress: `172.16.${end}.1/30`,
        ceAddress: `172.16.${end}.2/30`,
        rateKbps: kbps,
        preference: 200,
        cpe: { device: `CE-${customer}${end}`, wanPort: 'wan0', lanPorts: ['lan0'] },
      },
    ],
  });
  return {
    serviceId: `vpn-${customer}`,
    vrf: `VPN-${customer}`,
    importTargets: [`65000:${number}`],
    exportTargets: [`65000:${number}`],
    providerAs: 65_000,
    mtu: 1500,
    classes: [],
    sites: [site(1), site(2)],
    corePaths: [],
  };
}

/** Internet access at one site on the laboratory's routers. */
export const routedInternet = (rateKbps: number): InternetIntent => ({
  serviceId: 'internet-Z',
  vrf: 'INTERNET',
  importTargets: ['65000:9'],
  exportTargets: ['65000:9'],
  providerAs: 65_000,
  publicPrefixes: ['198.51.100.0/24'],
  mtu: 1500,
  classes: [],
  site: 'Z',
  legs: [
    {
      index: 0,
      role: 'primary',
      node: 'PE-1',
      port: 'ge3',
      vlan: 301,
      rd: '65000:91',
      peAddress: '172.16.3.1/30',
      ceAddress: '172.16.3.2/30',
      rateKbps,
      cpe: { device: 'CE-Z', wanPort: 'wan0', lanPorts: ['lan0'] },
    },
  ],
});

const bridgedEnd = (site: string, node: string, port: string, last: number) => ({
  site,
  node,
  port,
  vlan: 0,
  testAddress: `198.19.6.${last}/28`,
});
const ringTrunks = [
  { node: 'NID-1', port: 'nni1' },
  { node: 'AGG-N', port: 'nni1' },
  { node: 'AGG-N', port: 'nni2' },
  { node: 'NID-2', port: 'nni1' },
];

/** Two ends over one bridge between. */
const sampleBridgedEline: BridgedElineIntent = {
  serviceId: 'service-4',
  sVlan: 100,
  mtu: 1500,
  rateKbps: 20_000,
  ends: [
    { site: 'WEST', node: 'NID-1', port: 'uni1', vlan: 0, testAddress: '198.18.0.200/31' },
    { site: 'EAST', node: 'NID-2', port: 'uni1', vlan: 7, testAddress: '198.18.0.201/31' },
  ],
  trunks: ringTrunks,
};

/** Three ends with rates of their own, two of them on one bridge. */
const sampleBridgedElan: BridgedElanIntent = {
  serviceId: 'service-5',
  sVlan: 101,
  mtu: 1500,
  ends: [
    { ...bridgedEnd('ONE', 'NID-1', 'uni1', 81), rateKbps: 50_000 },
    { ...bridgedEnd('TWO', 'NID-2', 'uni1', 82), rateKbps: 20_000 },
    { ...bridgedEnd('THREE', 'NID-2', 'uni2', 83), rateKbps: 20_000 },
  ],
  trunks: ringTrunks,
};

/** One root and two leaves. */
const sampleBridgedEtree: BridgedEtreeIntent = {
  ...sampleBridgedElan,
  serviceId: 'service-6',
  sVlan: 102,
  leafSVlan: 103,
  ends: sampleBridgedElan.ends.map((end, index) => ({ ...end, role: index === 0 ? 'root' : 'leaf' })),
};

/** One sample of every service model. The type demands one of each new model. */
const sampleOfModel: { readonly [Model in ServiceIntent['model']]: IntentOf<Model> } = {
  l3vpn: sampleL3vpn,
  internet: sampleInternet,
  eline: sampleEline,
  bridgedEline: sampleBridgedEline,
  bridgedElan: sampleBridgedElan,
  bridgedEtree: sampleBridgedEtree,
};

type IntentOf<Model> = Extract<ServiceIntent, { readonly model: Model }>['intent'];

/** {@link sampleOfModel} as a list. */
export const sampleServices: readonly ServiceIntent[] = Object.entries(sampleOfModel).map(
  ([model, intent]) => ({ model, intent }) as ServiceIntent,
);
