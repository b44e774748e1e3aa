import { createHash } from 'node:crypto';
import type { Confidence, DesignAlternative, PlanChange } from '@turnup/contract';
import { expandPlanTemplate, planOf } from '../catalog/index.ts';
import { calendarNamed, daysBetween } from '../foundation/calendar.ts';
import { formatMinor, sumMinor } from '../foundation/money.ts';
import { ok, type Result, refuse, unwrap } from '../foundation/result.ts';
import { assessBudget, assessBusiness } from './assessment.ts';
import { augmentationLines, augmentationsUsed, behindAugmentations, useOf } from './augmentations.ts';
import type { Combination } from './combine.ts';
import { clip, complianceOf, type Judged } from './compliance.ts';
import { CoreLoad } from './coreLoad.ts';
import type { CoreDiversity, WayFinder } from './coreWays.ts';
import { editedDrafts, planEditLines } from './planEdits.ts';
import { risksOf } from './risks.ts';
import { routesBetween, type SitePair } from './routes.ts';
import { availabilityOf } from './siteVariants.ts';
import type { DesignInput, PlannedAugmentation } from './types.ts';

/** An alternative before it has a rank. */
export type Unranked = Omit<DesignAlternative, 'rank'>;

/**
 * Composes one solution in full from one option for each site: equipment, routes, availability, bill, plan, money,
 * compliance and risks. Refuses `NO_ROUTE` when two sites cannot reach each other. Faults of the data (a calendar that
 * ends, a template that contradicts itself) are thrown.
 */
export function composeAlternative(
  combination: Combination,
  pairs: readonly SitePair[],
  finder: WayFinder,
  input: DesignInput,
): Result<Unranked> {
  const bySite = new Map(combination.map((variant) => [variant.requirement.site, variant]));
  const routes: DesignAlternative['routes'] = [];
  const diversities: CoreDiversity[] = [];
  const load = new CoreLoad(input.network);
  for (const { from, to, maximumRttUs } of pairs) {
    const [one, other] = [bySite.get(from), bySite.get(to)];
    if (one === undefined || other === undefined)
      return refuse(
        422,
        'UNKNOWN_SITE',
        `The round trip ${from} to ${to} names a site that the service does not have.`,
      );
    const found = routesBetween(one, other, finder, load, maximumRttUs);
    if (found.routes.length === 0)
      return refuse(422, 'NO_ROUTE', `There is no way from ${from} to ${to} through the core at their rate.`);
    routes.push(...found.routes);
    if (found.diversity !== undefined) diversities.push(found.diversity);
  }
  return ok(completed(combination, { routes, diversities }, load, input));
}

function completed(
  combination: Combination,
  { routes, diversities }: Pick<Judged, 'routes' | 'diversities'>,
  load: CoreLoad,
  input: DesignInput,
): Unranked {
  const { requirement, policies } = input;
  const augmentations = augmentationsUsed(load, input);
  const cpe = combination.flatMap((variant) => variant.cpe ?? []);
  const sites = combination.map((variant) => variant.option);
  const planned = planFor(input, sites, cpe, augmentations);
  const billOfMaterials = [
    ...combination.flatMap((variant) => variant.bill),
    ...bespokeLines(input),
    ...augmentationLines(augmentations, requirement.commercial?.currency),
    ...planEditLines(planned.applied),
  ];
  const total = (charge: 'capex' | 'monthly'): number =>
    sumMinor(billOfMaterials.filter((line) => line.charge === charge).map((line) => line.totalMinor));
  const [capexMinor, monthlyCostMinor] = [total('capex'), total('monthly')];
  const { plan } = planned;
  const terms = requirement.commercial;
  const budget = terms && assessBudget(terms, capexMinor);
  const timeToRevenueDays = daysBetween(plan.startDate, plan.finishDate);
  const business =
    terms && assessBusiness(terms, { capexMinor, monthlyCostMinor, timeToRevenueDays }, policies);
  const availability = combination.map(availabilityOf);
  const judged = {
    variants: combination,
    routes,
    diversities,
    availability,
    plan,
    ...(budget && { budget }),
  };
  const compliance = complianceOf(judged, input);
  const confidence = weakest(sites.map((option) => option.confidence));
  const ground = { ...judged, ...(business && { business }), capexMinor, confidence, compliance };
  return {
    id: alternativeId(sites, cpe),
    title: titleOf(combination, input, plan.finishDate, capexMinor),
    sites,
    cpe,
    routes,
    availability,
    billOfMaterials,
    capexMinor,
    monthlyCostMinor,
    plan,
    ...(budget && { budget }),
    ...(business && { business }),
    compliance,
    compliant: compliance.every((line) => line.met || line.priority === 'should'),
    risks: risksOf(ground, input, calendarNamed(input.calendars, input.planCalendars.operator)),
    confidence,
    ...usedRates(sites, input),
    ...(augmentations.length > 0 && { augmentations: augmentations.map(useOf) }),
  };
}

