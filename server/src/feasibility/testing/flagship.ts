import type {
  Link,
  NetworkNode,
  Place,
  Port,
  Rule,
  ServiceRequirement,
  SharedRisk,
  SiteOption,
} from '@turnup/contract';
import { chooseCpe, expandPlanTemplate, planOf } from '../../catalog/index.ts';
import { calendarBook } from '../../foundation/calendar.ts';
import { unwrap } from '../../foundation/result.ts';
import { england, scotland } from '../../foundation/testing/calendars.ts';
import * as flagship from '../../foundation/testing/flagship.ts';
import { buildSnapshot, type NetworkRecords, nothingPromised } from '../../network/index.ts';
import type { FeasibilityInput } from '../types.ts';

const edges = ['PE-LON-A', 'PE-LON-B', 'PE-LDS', 'PE-EDI'];

const risk = (code: string, kind: SharedRisk['kind']): SharedRisk => ({
  code,
  kind,
  name: code,
  availability: 0.9999,
});

const place = (code: string, parts: Partial<Place> = {}): Place => ({
  code,
  name: code,
  kind: 'pointOfPresence',
  address: `${code} Road`,
  latitude: 53,
  longitude: -1,
  calendar: 'ENG',
  sharedRisks: [`POWER-${code}`],
  entries: [],
  ...parts,
});

const premises = (code: string, entries: string[]): Place =>
  place(code, {
    kind: 'customerPremises',
    party: 'MERIDIAN',
    sharedRisks: [],
    entries,
    power: { freeSockets: 4, freeRackUnits: 6 },
  });

const node = (name: string, index: number): NetworkNode => ({
  name,
  place: `POP-${name.slice(3)}`,
  role: 'providerEdge',
  routerId: `192.0.2.${index + 1}`,
  asNumber: 65_000,
  model: 'PX-10',
  sharedRisks: [],
  availability: 0.999_95,
  transitUs: 20,
});

const core = (a: string, b: string, latencyUs: number, parts: Partial<Link> = {}): Link => ({
  name: `${a}--${b}`,
  kind: 'core',
  a: { node: a },
  b: { node: b },
  lengthM: latencyUs * 200,
  latencyUs,
  capacityKbps: 10_000_000,
  mtu: 9_000,
  sharedRisks: [`DUCT-${a}-${b}`],
  availability: 0.999,
  status: 'inService',
  monthlyCostMinor: 0,
  ...parts,
});

const fibre = (name: string, site: string, entry: string, pe: string, parts: Partial<Link> = {}): Link => ({
  ...core(pe, site, 60),
  name,
  kind: 'access',
  b: { place: site, entry },
  lengthM: 12_000,
  sharedRisks: [`DUCT-${name}`],
  availability: 0.999_2,
  monthlyCostMinor: 150_00,
  ...parts,
});

const port = (on: string, name: string, parts: Partial<Port> = {}): Port => ({
  node: on,
  name,
  card: `${on}-CARD-0`,
  rateKbps: 1_000_000,
  optic: 'LR',
  use: 'customer',
  costMinor: 1_500_00,
  ...parts,
});

const coreLinks = [
  core('PE-LON-A', 'PE-LON-B', 150),
  core('PE-LON-A', 'PE-LDS', 2_500),
  core('PE-LON-B', 'PE-EDI', 6_400),
  core('PE-LON-A', 'PE-EDI', 6_000),
  core('PE-LDS', 'PE-EDI', 3_700),
];

/**
 * Head office with three fibres: MAIN to LON-A, SAME to LON-B through the same duct and entry, and BUILD to LON-B, which
 * must be built through another entry. Leeds has one fibre; Aberdeen has only partners. Four provider edges.
 */
export function records(): NetworkRecords {
  const links = [
    ...coreLinks,
    fibre('HQ-MAIN', 'MERIDIAN-HQ', 'HQ-NORTH', 'PE-LON-A'),
    fibre('HQ-SAME', 'MERIDIAN-HQ', 'HQ-NORTH', 'PE-LON-B', { sharedRisks: ['DUCT-HQ-MAIN'], latencyUs: 70 }),
    fibre('HQ-BUILD', 'MERIDIAN-HQ', 'HQ-SOUTH', 'PE-LON-B', {
      latencyUs: 80,
      status: 'buildable',
      build: { costMinor: 21_600_00, workingDays: 15, lengthM: 900 },
    }),
    fibre('LDS-MAIN', 'MERIDIAN-LDS', 'LDS-EAST', 'PE-LDS'),
  ];
  return {
    sharedRisks: [
      ...['HQ-NORTH', 'HQ-SOUTH', 'LDS-EAST', 'ABZ-QUAY'].map((code) => risk(code, 'entry')),
      ...new Set(links.flatMap((link) => link.sharedRisks)),
    ]
      .map((one) => (typeof one === 'string' ? risk(one, 'duct') : one))
      .concat(edges.map((pe) => risk(`POWER-POP-${pe.slice(3)}`, 'power')))
      .concat(edges.flatMap((pe) => [0, 1].map((card) => risk(`${pe}-CARD-${card}`, 'card')))),
    places: [
      ...edges.map((pe) => place(`POP-${pe.slice(3)}`)),
      premises('MERIDIAN-HQ', ['HQ-NORTH', 'HQ-SOUTH']),
      premises('MERIDIAN-LDS', ['LDS-EAST']),
      premises('MERIDIAN-ABZ', ['ABZ-QUAY']),
    ],
    nodes: edges.map(node),
    ports: [
      ...edges.flatMap((pe) => [port(pe, 'ge-0/0/1'), port(pe, 'ge-0/0/2')]),
      ...['CALEDONET', 'GRANITE'].map((partner, at) =>
        port('PE-EDI', `xe-0/1/${at}`, {
          card: 'PE-EDI-CARD-1',
          use: 'partner',
          partner,
          rateKbps: 10_000_000,
          costMinor: 900_00,
        }),
      ),
    ],
    links,
    augmentations: [],
  };
}

