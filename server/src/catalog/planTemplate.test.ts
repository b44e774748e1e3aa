import type { BespokeAction, PlanTemplate, SiteOption } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarBook } from '../foundation/calendar.ts';
import { unwrap } from '../foundation/result.ts';
import { england, scotland } from '../foundation/testing/calendars.ts';
import * as flagship from '../foundation/testing/flagship.ts';
import { expandPlanTemplate, planOf } from './planTemplate.ts';
import type { PlanFacts } from './planTypes.ts';

const cpe = [
  { site: 'MERIDIAN-HQ', model: 'CX-2000', quantity: 2, reason: 'fits' },
  { site: 'MERIDIAN-LDS', model: 'CX-500', quantity: 1, reason: 'fits' },
  { site: 'MERIDIAN-ABZ', model: 'CX-100', quantity: 1, reason: 'fits' },
];
const facts: PlanFacts = {
  requirement: flagship.requirement,
  siteOptions: flagship.chosenOptions,
  cpe,
  cpeModels: flagship.cpeModels,
  calendars: flagship.planCalendars,
};
const book = calendarBook([england, scotland]);
const expand = (changes: Partial<PlanFacts> = {}, template: PlanTemplate = flagship.planTemplate) =>
  unwrap(expandPlanTemplate(template, { ...facts, ...changes }));
const plan = (changes: Partial<PlanFacts> = {}) =>
  unwrap(planOf('l3vpn-special', expand(changes), flagship.confirmationDate, book));
const afterOf = (changes: Partial<PlanFacts> = {}) =>
  Object.fromEntries(expand(changes).map((draft) => [draft.key, draft.after]));

/** The chosen options with the legs of one site otherwise. */
const otherwise = (site: string, leg: (leg: SiteOption['legs'][number]) => SiteOption['legs'][number]) =>
  flagship.chosenOptions.map((option) =>
    option.site === site ? { ...option, legs: option.legs.map(leg) } : option,
  );

describe('the flagship', () => {
  test('has 16 activities in the order of the story', () => {
    expect(afterOf()).toEqual({
      SURV_HQ: [],
      SURV_LDS: [],
      DESIGN: ['SURV_HQ', 'SURV_LDS'],
      APPROVE: ['DESIGN'],
      ALLOC: ['APPROVE'],
      PARTNER_FOC_ABZ: ['APPROVE'],
      PARTNER_BUILD_ABZ: ['PARTNER_FOC_ABZ'],
      CPE_SHIP: ['APPROVE'],
      BUILD_HQ: ['APPROVE'],
      INST_HQ: ['CPE_SHIP', 'BUILD_HQ'],
      INST_LDS: ['CPE_SHIP'],
      INST_ABZ: ['CPE_SHIP', 'PARTNER_BUILD_ABZ'],
      CONFIG: ['ALLOC'],
      TEST: ['INST_HQ', 'INST_LDS', 'INST_ABZ', 'CONFIG'],
      ACCEPT: ['TEST'],
      ACTIVATE: ['ACCEPT'],
    });
  });

  test('has durations from the options, owners and calendars', () => {
    const drafts = Object.fromEntries(expand().map((draft) => [draft.key, draft]));
    expect(drafts.SURV_HQ).toMatchObject({ durationWorkingDays: 5, site: 'MERIDIAN-HQ', calendar: 'ENG' });
    expect(drafts.SURV_LDS).toMatchObject({ durationWorkingDays: 3, name: 'Survey MERIDIAN-LDS' });
    expect(drafts.CPE_SHIP).toMatchObject({ durationWorkingDays: 10 });
    expect(drafts.PARTNER_BUILD_ABZ).toMatchObject({
      durationWorkingDays: 25,
      threePoint: { best: 20, likely: 25, worst: 40 },
      owner: { kind: 'partner', code: 'CALEDONET' },
    });
  });

  test('takes 44 working days, to 2027-05-05', () => {
    const planned = plan();
    expect(planned).toMatchObject({ finishDate: '2027-05-05', workingDays: 44, expectedWorkingDays: 45.67 });
    expect(planned.criticalPath).toHaveLength(9);
    expect(planned.activities.find(({ key }) => key === 'BUILD_HQ')?.slackWorkingDays).toBe(13);
  });

  // By hand: what would reach into the days begins when they are over; 1 May is a Saturday and 3 May a holiday.
  test.each([
    [
      'at Aberdeen',
      { from: '2027-04-28', to: '2027-04-30', site: 'MERIDIAN-ABZ' },
      '2027-05-04',
      '2027-05-10',
    ],
    [
      'everywhere, on the day of the test',
      { from: '2027-04-29', to: '2027-04-29' },
      '2027-04-28',
      '2027-05-07',
    ],
    [
      'at a site that is done by then: a test is felt there too',
      { from: '2027-04-28', to: '2027-04-30', site: 'MERIDIAN-LDS' },
      '2027-04-28',
      '2027-05-07',
    ],
  ])('keeps out of a blackout %s', (_where, blackout, installed, finishDate) => {
    const planned = plan({ requirement: { ...flagship.requirement, blackouts: [blackout] } });
    expect(planned.activities.find(({ key }) => key === 'INST_ABZ')?.finishDate).toBe(installed);
    expect(planned.finishDate).toBe(finishDate);
  });

  test('installs the hub before any other site where the customer wants it', () => {
    const planned = plan({ requirement: { ...flagship.requirement, hubFirst: true } });
    const of = (key: string) => planned.activities.find((activity) => activity.key === key);
    expect(of('INST_HQ')).toMatchObject({ finishDate: '2027-04-09', after: ['CPE_SHIP', 'BUILD_HQ'] });
    expect(of('INST_LDS')).toMatchObject({ finishDate: '2027-04-12', after: ['CPE_SHIP', 'INST_HQ'] });
    expect(planned.finishDate).toBe('2027-05-05');
  });

  test('with the partner and Aberdeen on Scotland’s calendar, to 2027-05-04', () => {
    const calendars = {
      operator: 'ENG',
      places: { ...flagship.planCalendars.places, 'MERIDIAN-ABZ': 'SCT' },
      partners: { CALEDONET: 'SCT' },
    };
    expect(plan({ calendars }).finishDate).toBe('2027-05-04');
  });

  test('a longer lead time moves the end by as much', () => {
    const siteOptions = otherwise('MERIDIAN-ABZ', (leg) => ({
      ...leg,
      workingDays: { ...leg.workingDays, partnerBuild: { best: 30, likely: 30, worst: 30 } },
    }));
    expect(plan({ siteOptions })).toMatchObject({ workingDays: 49, finishDate: '2027-05-12' });
    expect(plan({ siteOptions }).expectedWorkingDays).toBeUndefined();
  });

  test('a planned port holds back the installation there and the configuration', () => {
    const siteOptions = otherwise('MERIDIAN-LDS', (leg) => ({ ...leg, availableFrom: '2027-05-10' }));
    const held = plan({ siteOptions }).activities.filter(({ notBefore }) => notBefore !== undefined);
    expect(held.map(({ key, startDate }) => [key, startDate])).toEqual([
      ['INST_LDS', '2027-05-10'],
      ['CONFIG', '2027-05-10'],
    ]);
  });
});

