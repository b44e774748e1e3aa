import type {
  Classification,
  FeasibilityAnswer,
  PlanTemplate,
  Reason,
  ServiceRequirement,
  ServiceSpecification,
  SiteOption,
} from '@turnup/contract';
import {
  type Catalog,
  chooseCpe,
  expandPlanTemplate,
  type Facts,
  holds,
  numberPolicy,
  objectPolicy,
  type PlanCalendars,
  planOf,
} from '../catalog/index.ts';
import {
  type Composition,
  composeDesign,
  defaultPolicies,
  defaultQualityPolicy,
  type OperationRule,
  type QualityPolicy,
  type SurveyFinding,
  snapshotView,
} from '../design/index.ts';
import { evaluateFeasibility, validateRequirement } from '../feasibility/index.ts';
import {
  addWorkingDays,
  closingOf,
  isWorkingDay,
  localDate,
  previousWorkingDay,
  workingDaysBetween,
} from '../foundation/calendar.ts';
import { ok, RefusalError, type Result, refuse, unwrap } from '../foundation/result.ts';
import { networkVersion, withBoundlessCore, withCapacity } from '../network/index.ts';
import type { Sql } from '../platform/database.ts';
import { monotonicUs } from '../platform/ids.ts';
import { classify } from './classify.ts';
import { currenciesWithoutRate, offerRates, offersReckoned, termsReckoned } from './currencies.ts';
import type { Delivery } from './delivery.ts';
import { learntBy, peopleOf } from './training.ts';
import type { AssessOptions, Composing, Judged, World } from './world.ts';

export type { AssessOptions, Judged, World } from './world.ts';

/** What a requirement comes to: whether it can be done, by which road, and how. */
export type Assessed = Judged & { readonly composition: Composition };

/** What the facts are read through. */
export type WorldPorts = Pick<Delivery, 'now' | 'catalog' | 'calendars' | 'operatorCalendar' | 'network'>;

/** Reads the facts of a tenant. */
export async function worldOf(delivery: WorldPorts, sql: Sql, tenant: string): Promise<World> {
  const now = await delivery.now(sql);
  const operatorCalendar = await delivery.operatorCalendar(sql, tenant);
  const catalog = await delivery.catalog(sql, tenant);
  return {
    now,
    today: localDate(now, operatorCalendar.zone),
    catalog,
    calendars: await delivery.calendars(sql, tenant),
    operatorCalendar,
    network: await delivery.network(sql, tenant),
    latestNetworkVersion: await networkVersion(sql, tenant),
    people: peopleOf(catalog, await learntBy(sql, tenant, catalog)),
  };
}

/**
 * Refuses a requirement that makes no sense, with each place at fault, before anything is searched. Whose a site is that
 * the service stands at already is not asked again: a service may have become another customer's.
 */
export function checkRequirement(
  world: World,
  requirement: ServiceRequirement,
  standing: ReadonlySet<string> = new Set(),
): Result<void> {
  const specification = world.catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const checked = validateRequirement(requirement, {
    specification,
    place: (code) => placeFor(world, code, standing),
    today: world.today,
    costCurrencies: costCurrencies(world, requirement),
  });
  return checked.ok ? ok(undefined) : checked;
}

function placeFor(world: World, code: string, standing: ReadonlySet<string>) {
  const place = world.network.places.get(code);
  if (place === undefined || !standing.has(code)) return place;
  const { party: _, ...anybodys } = place;
  return anybodys;
}

/** What the service may cost in and nothing brings into the currency in which it is reckoned. */
function costCurrencies(world: World, requirement: ServiceRequirement): ReadonlySet<string> {
  const sites = new Set(requirement.sites.map(({ site }) => site));
  const offers = [...world.catalog.of('partnerOffer').values()].filter(({ place }) => sites.has(place));
  return currenciesWithoutRate(world, requirement, offers);
}

/** What is odd about a requirement that makes sense: nobody works on the day that was asked for. */
export function warningOf(
  world: World,
  { requestedCompletionDate: date }: ServiceRequirement,
): Reason | undefined {
  const calendar = world.operatorCalendar;
  if (date === undefined || date >= calendar.validUntil || isWorkingDay(calendar, date)) return undefined;
  const before = previousWorkingDay(calendar, date);
  return {
    code: 'REQUESTED_DATE_NOT_WORKED',
    message: `Nobody works on ${date}, the requested date: what is done is done by ${before}.`,
    parameters: { requested: date, before },
  };
}