/** The same network with some records otherwise: by name for nodes and links, by code for places. */
export function changed(change: {
  readonly links?: Readonly<Record<string, Partial<Link>>>;
  readonly nodes?: Readonly<Record<string, Partial<NetworkNode>>>;
  readonly places?: Readonly<Record<string, Partial<Place>>>;
  readonly ports?: (ports: readonly Port[]) => readonly Port[];
  readonly augmentations?: NetworkRecords['augmentations'];
}): NetworkRecords {
  const base = records();
  return {
    ...base,
    links: base.links.map((link) => ({ ...link, ...change.links?.[link.name] })),
    nodes: base.nodes.map((one) => ({ ...one, ...change.nodes?.[one.name] })),
    places: base.places.map((one) => ({ ...one, ...change.places?.[one.code] })),
    ports: change.ports?.(base.ports) ?? base.ports,
    augmentations: change.augmentations ?? [],
  };
}

/** One more customer port. */
export { port };

const calendars = calendarBook([england, scotland]);

/** The interval by the catalogue's own planning, from the day of confirmation. */
function planInterval(requirement: ServiceRequirement) {
  return (siteOptions: readonly SiteOption[]) => {
    const cpe = requirement.sites.map((site) =>
      unwrap(
        chooseCpe(flagship.cpeModels, {
          site: site.site,
          bandwidthKbps: site.bandwidthKbps,
          functions: site.cpeFunctions ?? [],
          legs: 1,
        }),
      ),
    );
    const facts = {
      requirement,
      siteOptions,
      cpe,
      cpeModels: flagship.cpeModels,
      calendars: flagship.planCalendars,
    };
    const drafts = unwrap(expandPlanTemplate(flagship.planTemplate, facts));
    const plan = unwrap(planOf('test', drafts, flagship.confirmationDate, calendars));
    return { workingDays: plan.workingDays, finishDate: plan.finishDate };
  };
}

const surveyRule = (code: string, when: unknown, workingDays: number): Rule => ({
  code,
  kind: 'survey',
  text: code,
  when,
  effect: { workingDays },
});

/** A survey of five days where a site has two legs, of three where it has one of the operator's fibres. */
const surveyRules: readonly Rule[] = [
  surveyRule('SURVEY_DUAL', { '==': [{ var: 'access' }, 'dual'] }, 5),
  surveyRule(
    'SURVEY_FIBRE',
    { and: [{ '==': [{ var: 'access' }, 'single'] }, { in: [{ var: 'kind' }, ['onNet', 'nearNet']] }] },
    3,
  ),
];

export const requirement = flagship.requirement;

/** The requirement with one site otherwise. */
export function withSite(
  site: string,
  parts: Partial<ServiceRequirement['sites'][number]>,
): ServiceRequirement {
  return {
    ...requirement,
    sites: requirement.sites.map((one) => (one.site === site ? { ...one, ...parts } : one)),
  };
}

/** The input of the flagship; parts of it can be said otherwise. */
export function input(
  parts: Partial<Omit<FeasibilityInput, 'network'>> & { readonly records?: NetworkRecords } = {},
): FeasibilityInput {
  const { records: given, ...rest } = parts;
  const asked = parts.requirement ?? requirement;
  return {
    requirement: asked,
    network: buildSnapshot('test', 12, given ?? records()),
    occupancy: { takenPorts: new Set(), linkUseKbps: nothingPromised },
    specification: flagship.specification,
    cpeModels: flagship.cpeModels,
    partnerOffers: flagship.partnerOffers,
    surveyRules,
    planInterval: planInterval(asked),
    policies: {
      validUntil: '2027-03-26T17:00:00.000Z',
      optionsPerSite: 6,
      unknownRouteIsYellow: true,
      maximumFillPercent: 100,
      comparisonTermMonths: 36,
    },
    needDate: asked.requestedCompletionDate ?? '2027-05-07',
    today: '2027-02-22',
    nowUs: () => 0,
    ...rest,
  };
}
