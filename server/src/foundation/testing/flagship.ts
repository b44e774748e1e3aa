import type {
  AccessOption,
  CpeModel,
  PartnerOffer,
  PlanTemplate,
  ServiceRequirement,
  ServiceSpecification,
  SiteOption,
} from '@turnup/contract';

/*
 * A three-site bespoke VPN as plain data, for tests of every room above the catalogue: a dual diverse head office, a
 * branch on the operator's fibre, and a branch behind a partner's tail.
 */

export const confirmationDate = '2027-03-01';

export const requirement: ServiceRequirement = {
  serviceSpecification: 'l3vpn',
  customer: 'MERIDIAN',
  topology: 'anyToAny',
  sites: [
    {
      site: 'MERIDIAN-HQ',
      bandwidthKbps: 1_000_000,
      access: 'dual',
      diversity: ['link', 'node', 'pop', 'duct', 'entry'],
      cpe: 'managed',
      availabilityPercent: 99.95,
      cpeFunctions: ['ipsec'],
      lanPrefixes: ['10.10.0.0/22'],
    },
    {
      site: 'MERIDIAN-LDS',
      bandwidthKbps: 500_000,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: ['10.20.0.0/24'],
    },
    {
      site: 'MERIDIAN-ABZ',
      bandwidthKbps: 100_000,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: ['10.30.0.0/24'],
    },
  ],
  latencyBounds: [{ from: 'MERIDIAN-HQ', to: 'MERIDIAN-ABZ', maximumRttUs: 18_000 }],
  classesOfService: [
    { name: 'voice', dscp: [46], sharePercent: 20 },
    { name: 'business', dscp: [26], sharePercent: 50 },
    { name: 'default', dscp: [0], sharePercent: 30 },
  ],
  commercial: {
    currency: 'GBP',
    termMonths: 36,
    oneOffChargeMinor: 12_000_00,
    monthlyChargeMinor: 3_450_00,
    budgetMinor: 45_000_00,
    budgetTolerancePercent: 2,
  },
  requestedCompletionDate: '2027-05-07',
};

export const specification: ServiceSpecification = {
  code: 'l3vpn',
  version: '1',
  name: 'IP VPN',
  category: 'CFS',
  lifecycleStatus: 'active',
  serviceModel: 'l3vpn',
  topologies: ['anyToAny', 'hubAndSpoke'],
  cpe: ['managed', 'wiresOnly'],
  bandwidthKbps: { minimum: 10_000, maximum: 10_000_000 },
  sites: { minimum: 2, maximum: 500 },
  mtu: 1500,
  standardIntervalWorkingDays: 40,
  standardAvailabilityPercent: 99.9,
  parameters: [],
  testSpecification: 'l3vpn-turn-up',
  decomposesInto: [],
};

const model = (code: string, throughputMbps: number, price: number, maintenance: number): CpeModel => ({
  code,
  name: `Edge router ${code}`,
  throughputKbps: throughputMbps * 1000,
  wanPorts: 2,
  functions: ['routing', 'qos', 'ipsec'],
  powerW: 40,
  rackUnits: 1,
  priceMinor: price * 100,
  monthlyMaintenanceMinor: maintenance * 100,
  availability: 0.999_5,
  transitUs: 25,
  shipWorkingDays: 10,
  driver: 'netconf',
});

export const cpeModels: readonly CpeModel[] = [
  model('CX-100', 100, 1_800, 50),
  model('CX-500', 500, 3_100, 60),
  model('CX-2000', 2_000, 6_200, 70),
  { ...model('CX-1000P', 1_000, 5_000, 60), functions: ['routing', 'qos'] },
];

/** An access option of own fibre; parts of it can be said otherwise. */
export function ownLeg(site: string, node: string, parts: Partial<AccessOption> = {}): AccessOption {
  return {
    id: `${site}:${node}:${site}-FIBRE-${node}`,
    site,
    kind: 'onNet',
    node,
    pointOfPresence: `POP-${node.slice(3)}`,
    port: 'ge-0/0/7',
    card: `${node}-CARD-0`,
    portRateKbps: 10_000_000,
    rateKbps: 1_000_000,
    link: `${site}-FIBRE-${node}`,
    entry: `${site}-ENTRY-${node}`,
    latencyUs: 60,
    lengthM: 12_000,
    mtu: 9_000,
    sharedRisks: [`${site}-ENTRY-${node}`, `DUCT-${site}-${node}`, `${node}-CARD-0`],
    availability: 0.999_2,
    portCostMinor: 0,
    buildCostMinor: 0,
    partnerOneOffMinor: 0,
    monthlyCostMinor: 0,
    workingDays: { survey: 0, build: 0, partnerFoc: 0, partnerBuild: { best: 0, likely: 0, worst: 0 } },
    confidence: 'green',
    reasons: [],
    ...parts,
  };
}