/** The rates that the money of an alternative rests on. */
function usedRates(
  sites: DesignAlternative['sites'],
  { exchangeRates }: DesignInput,
): Pick<DesignAlternative, 'exchangeRates'> {
  if (exchangeRates === undefined) return {};
  const offers = sites.flatMap(({ legs }) => legs.flatMap(({ partnerOffer }) => partnerOffer ?? []));
  const used = [exchangeRates.terms, ...offers.map((offer) => exchangeRates.offers.get(offer))];
  const byPair = new Map(
    used.flatMap((rate) => (rate === undefined ? [] : [[`${rate.from} ${rate.to}`, rate] as const])),
  );
  return byPair.size === 0 ? {} : { exchangeRates: [...byPair.values()] };
}

/** The plan of a choice of options and equipment, with the edits that apply to it. */
export function planFor(
  input: DesignInput,
  siteOptions: DesignAlternative['sites'],
  cpe: DesignAlternative['cpe'],
  augmentations: readonly PlannedAugmentation[],
): { readonly plan: DesignAlternative['plan']; readonly applied: readonly PlanChange[] } {
  const { requirement, cpeModels, planTemplate, planCalendars, startDate, calendars, planEdits = [] } = input;
  const drafts = expandPlanTemplate(planTemplate, {
    requirement,
    siteOptions,
    cpe,
    cpeModels,
    calendars: planCalendars,
    people: input.people,
  });
  const edited = editedDrafts(unwrap(drafts), planEdits, planCalendars.operator);
  const network = behindAugmentations(edited.drafts, augmentations, planCalendars.operator);
  return {
    plan: unwrap(planOf(planTemplate.code, network, startDate, calendars)),
    applied: edited.applied,
  };
}

function bespokeLines({ requirement }: DesignInput): DesignAlternative['billOfMaterials'] {
  return (requirement.bespokeActions ?? []).map((action) => ({
    ...(action.site !== undefined && { site: action.site }),
    item: action.code,
    description: action.description,
    quantity: 1,
    unitMinor: action.costMinor,
    totalMinor: action.costMinor,
    charge: 'capex' as const,
  }));
}

/** The same choice has the same id in every version of a design. */
function alternativeId(sites: DesignAlternative['sites'], cpe: DesignAlternative['cpe']): string {
  const choice = JSON.stringify([
    sites.map((option) => [option.site, option.legs.map((leg) => leg.id)]),
    cpe.map(({ site, model, quantity, standing }) => [
      site,
      model,
      quantity,
      ...(standing ? [standing.serial] : []),
    ]),
  ]);
  return `alt-${createHash('sha256').update(choice).digest('hex').slice(0, 12)}`;
}

function titleOf(
  combination: Combination,
  input: DesignInput,
  finishDate: string,
  capexMinor: number,
): string {
  const open = new Set(input.siteOptions.filter(({ options }) => options.length > 1).map(({ site }) => site));
  const told = combination.filter(({ option }) => open.has(option.site) || combination.length <= 3);
  const choices = told.map(
    ({ option }) =>
      `${option.site} ${option.legs.map((leg) => `${leg.kind} ${leg.partner ?? leg.node}`).join(' and ')}`,
  );
  const currency = input.requirement.commercial?.currency;
  const money = currency === undefined ? '' : `, ${formatMinor(capexMinor, currency)} ${currency}`;
  const head = choices.slice(0, 8).join(', ') || `${combination.length} sites`;
  const more = choices.length > 8 ? ` and ${choices.length - 8} more` : '';
  return clip(`${head}${more}; ${finishDate}${money}`);
}

function weakest(confidences: readonly Confidence[]): Confidence {
  if (confidences.includes('red')) return 'red';
  return confidences.includes('yellow') ? 'yellow' : 'green';
}