describe('what a site does not have', () => {
  const chain: PlanTemplate = {
    ...flagship.planTemplate,
    activities: [
      ...flagship.planTemplate.activities
        .filter(({ key }) => key !== 'BUILD_{site}')
        .map((line) => (line.key === 'INST_{site}' ? { ...line, after: ['BUILD_{site}'] } : line)),
      {
        ...(flagship.planTemplate.activities.find(({ key }) => key === 'BUILD_{site}') ?? expect.fail()),
        after: ['PARTNER_BUILD_{site}', 'CPE_SHIP'],
      },
    ],
  };

  test('hands its predecessors on, through several that are missing', () => {
    const after = Object.fromEntries(expand({}, chain).map((draft) => [draft.key, draft.after]));
    expect(after.INST_LDS).toEqual(['CPE_SHIP']);
    expect(after.INST_ABZ).toEqual(['PARTNER_BUILD_ABZ', 'CPE_SHIP']);
    expect(after.BUILD_HQ).toEqual(['CPE_SHIP']);
  });

  test('never loses an order, whatever is skipped', () => {
    const keys = ['SURV_{site}', 'PARTNER_FOC_{site}', 'PARTNER_BUILD_{site}', 'BUILD_{site}', 'INST_{site}'];
    fc.assert(
      fc.property(
        fc.subarray(keys),
        fc.subarray(['MERIDIAN-HQ', 'MERIDIAN-LDS', 'MERIDIAN-ABZ']),
        (skipped, sites) => {
          const template = {
            ...flagship.planTemplate,
            activities: flagship.planTemplate.activities.map((line) =>
              skipped.includes(line.key)
                ? { ...line, when: { '!': { in: [{ var: 'site' }, sites] } } }
                : line,
            ),
          };
          const drafts = expand({}, template);
          const dates = new Map(
            unwrap(planOf('t', drafts, '2027-03-01', book)).activities.map((one) => [one.key, one]),
          );
          for (const draft of drafts)
            if (
              draft.template.startsWith('INST') ||
              draft.template.startsWith('BUILD') ||
              draft.key === 'TEST'
            )
              expect(
                (dates.get(draft.key)?.startDate ?? '') >= (dates.get('APPROVE')?.finishDate ?? '?'),
              ).toBe(true);
        },
      ),
    );
  });
});