const hqMain = ownLeg('MERIDIAN-HQ', 'PE-LON-A', {
  portCostMinor: 1_500_00,
  monthlyCostMinor: 150_00,
  workingDays: { survey: 5, build: 0, partnerFoc: 0, partnerBuild: { best: 0, likely: 0, worst: 0 } },
});
const hqOther = ownLeg('MERIDIAN-HQ', 'PE-LON-B', {
  kind: 'nearNet',
  portCostMinor: 1_500_00,
  buildCostMinor: 21_600_00,
  monthlyCostMinor: 180_00,
  workingDays: { survey: 5, build: 15, partnerFoc: 0, partnerBuild: { best: 0, likely: 0, worst: 0 } },
});
const leeds = ownLeg('MERIDIAN-LDS', 'PE-LDS', {
  rateKbps: 500_000,
  portCostMinor: 1_200_00,
  monthlyCostMinor: 120_00,
  workingDays: { survey: 3, build: 0, partnerFoc: 0, partnerBuild: { best: 0, likely: 0, worst: 0 } },
});

const offer = (code: string, partner: string, parts: Partial<PartnerOffer>): PartnerOffer => ({
  code,
  partner,
  place: 'MERIDIAN-ABZ',
  technology: 'ethernet',
  maximumRateKbps: 1_000_000,
  handoverNode: 'PE-EDI',
  focWorkingDays: 3,
  leadTimeWorkingDays: { best: 20, likely: 25, worst: 40 },
  oneOffMinor: 2_500_00,
  monthlyMinor: 450_00,
  currency: 'GBP',
  confidence: 'green',
  latencyUs: 1_450,
  mtu: 1_600,
  availability: 0.999,
  sharedRisks: null,
  ...parts,
});

export const partnerOffers: readonly PartnerOffer[] = [
  offer('CALEDONET-ABZ', 'CALEDONET', {}),
  offer('GRANITE-ABZ', 'GRANITE', {
    focWorkingDays: 2,
    leadTimeWorkingDays: { best: 12, likely: 15, worst: 30 },
    oneOffMinor: 3_000_00,
    monthlyMinor: 620_00,
    confidence: 'yellow',
    condition: 'Site survey by the partner',
    latencyUs: 1_600,
    availability: 0.998_5,
  }),
];

/** A partner's tail as an access option. */
function partnerLeg(of: PartnerOffer, rateKbps: number): AccessOption {
  return {
    id: `${of.place}:${of.handoverNode}:${of.code}`,
    site: of.place,
    kind: 'offNet',
    node: of.handoverNode,
    pointOfPresence: `POP-${of.handoverNode.slice(3)}`,
    port: 'xe-0/1/0',
    card: `${of.handoverNode}-CARD-1`,
    portRateKbps: 10_000_000,
    rateKbps,
    partner: of.partner,
    partnerOffer: of.code,
    latencyUs: of.latencyUs,
    lengthM: 0,
    mtu: of.mtu,
    sharedRisks: of.sharedRisks,
    availability: of.availability,
    portCostMinor: 900_00,
    buildCostMinor: 0,
    partnerOneOffMinor: of.oneOffMinor,
    monthlyCostMinor: of.monthlyMinor,
    workingDays: {
      survey: 0,
      build: 0,
      partnerFoc: of.focWorkingDays,
      partnerBuild: of.leadTimeWorkingDays,
    },
    confidence: of.confidence,
    reasons:
      of.condition === undefined
        ? []
        : [{ code: 'PARTNER_CONDITION', message: of.condition, parameters: {} }],
  };
}

const single = (leg: AccessOption): SiteOption => ({
  site: leg.site,
  legs: [leg],
  confidence: leg.confidence,
  reasons: leg.reasons,
});

