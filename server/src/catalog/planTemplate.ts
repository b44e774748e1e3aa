import type { Duration, ImplementationPlan, PlannedActivity, PlanTemplate } from '@turnup/contract';
import { type CalendarBook, calendarNamed } from '../foundation/calendar.ts';
import { ok, RefusalError, type Result, refused } from '../foundation/result.ts';
import type { ScheduledActivity } from '../foundation/schedule.ts';
import { chainConfidence } from '../foundation/threePoint.ts';
import { withBespoke } from './bespoke.ts';
import type { Facts } from './conditions.ts';
import { hubFirst, outsideBlackouts, withBlackouts } from './customerDates.ts';
import type { ActivityDraft, Placed, PlanFacts } from './planTypes.ts';
import { partnerLegOf, type SiteSubject, shortCodes, siteDays } from './siteFacts.ts';
import { keyOf, type TemplateNetwork, templateNetwork } from './templateNetwork.ts';
import { trainingNeeds } from './training.ts';

/**
 * The activities of a service by a template: one for each site whose facts meet `when`, one for each of the service.
 * A predecessor that a site does not have hands its own predecessors on, so that no order is lost. Bespoke work is put
 * in before what it must precede. Pure. Refuses (422) `INVALID_PLAN_TEMPLATE`, `INVALID_CONDITION`,
 * `INVALID_BESPOKE_ACTION`, `SITE_WITHOUT_OPTION` and `UNKNOWN_CALENDAR`.
 */
export function expandPlanTemplate(template: PlanTemplate, facts: PlanFacts): Result<ActivityDraft[]> {
  return refusing(() => {
    const subjects = subjectsOf(facts);
    const network = templateNetwork(template, subjects, { ...equipmentFacts(facts), ...facts.service });
    const drafts = network.placed.map((placed) => draftOf(placed, network, facts, subjects));
    const ordered = hubFirst(withBespoke(drafts, facts, network), facts.requirement);
    return withBlackouts(ordered, facts.requirement);
  });
}

/**
 * Puts dates to the activities: the plan of that template from that date. The expected duration is the PERT mean of
 * the critical path, given when an activity has a three-point duration. Refusals are those of `schedule`.
 */
export function planOf(
  template: string,
  given: readonly ActivityDraft[],
  startDate: string,
  calendars: CalendarBook,
): Result<ImplementationPlan> {
  return refusing(() => {
    const network = given.map((draft) => ({ ...draft, calendar: calendarNamed(calendars, draft.calendar) }));
    const { passed, activities } = outsideBlackouts(network, startDate);
    const floors = new Map(activities.map(({ key, notBefore }) => [key, notBefore]));
    const dates = new Map(passed.activities.map((dated) => [dated.key, dated]));
    const critical = new Set(passed.criticalPath);
    const chain = given.filter((draft) => critical.has(draft.key)).map(pointsOf);
    return {
      template,
      startDate,
      finishDate: passed.finish,
      workingDays: passed.workingDays,
      criticalPath: [...passed.criticalPath],
      activities: given.map((draft) =>
        dated(draft, dates.get(draft.key) as ScheduledActivity, floors.get(draft.key)),
      ),
      ...(given.some((draft) => draft.threePoint !== undefined) && {
        expectedWorkingDays: chainConfidence(chain).mean,
      }),
    };
  });
}

/** What `when` and `duration` of a line may ask of the equipment: how many units are delivered, and who must learn them. */
function equipmentFacts(facts: PlanFacts): Facts {
  const needs = trainingNeeds(facts.cpe, facts.cpeModels, facts.people);
  return {
    equipmentUnits: delivered(facts).reduce((sum, { quantity }) => sum + quantity, 0),
    trainingNeeds: needs.length,
    trainingDays: Math.max(0, ...needs.map((need) => need.workingDays)),
  };
}

/** The equipment that is sent: all but what stands there already. */
function delivered({ cpe }: Pick<PlanFacts, 'cpe'>): PlanFacts['cpe'] {
  return cpe.filter(({ standing }) => standing === undefined);
}

/** The three-point duration of an activity; a fixed one has three equal points. */
function pointsOf(
  activity: Pick<PlannedActivity, 'threePoint' | 'durationWorkingDays'>,
): NonNullable<PlannedActivity['threePoint']> {
  const days = activity.durationWorkingDays;
  return activity.threePoint ?? { best: days, likely: days, worst: days };
}

function refusing<Value>(work: () => Value): Result<Value> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof RefusalError) return refused(error.refusal);
    throw error;
  }
}

function refusal(code: string, message: string): RefusalError {
  return new RefusalError({ status: 422, code, message });
}

function subjectsOf({ requirement, siteOptions, changes, standing, cpe }: PlanFacts): SiteSubject[] {
  const short = shortCodes(requirement.sites.map(({ site }) => site));
  const options = new Map(siteOptions.map((option) => [option.site, option]));
  return requirement.sites.map((site) => {
    const option = options.get(site.site);
    if (option === undefined)
      throw refusal('SITE_WITHOUT_OPTION', `The site ${site.site} has no access option to plan with.`);
    const change = changes?.get(site.site) ?? 'added';
    const shortCode = short.get(site.site) ?? site.site;
    const unitStands = cpe.some((choice) => choice.site === site.site && choice.standing !== undefined);
    return { requirement: site, option, shortCode, change, standing: standing?.get(site.site), unitStands };
  });
}