describe('bespoke work', () => {
  const crane: BespokeAction = {
    code: 'CRANE',
    description: 'Crane for the roof unit',
    site: 'MERIDIAN-HQ',
    owner: 'FIELD',
    durationWorkingDays: 3,
    costMinor: 600_00,
    before: ['INST_{site}'],
  };
  const withActions = (...bespokeActions: BespokeAction[]) => ({
    requirement: { ...flagship.requirement, bespokeActions },
  });

  test('comes after what its target waits for and before its target', () => {
    const after = afterOf(withActions(crane));
    expect(after.CRANE).toEqual(['CPE_SHIP', 'BUILD_HQ']);
    expect(after.INST_HQ).toEqual(['CPE_SHIP', 'BUILD_HQ', 'CRANE']);
    expect(after.INST_LDS).toEqual(['CPE_SHIP']);
    expect(plan(withActions(crane)).activities.find(({ key }) => key === 'INST_HQ')?.slackWorkingDays).toBe(
      10,
    );
  });

  test('for all sites, with a target that comes after another one, makes no circle', () => {
    const { site: _, ...everywhere } = crane;
    const after = afterOf(withActions({ ...everywhere, before: ['INST_{site}', 'TEST'] }));
    expect(after.CRANE).toEqual(['CPE_SHIP', 'BUILD_HQ', 'PARTNER_BUILD_ABZ']);
    expect(after.TEST).not.toContain('CRANE');
  });

  test('before something that the site does not have, comes before what follows it', () => {
    const after = afterOf(withActions({ ...crane, site: 'MERIDIAN-LDS', before: ['BUILD_{site}'] }));
    expect(after.INST_LDS).toEqual(['CPE_SHIP', 'CRANE']);
  });

  test('that names nothing of the plan is refused', () => {
    const refusalOf = (action: BespokeAction) => {
      const result = expandPlanTemplate(flagship.planTemplate, { ...facts, ...withActions(action) });
      return result.ok ? undefined : result.fault;
    };
    expect(refusalOf({ ...crane, before: ['DIG'] })).toMatchObject({ code: 'INVALID_BESPOKE_ACTION' });
    expect(refusalOf({ ...crane, before: [] })).toMatchObject({ code: 'INVALID_BESPOKE_ACTION' });
    expect(refusalOf({ ...crane, site: 'ELSEWHERE' })).toMatchObject({ code: 'INVALID_BESPOKE_ACTION' });
    expect(refusalOf({ ...crane, code: 'TEST' })).toMatchObject({ code: 'INVALID_BESPOKE_ACTION' });
  });
});

describe('refusals', () => {
  const refusalOf = (template: PlanTemplate, changes: Partial<PlanFacts> = {}) => {
    const result = expandPlanTemplate(template, { ...facts, ...changes });
    return result.ok ? undefined : result.fault.code;
  };
  const edited = (key: string, parts: Partial<PlanTemplate['activities'][number]>): PlanTemplate => ({
    ...flagship.planTemplate,
    activities: flagship.planTemplate.activities.map((line) =>
      line.key === key ? { ...line, ...parts } : line,
    ),
  });

  test('a template that contradicts itself, a site without option, a partner without calendar', () => {
    expect(refusalOf(edited('DESIGN', { after: ['TEST'] }))).toBe('INVALID_PLAN_TEMPLATE');
    expect(refusalOf(edited('DESIGN', { after: ['NOTHING'] }))).toBe('INVALID_PLAN_TEMPLATE');
    expect(refusalOf(edited('DESIGN', { per: 'site' }))).toBe('INVALID_PLAN_TEMPLATE');
    expect(refusalOf(edited('SURV_{site}', { when: { var: 'hasSurvay' } }))).toBe('INVALID_CONDITION');
    expect(refusalOf(flagship.planTemplate, { siteOptions: flagship.chosenOptions.slice(1) })).toBe(
      'SITE_WITHOUT_OPTION',
    );
    expect(refusalOf(flagship.planTemplate, { calendars: { ...flagship.planCalendars, partners: {} } })).toBe(
      'UNKNOWN_CALENDAR',
    );
  });
});

test('a thousand sites expand in well under a second', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `ROLLOUT-S${index}`);
  const [site, option] = [
    flagship.requirement.sites[1] ?? expect.fail(),
    flagship.chosenOptions[1] ?? expect.fail(),
  ];
  const started = performance.now();
  const drafts = expand({
    requirement: { ...flagship.requirement, sites: many.map((name) => ({ ...site, site: name })) },
    siteOptions: many.map((name) => ({ ...option, site: name })),
    calendars: { ...flagship.planCalendars, places: Object.fromEntries(many.map((name) => [name, 'ENG'])) },
  });
  expect(drafts).toHaveLength(2_008);
  expect(unwrap(planOf('t', drafts, '2027-03-01', book)).workingDays).toBe(15);
  expect(performance.now() - started).toBeLessThan(3_000);
});