/** The date for which resources are sought: the requested one, else the standard interval from today. */
export function needDateOf(world: World, requirement: ServiceRequirement): string {
  const interval = specificationOf(world, requirement).standardIntervalWorkingDays;
  return requirement.requestedCompletionDate ?? addWorkingDays(world.operatorCalendar, world.today, interval);
}

/**
 * Judges a requirement: feasibility in memory, the road by the rules of classification, and the designs that satisfy
 * it. Pure but for the facts it is given; the requirement must have passed {@link checkRequirement}.
 */
export function assess(
  world: World,
  requirement: ServiceRequirement,
  options: AssessOptions,
): Result<Assessed> {
  const judged = judge(world, requirement, options);
  return judged.ok ? designed(world, requirement, options, judged.value) : judged;
}

/**
 * The designs that satisfy a requirement that was judged, none where a site cannot be served. Large ones are composed in
 * another thread, so that this one serves meanwhile.
 */
export async function designedApart(
  delivery: Pick<Delivery, 'compose'>,
  world: World,
  tenant: string,
  requirement: ServiceRequirement,
  options: AssessOptions,
  judged: Judged,
): Promise<Result<Assessed>> {
  const { siteOptions } = judged.answer;
  if (siteOptions.some(({ options: found }) => found.length === 0))
    return ok({ ...judged, composition: { alternatives: [], rejected: [] } });
  const { startDate, occupancy, augmentations, planEdits } = options;
  const composition = await delivery.compose(world, tenant, {
    requirement,
    siteOptions,
    options: {
      startDate,
      occupancy,
      ...(augmentations && { augmentations }),
      ...(planEdits && { planEdits }),
    },
    route: judged.classification.route,
  });
  return composition.ok ? ok({ ...judged, composition: composition.value }) : composition;
}

/** Composes what is wanted, in this thread. */
export function composed(
  world: World,
  { requirement, siteOptions, options, route }: Composing,
): Result<Composition> {
  try {
    return recompose(world, requirement, siteOptions, options, route);
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, fault: error.refusal };
    throw error;
  }
}

/** The designs that satisfy a requirement that was judged, none where a site cannot be served. */
function designed(
  world: World,
  requirement: ServiceRequirement,
  options: AssessOptions,
  judged: Judged,
): Result<Assessed> {
  try {
    const { answer, template } = judged;
    const composition = answer.siteOptions.some(({ options: found }) => found.length === 0)
      ? { alternatives: [], rejected: [] }
      : unwrap(compose(augmented(world, requirement, options), requirement, options, template, answer));
    return ok({ ...judged, composition });
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, fault: error.refusal };
    throw error;
  }
}

/** Judges a requirement without composing designs. */
export function judge(
  present: World,
  requirement: ServiceRequirement,
  options: AssessOptions,
): Result<Judged> {
  try {
    const world = augmented(present, requirement, options);
    // The interval depends on the road and the road on what is found: judged as special first, because that plan is longer.
    const special = answerOf(world, requirement, options, templateOf(world, requirement, 'special'));
    const classification =
      options.route === undefined
        ? classified(world, requirement, special, options.siteCount)
        : { route: options.route, fired: [] };
    const template = templateOf(world, requirement, classification.route);
    const answer =
      classification.route === 'special' ? special : answerOf(world, requirement, options, template);
    const warning = warningOf(world, requirement);
    const warned = warning === undefined ? answer : { ...answer, reasons: [...answer.reasons, warning] };
    return ok({ answer: warned, classification, template });
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, fault: error.refusal };
    throw error;
  }
}

/** Composes designs for options that were found before, from another day: what a confirmation does. */
export function recompose(
  world: World,
  requirement: ServiceRequirement,
  siteOptions: FeasibilityAnswer['siteOptions'],
  options: Pick<AssessOptions, 'startDate' | 'occupancy' | 'augmentations' | 'planEdits'>,
  route: Classification['route'],
): Result<Composition> {
  return compose(
    augmented(world, requirement, options),
    requirement,
    options,
    templateOf(world, requirement, route),
    { siteOptions },
  );
}