function draftOf(
  placed: Placed,
  network: TemplateNetwork,
  facts: PlanFacts,
  subjects: readonly SiteSubject[],
): ActivityDraft {
  const { template: line, subject } = placed;
  const concerned = subject === undefined ? subjects : [subject];
  const points = pointsOfDuration(line.duration, concerned, facts);
  // Planned ports and links: the network is not configured and the site not finished before they are there.
  const waits =
    subject === undefined ? line.tasks.includes('network:configure') : network.isLastAtSite(placed);
  const notBefore = waits ? availableFrom(concerned) : undefined;
  return {
    key: keyOf(placed),
    template: line.key,
    name: subject === undefined ? line.name : line.name.replaceAll('{site}', subject.requirement.site),
    ...(subject !== undefined && { site: subject.requirement.site }),
    owner: ownerOf(placed),
    calendar: calendarOf(placed, facts),
    durationWorkingDays: points.likely,
    ...(points.best !== points.worst && { threePoint: points }),
    after: [...network.predecessorsOf(placed)],
    tasks: [...line.tasks],
    process: line.process,
    ...(line.milestone !== undefined && { milestone: line.milestone }),
    ...(line.pointOfNoReturn !== undefined && { pointOfNoReturn: line.pointOfNoReturn }),
    ...(notBefore !== undefined && { notBefore }),
  };
}

function ownerOf({ template: line, subject }: Placed): PlannedActivity['owner'] {
  const partner = subject === undefined ? undefined : partnerLegOf(subject.option)?.partner;
  return line.owner.kind === 'partner' && line.owner.code === undefined && partner !== undefined
    ? { kind: 'partner', code: partner }
    : line.owner;
}

function calendarOf({ template: line, subject }: Placed, { calendars }: PlanFacts): string {
  if (subject === undefined || line.calendar === 'operator') return calendars.operator;
  const { site } = subject.requirement;
  const partner = line.calendar === 'partner' ? partnerLegOf(subject.option)?.partner : undefined;
  const calendar = partner === undefined ? calendars.places[site] : calendars.partners[partner];
  if (calendar === undefined)
    throw refusal(
      'UNKNOWN_CALENDAR',
      partner === undefined
        ? `The place ${site} has no calendar.`
        : `The partner ${partner} has no calendar.`,
    );
  return calendar;
}

type Points = NonNullable<PlannedActivity['threePoint']>;

function pointsOfDuration(duration: Duration, subjects: readonly SiteSubject[], facts: PlanFacts): Points {
  if ('workingDays' in duration) return fixed(duration.workingDays);
  switch (duration.fact) {
    case 'cpeShip':
      return fixed(shipDays(subjects, facts));
    case 'training':
      return fixed(Number(equipmentFacts(facts)['trainingDays']));
    case 'parallel':
      return fixed(Number(facts.service?.['parallelWorkingDays'] ?? 0));
    case 'partnerBuild':
      return subjects
        .map(({ option }) => partnerLegOf(option)?.workingDays.partnerBuild ?? fixed(0))
        .reduce((most, points) => (points.likely > most.likely ? points : most));
    default: {
      const fact = duration.fact;
      return fixed(Math.max(...subjects.map(({ option }) => siteDays(option)[fact])));
    }
  }
}

function fixed(days: number): Points {
  return { best: days, likely: days, worst: days };
}

function shipDays(subjects: readonly SiteSubject[], facts: PlanFacts): number {
  const sites = new Set(subjects.map(({ requirement }) => requirement.site));
  const sent = delivered(facts).filter(({ site }) => sites.has(site));
  const models = new Set(sent.map(({ model }) => model));
  return Math.max(
    0,
    ...facts.cpeModels.filter(({ code }) => models.has(code)).map((model) => model.shipWorkingDays),
  );
}

function availableFrom(subjects: readonly SiteSubject[]): string | undefined {
  return subjects
    .flatMap(({ option }) => option.legs.flatMap((leg) => leg.availableFrom ?? []))
    .toSorted()
    .at(-1);
}

/** An activity with its dates, and the day before which it does not begin as its blackouts have moved that. */
function dated(
  { notBefore: otherwise, ...draft }: ActivityDraft,
  dates: ScheduledActivity,
  notBefore: string | undefined,
): PlannedActivity {
  return {
    ...draft,
    ...(notBefore !== undefined && { notBefore }),
    ...(draft.blackouts !== undefined && otherwise !== undefined && { notBeforeOtherwise: otherwise }),
    startDate: dates.start,
    finishDate: dates.finish,
    latestFinishDate: dates.latestFinish,
    slackWorkingDays: dates.slackWorkingDays,
    critical: dates.critical,
  };
}
