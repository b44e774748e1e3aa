import type {
  BespokeAction,
  Blackout,
  Characteristic,
  ClassOfService,
  CommercialTerms,
  ServiceLevel,
  ServiceRequest,
  SiteRequirement,
} from '@turnup/contract';
import { digitsOf } from '../shared/money.ts';
import {
  type BlackoutDraft,
  type ClassDraft,
  type LevelDraft,
  type RequirementDraft,
  rateOf,
  type SiteDraft,
  type TermsDraft,
  type WorkDraft,
  wordsIn,
} from './draft.ts';

function siteOf(draft: SiteDraft): SiteRequirement {
  const [prefixes, functions] = [wordsIn(draft.prefixes), wordsIn(draft.functions)];
  return {
    site: draft.site,
    bandwidthKbps: rateOf(draft.rate) ?? 0,
    access: draft.access,
    ...(draft.role === '' ? {} : { role: draft.role }),
    ...(draft.access === 'dual' && draft.diversity.length > 0 ? { diversity: [...draft.diversity] } : {}),
    cpe: draft.cpe,
    ...(draft.availability === '' ? {} : { availabilityPercent: Number(draft.availability) }),
    ...(functions.length === 0 ? {} : { cpeFunctions: functions }),
    ...(prefixes.length === 0 ? {} : { lanPrefixes: prefixes }),
    ...(draft.routing === '' ? {} : { routing: draft.routing }),
    ...(draft.subAddress.trim() === '' ? {} : { subAddress: draft.subAddress.trim() }),
  };
}

const usOf = (ms: string): number => Math.round(Number(ms) * 1_000);

function levelOf({ rtt, jitter, loss, interruption }: LevelDraft): ServiceLevel {
  return {
    ...(rtt === '' ? {} : { maximumRttUs: usOf(rtt) }),
    ...(loss === '' ? {} : { maximumLossPercent: Number(loss) }),
    ...(jitter === '' ? {} : { maximumJitterUs: usOf(jitter) }),
    ...(interruption === '' ? {} : { maximumInterruptionMs: Math.round(Number(interruption)) }),
  };
}

function classOf({ name, dscp, share, level }: ClassDraft): ClassOfService {
  const promised = levelOf(level);
  return {
    name,
    dscp: wordsIn(dscp).map(Number),
    sharePercent: Number(share),
    ...(Object.keys(promised).length === 0 ? {} : { serviceLevel: promised }),
  };
}

function blackoutOf({ from, to, site, reason }: BlackoutDraft): Blackout {
  return {
    from,
    to,
    ...(site === '' ? {} : { site }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
}

function workOf(draft: WorkDraft): BespokeAction {
  const { code, description, site, owner, days, costMinor, before, fromHour, toHour } = draft;
  return {
    code,
    description: description.trim(),
    ...(site === '' ? {} : { site }),
    owner,
    durationWorkingDays: Number(days),
    costMinor: costMinor ?? 0,
    before: wordsIn(before),
    ...(fromHour === '' ? {} : { window: { from: fromHour, to: toHour } }),
  };
}

/** Commercial terms as the contract says them: amounts in minor units of their currency. */
export function termsOf(terms: TermsDraft): CommercialTerms {
  const minor = (text: string): number => Math.round(Number(text) * 10 ** digitsOf(terms.currency));
  return {
    currency: terms.currency,
    termMonths: Number(terms.termMonths),
    oneOffChargeMinor: minor(terms.oneOff),
    monthlyChargeMinor: minor(terms.monthly),
    budgetMinor: minor(terms.budget),
    budgetTolerancePercent: Number(terms.tolerance),
  };
}

/** The characteristics that a draft says. */
export function characteristicsOf(draft: RequirementDraft): Characteristic[] {
  const bounds = draft.bounds.map(({ from, to, ms }) => ({ from, to, maximumRttUs: usOf(ms) }));
  const level = levelOf(draft.level);
  const list = (name: string, value: readonly unknown[]): Characteristic[] =>
    value.length === 0 ? [] : [{ name, value }];
  return [
    { name: 'topology', value: draft.topology },
    { name: 'sites', value: draft.sites.map(siteOf) },
    ...list('latencyBounds', bounds),
    ...list('classesOfService', draft.classes.map(classOf)),
    ...(Object.keys(level).length === 0 ? [] : [{ name: 'serviceLevel', value: level }]),
    ...(draft.terms === undefined ? [] : [{ name: 'commercial', value: termsOf(draft.terms) }]),
    ...list('bespokeActions', draft.works.map(workOf)),
    ...list('blackouts', draft.blackouts.map(blackoutOf)),
    ...(draft.hubFirst ? [{ name: 'hubFirst', value: true }] : []),
    ...draft.others,
  ];
}

/** The service that a draft asks for, as TM Forum's. */
export const serviceOfDraft = (draft: RequirementDraft): ServiceRequest => ({
  serviceSpecification: { id: draft.specification },
  serviceCharacteristic: characteristicsOf(draft),
});

/** How it is said that nothing is left of a characteristic: an amendment keeps what it does not name. */
const nothingOf: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['latencyBounds', []],
  ['serviceLevel', {}],
  ['bespokeActions', []],
  ['blackouts', []],
  ['hubFirst', false],
]);

/** The characteristics that a draft says otherwise than another: what an amendment has to name. */
export function changedCharacteristics(before: RequirementDraft, after: RequirementDraft): Characteristic[] {
  const [stood, stands] = [before, after].map(
    (draft) => new Map(characteristicsOf(draft).map(({ name, value }) => [name, value])),
  ) as [Map<string, unknown>, Map<string, unknown>];
  const gone = [...nothingOf].flatMap(([name, value]) =>
    stood.has(name) && !stands.has(name) ? [{ name, value }] : [],
  );
  return [
    ...characteristicsOf(after).filter(
      ({ name, value }) => JSON.stringify(stood.get(name)) !== JSON.stringify(value),
    ),
    ...gone,
  ];
}