/** Per site, the options that work, best first. */
export const siteOptions: readonly { readonly site: string; readonly options: readonly SiteOption[] }[] = [
  {
    site: 'MERIDIAN-HQ',
    options: [
      {
        site: 'MERIDIAN-HQ',
        legs: [hqMain, hqOther],
        diversity: {
          levels: ['link', 'node', 'pop', 'duct', 'entry'],
          shared: [],
          verdict: 'proven',
          compared: { primary: 3, secondary: 3 },
        },
        confidence: 'green',
        reasons: [],
      },
    ],
  },
  { site: 'MERIDIAN-LDS', options: [single(leeds)] },
  { site: 'MERIDIAN-ABZ', options: partnerOffers.map((each) => single(partnerLeg(each, 100_000))) },
];

/** The first option of each site. */
export const chosenOptions: readonly SiteOption[] = siteOptions.flatMap(({ options }) => options.slice(0, 1));

/** Whose calendar the work follows: the operator's, by site, by partner. */
export const planCalendars = {
  operator: 'ENG',
  places: { 'MERIDIAN-HQ': 'ENG', 'MERIDIAN-LDS': 'ENG', 'MERIDIAN-ABZ': 'ENG' },
  partners: { CALEDONET: 'ENG', GRANITE: 'ENG' },
};

type Line = PlanTemplate['activities'][number];
const line = (
  key: string,
  name: string,
  duration: Line['duration'] | number,
  after: string[],
  parts: Partial<Line> = {},
): Line => ({
  key,
  name,
  per: key.includes('{site}') ? 'site' : 'service',
  duration: typeof duration === 'number' ? { workingDays: duration } : duration,
  after,
  owner: { kind: 'system' },
  calendar: key.includes('{site}') ? 'place' : 'operator',
  tasks: ['work:install'],
  process: '1.4.5.4',
  ...parts,
});
const design: Partial<Line> = {
  process: '1.4.5.1',
  owner: { kind: 'team', code: 'DESIGN' },
  tasks: ['work:design'],
};
const partner = { calendar: 'partner', owner: { kind: 'partner' }, when: { var: 'hasPartner' } } as const;
const field = { owner: { kind: 'team', code: 'FIELD' } } as const;

/** The special route: survey, design, approval, and then everything that an approval releases. */
export const planTemplate: PlanTemplate = {
  code: 'l3vpn-special',
  name: 'IP VPN, special',
  route: 'special',
  serviceSpecifications: ['l3vpn'],
  activities: [
    line('SURV_{site}', 'Survey {site}', { fact: 'survey' }, [], {
      ...field,
      tasks: ['work:survey'],
      when: { var: 'hasOwnAccess' },
    }),
    line('DESIGN', 'Detailed design', 4, ['SURV_{site}'], design),
    line('APPROVE', 'Approve design', 2, ['DESIGN'], {
      ...design,
      tasks: ['work:approve'],
      milestone: 'DESIGN_APPROVED',
    }),
    line('ALLOC', 'Allocate parameters', 1, ['APPROVE'], {
      tasks: ['parameters:allocate'],
      process: '1.4.5.2',
    }),
    line('PARTNER_FOC_{site}', 'Partner commits for {site}', { fact: 'partnerFoc' }, ['APPROVE'], {
      ...partner,
      tasks: ['partner:order'],
    }),
    line('PARTNER_BUILD_{site}', 'Partner builds {site}', { fact: 'partnerBuild' }, ['PARTNER_FOC_{site}'], {
      ...partner,
      tasks: ['partner:delivery'],
    }),
    line('CPE_SHIP', 'Ship equipment', { fact: 'cpeShip' }, ['APPROVE'], {
      owner: { kind: 'team', code: 'DEPOT' },
      tasks: ['work:ship'],
    }),
    line('BUILD_{site}', 'Build fibre to {site}', { fact: 'build' }, ['APPROVE'], {
      ...field,
      tasks: ['work:build'],
      when: { var: 'hasBuild' },
    }),
    line('INST_{site}', 'Install {site}', 1, ['CPE_SHIP', 'BUILD_{site}', 'PARTNER_BUILD_{site}'], field),
    line('CONFIG', 'Configure the network', 1, ['ALLOC'], { tasks: ['network:configure'] }),
    line('TEST', 'Test end to end', 1, ['INST_{site}', 'CONFIG'], {
      tasks: ['service:test'],
      process: '1.4.5.5',
    }),
    line('ACCEPT', 'Customer accepts', 2, ['TEST'], { owner: { kind: 'customer' }, tasks: ['work:accept'] }),
    line('ACTIVATE', 'Activate', 1, ['ACCEPT'], {
      tasks: ['service:activate', 'order:close'],
      milestone: 'IN_SERVICE',
    }),
  ],
};