/** The world with the capacity that is not yet in the network at the date of need, so that all is searched with it. */
function augmented(
  world: World,
  requirement: ServiceRequirement,
  { augmentations = [], isCoreFree }: Pick<AssessOptions, 'augmentations' | 'isCoreFree'>,
): World {
  if (isCoreFree === true) return { ...world, network: withBoundlessCore(world.network) };
  const needDate = needDateOf(world, requirement);
  const missing = augmentations.filter(({ isOrdered, readyDate }) => !isOrdered || readyDate > needDate);
  return missing.length === 0 ? world : { ...world, network: withCapacity(world.network, missing) };
}

function specificationOf(world: World, requirement: ServiceRequirement): ServiceSpecification {
  const specification = world.catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (specification === undefined) {
    throw new RefusalError({
      status: 422,
      code: 'UNKNOWN_SPECIFICATION',
      message: `there is no specification ${requirement.serviceSpecification}`,
    });
  }
  return specification;
}

/** The plan template of a route for a specification; a refusal where none is loaded. */
export function templateOf(
  world: World,
  requirement: Pick<ServiceRequirement, 'serviceSpecification'>,
  route: PlanTemplate['route'],
  service: Facts = {},
): PlanTemplate {
  const templates = [...world.catalog.of('planTemplate').values()];
  const found = templates.find(
    (template) =>
      template.route === route &&
      template.serviceSpecifications.includes(requirement.serviceSpecification) &&
      holds(template.when, service),
  );
  if (found !== undefined) return found;
  throw new RefusalError({
    status: 422,
    code: 'NO_PLAN_TEMPLATE',
    message: `no plan template for the ${route} road of ${requirement.serviceSpecification} is loaded: load one`,
  });
}

function classified(
  world: World,
  requirement: ServiceRequirement,
  answer: FeasibilityAnswer,
  siteCount: number | undefined,
): Classification {
  const requested = requirement.requestedCompletionDate;
  return classify(
    {
      requirement,
      specification: specificationOf(world, requirement),
      answer,
      ...(siteCount === undefined ? {} : { siteCount }),
      requestedIntervalWorkingDays:
        requested === undefined ? null : workingDaysBetween(world.operatorCalendar, world.today, requested),
    },
    [...world.catalog.of('rule').values()],
  );
}

function answerOf(
  world: World,
  requirement: ServiceRequirement,
  options: AssessOptions,
  template: PlanTemplate,
): FeasibilityAnswer {
  const { catalog, today, operatorCalendar } = world;
  const offers = options.offers ?? [...catalog.of('partnerOffer').values()];
  const validDays = numberPolicy(catalog, 'answerValidWorkingDays', 20);
  return evaluateFeasibility({
    requirement: termsReckoned(world, requirement).requirement,
    network: world.network,
    latestVersion: world.latestNetworkVersion,
    occupancy: options.occupancy,
    specification: specificationOf(world, requirement),
    cpeModels: [...catalog.of('cpeModel').values()],
    partnerOffers: offersReckoned(world, requirement, offers),
    surveyRules: [...catalog.of('rule').values()].filter((rule) => rule.kind === 'survey'),
    planInterval: (siteOptions) => intervalOf(world, requirement, template, siteOptions, options),
    policies: {
      optionsPerSite: 6,
      unknownRouteIsYellow: true,
      maximumFillPercent: 100,
      comparisonTermMonths: 36,
      ...objectPolicy(catalog, 'feasibility', {}),
      validUntil: closingOf(operatorCalendar, addWorkingDays(operatorCalendar, today, validDays)),
    },
    needDate: needDateOf(world, requirement),
    today,
    nowUs: monotonicUs,
    ...(options.provideAlternative === undefined ? {} : { provideAlternative: options.provideAlternative }),
  });
}

function intervalOf(
  world: World,
  requirement: ServiceRequirement,
  template: PlanTemplate,
  siteOptions: readonly SiteOption[],
  { startDate, occupancy }: Pick<AssessOptions, 'startDate' | 'occupancy'>,
) {
  const cpeModels = [...world.catalog.of('cpeModel').values()];
  const policies = objectPolicy(world.catalog, 'design', defaultPolicies);
  const cpe = requirement.sites.flatMap((site) => {
    if (site.cpe !== 'managed') return [];
    const need = {
      site: site.site,
      bandwidthKbps: site.bandwidthKbps,
      functions: site.cpeFunctions ?? [],
      legs: site.access === 'dual' ? 2 : 1,
      standing: occupancy.standing,
      networks: site.lanPrefixes?.length ?? 0,
      // The same as the design buys: on sale on the day of confirmation, the cheapest over the term.
      termMonths: requirement.commercial?.termMonths ?? policies.termMonths,
      at: startDate,
    };
    const chosen = chooseCpe(cpeModels, need);
    return chosen.ok ? [chosen.value] : [];
  });
  const drafts = unwrap(
    expandPlanTemplate(template, {
      requirement,
      siteOptions,
      cpe,
      cpeModels,
      calendars: planCalendars(world, requirement),
      people: world.people,
    }),
  );
  const plan = unwrap(planOf(template.code, drafts, startDate, world.calendars));
  return { workingDays: plan.workingDays, finishDate: plan.finishDate };
}

