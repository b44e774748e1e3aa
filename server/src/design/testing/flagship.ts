import type { Link, NetworkNode, Rule, SharedRisk } from '@turnup/contract';
import { calendarBook } from '../../foundation/calendar.ts';
import { england, scotland } from '../../foundation/testing/calendars.ts';
import * as flagship from '../../foundation/testing/flagship.ts';
import { buildSnapshot, type NetworkRecords } from '../../network/index.ts';
import { snapshotView } from '../snapshotView.ts';
import { type DesignInput, defaultPolicies, defaultQualityPolicy } from '../types.ts';

const node = (name: string, at: number): NetworkNode => ({
  name,
  place: `POP-${name.slice(3)}`,
  role: 'providerEdge',
  routerId: `192.0.2.${at}`,
  asNumber: 65_000,
  model: 'PX-10',
  sharedRisks: [],
  availability: 0.999_95,
  transitUs: 20,
});
const link = (a: string, b: string, latencyUs: number): Link => ({
  name: `${a}--${b}`,
  kind: 'core',
  a: { node: a },
  b: { node: b },
  lengthM: latencyUs * 200,
  latencyUs,
  capacityKbps: 100_000_000,
  mtu: 9_000,
  sharedRisks: [`DUCT-${a}-${b}`],
  availability: 0.999,
  status: 'inService',
  monthlyCostMinor: 0,
});
const links = [
  link('PE-LON-A', 'PE-LON-B', 150),
  link('PE-LON-A', 'PE-LDS', 2_500),
  link('PE-LON-B', 'PE-EDI', 6_400),
  link('PE-LON-A', 'PE-EDI', 6_000),
  link('PE-LDS', 'PE-EDI', 3_700),
];
const risk = (code: string, kind: SharedRisk['kind'], availability: number): SharedRisk => ({
  code,
  kind,
  name: code,
  availability,
});
const legRisks = [
  ['MERIDIAN-HQ', 'PE-LON-A'],
  ['MERIDIAN-HQ', 'PE-LON-B'],
  ['MERIDIAN-LDS', 'PE-LDS'],
].flatMap(([site, pe]) => [
  risk(`${site}-ENTRY-${pe}`, 'entry', 0.999_99),
  risk(`DUCT-${site}-${pe}`, 'duct', 0.999_9),
  risk(`${pe}-CARD-0`, 'card', 0.999_99),
]);

/** The core under the flagship: four provider edges, two ways between any two. */
export const networkRecords: NetworkRecords = {
  sharedRisks: [...legRisks, ...links.map((each) => risk(each.sharedRisks[0] ?? '', 'duct', 0.999_9))],
  places: [],
  nodes: ['PE-LON-A', 'PE-LON-B', 'PE-LDS', 'PE-EDI'].map((name, index) => node(name, index + 1)),
  ports: [],
  links,
  augmentations: [],
};

/** The view of a network at the date of need. */
export const networkAt = (records: NetworkRecords, date = '2027-05-05') =>
  snapshotView(buildSnapshot('test', 1, records), { date });

const risks = (code: string, text: string, when: unknown, effect: NonNullable<Rule['effect']>): Rule => ({
  code,
  kind: 'risk',
  text,
  when,
  effect,
});

const riskRules: readonly Rule[] = [
  risks(
    'LATE_PARTNER',
    'The partner delivers late on the critical path',
    { and: [{ var: 'hasPartner' }, { var: 'onCriticalPath' }] },
    {
      probability: 0.3,
      impactWorkingDays: 10,
      impactMinor: 1_500_00,
      mitigation: 'Expedite, weekly call',
      owner: 'PM',
    },
  ),
  risks(
    'THIN_SLACK',
    'Less than three working days between plan and requested date',
    {
      and: [
        { '!==': [{ var: 'slackToRequestedDays' }, null] },
        { '<': [{ var: 'slackToRequestedDays' }, 3] },
      ],
    },
    { probability: 0.5, impactWorkingDays: 2, mitigation: 'Bring the survey forward', owner: 'PM' },
  ),
  risks(
    'BUILD',
    'Civil works meet an obstacle',
    { '>': [{ var: 'buildDays' }, 0] },
    {
      probability: 0.2,
      impactWorkingDays: 5,
      impactMinor: 4_000_00,
      mitigation: 'Survey the duct first',
      owner: 'BUILD',
    },
  ),
  risks(
    'UNSURE_OFFER',
    'The offer is not firm',
    { '==': [{ var: 'confidence' }, 'yellow'] },
    {
      probability: 0.4,
      impactWorkingDays: 8,
      impactMinor: 500_00,
      mitigation: 'Have the partner survey before confirmation',
      owner: 'PARTNERS',
    },
  ),
];

/** Everything from which the flagship is designed; parts of it can be said otherwise. */
export function designInput(parts: Partial<DesignInput> = {}): DesignInput {
  return {
    requirement: flagship.requirement,
    siteOptions: flagship.siteOptions,
    network: networkAt(networkRecords),
    specification: flagship.specification,
    cpeModels: flagship.cpeModels,
    planTemplate: flagship.planTemplate,
    calendars: calendarBook([england, scotland]),
    planCalendars: flagship.planCalendars,
    policies: defaultPolicies,
    riskRules,
    operations: [],
    quality: defaultQualityPolicy,
    startDate: flagship.confirmationDate,
    surveyed: { 'MERIDIAN-HQ': { freeSockets: 4, freeRackUnits: 6 } },
    ...parts,
  };
}