/** Whose calendar each kind of work follows. */
export function planCalendars(world: World, requirement: ServiceRequirement): PlanCalendars {
  return {
    operator: world.operatorCalendar.code,
    places: Object.fromEntries(
      requirement.sites.map(({ site }) => [
        site,
        world.network.places.get(site)?.calendar ?? world.operatorCalendar.code,
      ]),
    ),
    partners: Object.fromEntries(
      [...world.catalog.of('partner').values()].map((partner) => [partner.code, partner.calendar]),
    ),
  };
}

function compose(
  world: World,
  requirement: ServiceRequirement,
  options: Pick<AssessOptions, 'startDate' | 'occupancy' | 'augmentations' | 'planEdits'>,
  template: PlanTemplate,
  answer: Pick<FeasibilityAnswer, 'siteOptions'>,
): Result<Composition> {
  const { catalog } = world;
  const feasibility = objectPolicy(catalog, 'feasibility', { maximumFillPercent: 100 });
  const terms = termsReckoned(world, requirement);
  return composeDesign({
    requirement: terms.requirement,
    exchangeRates: {
      terms: terms.rate,
      offers: offerRates(world, requirement, catalog.of('partnerOffer').values()),
    },
    siteOptions: answer.siteOptions,
    network: snapshotView(world.network, {
      date: needDateOf(world, requirement),
      linkUseKbps: options.occupancy.linkUseKbps,
      maximumFillPercent: feasibility.maximumFillPercent,
    }),
    ...(options.augmentations && { augmentations: options.augmentations }),
    ...(options.planEdits && { planEdits: options.planEdits }),
    specification: specificationOf(world, requirement),
    cpeModels: [...catalog.of('cpeModel').values()],
    planTemplate: template,
    calendars: world.calendars,
    planCalendars: planCalendars(world, requirement),
    policies: objectPolicy(catalog, 'design', defaultPolicies),
    riskRules: [...catalog.of('rule').values()].filter((rule) => rule.kind === 'risk'),
    operations: objectPolicy(catalog, 'operationalMethod', noOperations).rules,
    quality: qualityPolicy(catalog),
    people: world.people,
    startDate: options.startDate,
    standing: options.occupancy.standing,
    surveyed: recordedRoom(world, requirement),
  });
}

/** What is recorded of the sites' room for equipment, by site; nothing of a site where nobody has looked. */
function recordedRoom(
  { network }: World,
  { sites }: ServiceRequirement,
): Readonly<Record<string, SurveyFinding>> {
  return Object.fromEntries(
    sites.flatMap(({ site }) => {
      const power = network.places.get(site)?.power;
      return power === undefined ? [] : [[site, power] as const];
    }),
  );
}

/** Without a policy nothing is said of how sites are operated: engineers write it. */
const noOperations: { readonly rules: readonly OperationRule[] } = { rules: [] };

/** How parameters for Service Quality Management are made (policies `quality` and `warningShare`). */
export function qualityPolicy(catalog: Catalog): QualityPolicy {
  const warningShare = numberPolicy(catalog, 'warningShare', defaultQualityPolicy.warningShare);
  return { ...objectPolicy(catalog, 'quality', defaultQualityPolicy), warningShare };
}

/** A refusal that tells why a requirement cannot be met, with every reason and what would work instead. */
export function notFeasible(answer: FeasibilityAnswer): Result<never> {
  const told = answer.reasons.map((reason) => reason.message).join('; ');
  const nearest = answer.alternatives.map(({ description }) => description).join('; ');
  const instead = nearest === '' ? '' : ` Nearest: ${nearest}.`;
  return refuse(422, 'NOT_FEASIBLE', `the service cannot be delivered as asked: ${told}${instead}`);
}
