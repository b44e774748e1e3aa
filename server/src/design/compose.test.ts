import { type AccessOption, DesignAlternative, type SiteOption } from '@turnup/contract';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import * as flagship from '../foundation/testing/flagship.ts';
import { composeDesign } from './compose.ts';
import { openGatesOf } from './gates.ts';
import { designInput, networkAt, networkRecords } from './testing/flagship.ts';
import { render } from './testing/render.ts';
import { type DesignInput, defaultPolicies } from './types.ts';

const compose = (parts: Partial<DesignInput> = {}) => unwrap(composeDesign(designInput(parts)));
const first = (parts: Partial<DesignInput> = {}) =>
  compose(parts).alternatives[0] ?? expect.fail('no alternative');
const legsOtherwise = (change: (leg: AccessOption) => Partial<AccessOption>): DesignInput['siteOptions'] =>
  flagship.siteOptions.map(({ site, options }) => ({
    site,
    options: options.map((option) => ({
      ...option,
      legs: option.legs.map((leg) => ({ ...leg, ...change(leg) })),
    })),
  }));
const require = (change: Partial<DesignInput['requirement']>) => ({
  requirement: { ...flagship.requirement, ...change },
});

describe('the flagship', () => {
  test('has these alternatives', async () => {
    await expect(render(compose())).toMatchFileSnapshot('testing/flagship.golden.txt');
  });

  test('has the money and dates of the story', () => {
    const best = first();
    expect(best.capexMinor).toBe(46_500_00);
    expect(best.monthlyCostMinor).toBe(1_150_00);
    expect(best.budget).toMatchObject({ limitMinor: 45_900_00, breachMinor: 600_00, withinTolerance: false });
    expect(best.business).toMatchObject({
      netInvestmentMinor: 34_500_00,
      npvMinor: 37_228_85,
      paybackMonths: 15,
      timeToRevenueDays: 65,
      passed: true,
    });
    expect(best.plan).toMatchObject({ finishDate: '2027-05-05', workingDays: 44 });
    expect(best.cpe.map(({ quantity }) => quantity)).toEqual([2, 1, 1]);
    expect(best.compliant).toBe(true);
    expect(openGatesOf(best).map(({ code }) => code)).toEqual(['BUDGET_BREACH']);
  });

  test('uses a unit again that stands at a site: it is not bought, cared for or sent once more', () => {
    const ports = { wanPort: 'wan1', lanPorts: ['lan1'] };
    const unit = { site: 'MERIDIAN-LDS', serial: 'U-7', model: 'CX-2000', loadKbps: 100_000, ports };
    const best = first({ standing: [unit] });
    // A CX-500 costs 3,100 and 60 a month.
    expect([best.capexMinor, best.monthlyCostMinor]).toEqual([43_400_00, 1_090_00]);
    expect(best.billOfMaterials.filter(({ item }) => item.startsWith('CPE_STANDING'))).toMatchObject([
      { site: 'MERIDIAN-LDS', item: 'CPE_STANDING:CX-2000', quantity: 1, totalMinor: 0 },
    ]);
    expect(best.cpe.find(({ site }) => site === 'MERIDIAN-LDS')?.standing).toEqual({
      serial: 'U-7',
      ...ports,
    });
    expect(best.id).not.toBe(first().id);
    expect(best.compliant).toBe(true);
    // One that has no port left is told where another is bought.
    const { ports: _, ...full } = { ...unit, closed: 'none of its 2 WAN ports is free' };
    const other = first({ standing: [full] });
    expect(other.capexMinor).toBe(46_500_00);
    expect(other.cpe.find(({ site }) => site === 'MERIDIAN-LDS')?.reason).toContain(
      'U-7 stands there and is not used: none of its 2 WAN ports is free',
    );
  });

  test('offers two alternatives: the cheaper and the sooner', () => {
    const { alternatives, rejected } = compose();
    expect(
      alternatives.map(({ rank, plan, monthlyCostMinor }) => [rank, plan.finishDate, monthlyCostMinor]),
    ).toEqual([
      [1, '2027-05-05', 1_150_00],
      [2, '2027-04-19', 1_320_00],
    ]);
    expect(rejected).toEqual([]);
    const hurried = {
      ...defaultPolicies,
      objective: { ...defaultPolicies.objective, perDayMinor: 1_000_00 },
    };
    expect(first({ policies: hurried }).plan.finishDate).toBe('2027-04-19');
  });

  test('has a failover route that avoids the primary one', () => {
    const routes = first().routes.filter(({ to }) => to === 'MERIDIAN-ABZ');
    const [primary, failover] = [routes[0] ?? expect.fail(), routes[1] ?? expect.fail()];
    expect([primary.role, failover.role, primary.fromLeg, failover.fromLeg]).toEqual([
      'primary',
      'failover',
      0,
      1,
    ]);
    expect(primary.roundTripUs).toBe(15_200);
    expect(primary.core.links.filter((link) => failover.core.links.includes(link))).toEqual([]);
  });
});

test('every alternative is what the contract says, however long the codes are', () => {
  const long = (site: string) => `${'S'.repeat(80)}-${site}`;
  const rename = <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value).replaceAll(/"MERIDIAN-(HQ|LDS|ABZ)"/g, (_, site: string) => `"${long(site)}"`),
    );
  const { alternatives } = compose({
    requirement: rename(flagship.requirement),
    siteOptions: rename(flagship.siteOptions),
    planCalendars: rename(flagship.planCalendars),
    surveyed: undefined,
  });
  expect(alternatives).toHaveLength(2);
  for (const alternative of alternatives) {
    // Keys of templates hold braces, which codes do not: they are checked where templates are loaded.
    const activities = alternative.plan.activities.map((activity) => ({
      ...activity,
      template: activity.key,
    }));
    const checked = { ...alternative, plan: { ...alternative.plan, activities } };
    expect(Value.Errors(DesignAlternative, checked)).toEqual([]);
    expect(new Set(alternative.compliance.map(({ id }) => id)).size).toBe(alternative.compliance.length);
  }
});

describe('changed data', () => {
  test('a longer core breaks the latency bound, and only that', () => {
    const links = networkRecords.links.map((link) => ({ ...link, latencyUs: link.latencyUs + 2_000 }));
    const slow = first({ network: networkAt({ ...networkRecords, links }) });
    expect(
      slow.compliance.filter(({ met, priority }) => !met && priority === 'must').map(({ id }) => id),
    ).toEqual(['LATENCY:MERIDIAN-HQ:MERIDIAN-ABZ']);
    expect(openGatesOf(slow).map(({ code }) => code)).toEqual(['BUDGET_BREACH', 'NOT_COMPLIANT']);
  });

  test('a duct that both legs use costs availability', () => {
    const shared = legsOtherwise((leg) =>
      leg.site === 'MERIDIAN-HQ' ? { sharedRisks: [...(leg.sharedRisks ?? []), 'DUCT-SHARED'] } : {},
    );
    const records = {
      ...networkRecords,
      sharedRisks: [
        ...networkRecords.sharedRisks,
        { code: 'DUCT-SHARED', kind: 'duct' as const, name: 'Shared', availability: 0.999 },
      ],
    };
    const [apart, together] = [first(), first({ siteOptions: shared, network: networkAt(records) })];
    expect(apart.availability[0]?.percent).toBeGreaterThan(99.999);
    // The duct alone limits the site: 0.999 times what the legs give without it.
    expect(together.availability[0]?.percent).toBeCloseTo(99.9, 2);
    expect(together.compliance.find(({ id }) => id === 'AVAILABILITY:MERIDIAN-HQ')?.met).toBe(false);
  });

  test('of a tail whose route is not disclosed the own end counts: two on one feed fail together', () => {
    const dark = legsOtherwise((leg) =>
      leg.site === 'MERIDIAN-HQ' ? { sharedRisks: null, knownRisks: ['FEED-POP'] } : {},
    );
    const feed = { code: 'FEED-POP', kind: 'power' as const, name: 'Feed', availability: 0.995 };
    const records = { ...networkRecords, sharedRisks: [...networkRecords.sharedRisks, feed] };
    const best = first({ siteOptions: dark, network: networkAt(records) });
    expect(best.availability[0]?.percent).toBeCloseTo(99.5, 2);
  });

  test('equipment with two supplies takes two sockets of the room that is recorded', () => {
    const cpeModels = flagship.cpeModels.map((model) => ({ ...model, powerSockets: 2 }));
    const room = (freeSockets: number) =>
      first({ cpeModels, surveyed: { 'MERIDIAN-HQ': { freeSockets, freeRackUnits: 6 } } }).compliance.find(
        ({ id }) => id === 'ROOM:MERIDIAN-HQ',
      );
    expect(room(3)).toMatchObject({ met: false, target: '4 sockets, 2 rack units' });
    expect(room(4)).toMatchObject({ met: true, evidence: 'Recorded for the place' });
  });

  test('legs whose diversity is not proven do not comply', () => {
    const unknown = flagship.siteOptions.map(({ site, options }) => ({
      site,
      options: options.map(
        (option): SiteOption => ({
          ...option,
          ...(option.diversity && { diversity: { ...option.diversity, verdict: 'unknown' as const } }),
        }),
      ),
    }));
    expect(first({ siteOptions: unknown }).compliant).toBe(false);
  });

  test('another calendar gives another date, and every number that hangs on it', () => {
    const planCalendars = {
      operator: 'ENG',
      places: { ...flagship.planCalendars.places, 'MERIDIAN-ABZ': 'SCT' },
      partners: { CALEDONET: 'SCT', GRANITE: 'SCT' },
    };
    const best = first({ planCalendars });
    expect(best.plan.finishDate).toBe('2027-05-04');
    expect(best.business?.timeToRevenueDays).toBe(64);
  });

  test('a lead time beyond the limit fails the business gate and the requested date', () => {
    const late = legsOtherwise((leg) =>
      leg.partner === undefined
        ? {}
        : { workingDays: { ...leg.workingDays, partnerBuild: { best: 40, likely: 40, worst: 40 } } },
    );
    const best = first({ siteOptions: late });
    expect(best.business?.gates.find(({ policy }) => policy === 'TIME_TO_REVENUE_DAYS')?.passed).toBe(false);
    expect(openGatesOf(best).map(({ code }) => code)).toEqual([
      'BUDGET_BREACH',
      'NOT_COMPLIANT',
      'BUSINESS_GATE',
    ]);
  });

  test('more capital cost fails the payback gate with its numbers', () => {
    const dear = legsOtherwise((leg) =>
      leg.buildCostMinor > 0 ? { buildCostMinor: leg.buildCostMinor + 13_500_00 } : {},
    );
    expect(first({ siteOptions: dear }).business).toMatchObject({
      capexMinor: 60_000_00,
      paybackMonths: 20.87,
      npvMinor: 23_728_85,
      passed: false,
    });
    expect(first({ policies: { ...defaultPolicies, annualRatePercent: 12 } }).business?.npvMinor).toBe(
      35_361_93,
    );
  });

  test('one more site brings its activities, routes, equipment and cost', () => {
    const requirement = {
      ...flagship.requirement,
      sites: [
        ...flagship.requirement.sites,
        { site: 'MERIDIAN-YRK', bandwidthKbps: 100_000, access: 'single' as const, cpe: 'managed' as const },
      ],
    };
    const leg = flagship.ownLeg('MERIDIAN-YRK', 'PE-LDS', { portCostMinor: 700_00, monthlyCostMinor: 90_00 });
    const option: SiteOption = { site: 'MERIDIAN-YRK', legs: [leg], confidence: 'green', reasons: [] };
    const best = first({
      requirement,
      siteOptions: [...flagship.siteOptions, { site: 'MERIDIAN-YRK', options: [option] }],
      planCalendars: {
        ...flagship.planCalendars,
        places: { ...flagship.planCalendars.places, 'MERIDIAN-YRK': 'ENG' },
      },
    });
    expect(best.capexMinor).toBe(46_500_00 + 700_00 + 1_800_00);
    expect(best.monthlyCostMinor).toBe(1_150_00 + 90_00 + 50_00);
    expect(best.plan.activities.map(({ key }) => key)).toContain('INST_YRK');
    expect(best.routes.filter(({ to, role }) => to === 'MERIDIAN-YRK' && role === 'primary')).toHaveLength(3);
  });

  test('bespoke work is planned, priced and told', () => {
    const crane = {
      code: 'CRANE',
      description: 'Crane',
      site: 'MERIDIAN-ABZ',
      owner: 'FIELD',
      durationWorkingDays: 1,
      costMinor: 600_00,
      before: ['INST_{site}'],
    };
    const best = first(require({ bespokeActions: [crane] }));
    expect(best.plan).toMatchObject({ finishDate: '2027-05-06', workingDays: 45 });
    expect(best.budget?.breachMinor).toBe(1_200_00);
    expect(best.compliance.find(({ id }) => id === 'BESPOKE:CRANE')).toMatchObject({ met: true });
  });

  test('requirements that contradict themselves do not comply', () => {
    const unmet = (parts: Partial<DesignInput>) =>
      first(parts)
        .compliance.filter((line) => !line.met && line.priority === 'must')
        .map(({ id, evidence }) => [id, evidence]);
    const classes = (flagship.requirement.classesOfService ?? []).map((each) => ({
      ...each,
      sharePercent: 30,
    }));
    expect(unmet(require({ classesOfService: classes }))[0]?.[0]).toBe('CLASSES_OF_SERVICE');
    const sites = flagship.requirement.sites.map((site) => ({ ...site, lanPrefixes: ['10.10.1.0/24'] }));
    expect(unmet(require({ sites }))).toEqual([
      ['LAN_PREFIXES', expect.stringContaining('MERIDIAN-LDS 10.10.1.0/24')],
    ]);
    expect(unmet(require({ requestedCompletionDate: '2027-04-01' }))[0]?.[0]).toBe('COMPLETION_DATE');
    expect(unmet({ surveyed: { 'MERIDIAN-HQ': { freeSockets: 1, freeRackUnits: 6 } } })[0]?.[0]).toBe(
      'ROOM:MERIDIAN-HQ',
    );
    expect(unmet({ specification: { code: 'l3vpn', mtu: 1_700 } })[0]?.[0]).toBe('MTU:MERIDIAN-ABZ');
  });
});

describe('what cannot be', () => {
  test('a site without options, equipment or route gives no alternative and says why', () => {
    const codes = (parts: Partial<DesignInput>) => {
      const { alternatives, rejected } = compose(parts);
      return [alternatives.length, ...new Set(rejected.map(({ reason }) => reason.code))];
    };
    expect(codes({ siteOptions: flagship.siteOptions.slice(1) })).toEqual([0, 'SITE_NOT_SERVED']);
    expect(codes({ cpeModels: flagship.cpeModels.slice(0, 2) })).toEqual([0, 'NO_CPE_MODEL']);
    const cut = networkRecords.links.filter(({ name }) => !name.includes('PE-EDI'));
    expect(codes({ network: networkAt({ ...networkRecords, links: cut }) })).toEqual([0, 'NO_ROUTE']);
  });

  test('faults of the data are refused', () => {
    const late = composeDesign(designInput({ startDate: '2031-01-01' }));
    expect(late.ok ? undefined : late.fault.code).toBe('OUTSIDE_CALENDAR');
    const wrong = { code: 'X', kind: 'risk' as const, text: 'x', when: { var: 'misspelt' } };
    const result = composeDesign(designInput({ riskRules: [wrong] }));
    expect(result.ok ? undefined : result.fault.code).toBe('INVALID_CONDITION');
  });
});

describe('what a service level promises', () => {
  const { classesOfService: classesOfFlagship = [], latencyBounds, ...plain } = flagship.requirement;
  const promising = (parts: Partial<DesignInput['requirement']>) =>
    first({ requirement: { ...plain, ...parts } });
  const lineOf = (parts: Partial<DesignInput['requirement']>, id: string) =>
    promising(parts).compliance.find((line) => line.id === id);
  const longest = Math.max(
    ...first()
      .routes.filter(({ role }) => role === 'primary')
      .map(({ roundTripUs }) => roundTripUs),
  );

  test('a round trip is held against the routes; the rest is measured at turn-up', () => {
    const level = {
      maximumRttUs: 1_000,
      maximumLossPercent: 0.1,
      maximumJitterUs: 2_500,
      maximumInterruptionMs: 300,
    };
    const design = promising({ serviceLevel: level });
    expect(longest).toBeGreaterThan(1_000);
    expect(design.compliant).toBe(false);
    expect(openGatesOf(design).map(({ code }) => code)).toContain('NOT_COMPLIANT');
    expect(
      design.compliance.flatMap(({ id, target, value, met, priority }) =>
        ['ROUND_TRIP', 'LOSS', 'JITTER', 'INTERRUPTION'].includes(id)
          ? [[id, target, value, met, priority]]
          : [],
      ),
    ).toEqual([
      ['ROUND_TRIP', 'at most 1 ms', `${longest / 1_000} ms`, false, 'must'],
      ['LOSS', 'at most 0.1 %', 'measured at turn-up', true, 'must'],
      ['JITTER', 'at most 2.5 ms', 'measured at turn-up', true, 'must'],
      ['INTERRUPTION', 'at most 300 ms', 'measured at turn-up', true, 'must'],
    ]);
    expect(lineOf({ serviceLevel: { maximumRttUs: longest } }, 'ROUND_TRIP')).toMatchObject({ met: true });
    expect(lineOf({ serviceLevel: { maximumRttUs: longest - 1 } }, 'ROUND_TRIP')).toMatchObject({
      met: false,
    });
    expect(lineOf({ serviceLevel: { maximumRttUs: longest } }, 'ROUND_TRIP_FAILOVER')).toMatchObject({
      priority: 'should',
    });
  });

  test('a pair with a bound of its own keeps that, and a class what it says itself', () => {
    const bounded = promising({
      ...(latencyBounds && { latencyBounds }),
      serviceLevel: { maximumRttUs: 17_900 },
    });
    expect(bounded.compliant).toBe(true);
    const [voice = expect.fail(), ...others] = classesOfFlagship;
    const classes = [{ ...voice, serviceLevel: { maximumRttUs: 2_000 } }, ...others];
    expect(lineOf({ classesOfService: classes }, 'ROUND_TRIP:voice')).toMatchObject({ met: false });
  });

  test('is watched at every site: three objectives, and one of each by class where there are classes', () => {
    const promised = {
      serviceLevel: { maximumRttUs: 20_000, maximumLossPercent: 0.1 },
      sites: flagship.requirement.sites.map((site) => ({ ...site, availabilityPercent: 99 })),
    };
    const { qualityObjectives = [] } = promising(promised);
    expect(qualityObjectives).toHaveLength(9);
    expect(
      qualityObjectives
        .filter(({ site }) => site === 'MERIDIAN-LDS')
        .map(({ parameter, target, threshold, unit }) => [parameter, target, threshold, unit]),
    ).toEqual([
      ['availability', 99, 99.2, '%'],
      ['roundTrip', 20_000, 16_000, 'us'],
      ['loss', 0.1, 0.08, '%'],
    ]);
    const [voice = expect.fail(), business = expect.fail()] = classesOfFlagship;
    const byClass = promising({
      ...promised,
      classesOfService: [
        { ...voice, sharePercent: 40, serviceLevel: { maximumLossPercent: 0.01 } },
        { ...business, sharePercent: 60 },
      ],
    });
    expect(
      (byClass.qualityObjectives ?? [])
        .filter(({ site }) => site === 'MERIDIAN-ABZ')
        .map(({ parameter, target }) => [parameter, target]),
    ).toEqual([
      ['availability', 99],
      ['roundTrip@voice', 20_000],
      ['loss@voice', 0.01],
      ['roundTrip@business', 20_000],
      ['loss@business', 0.1],
    ]);
  });
});

describe('risks of a term', () => {
  test('are of its months as the calendar has them', () => {
    const rule = {
      code: 'OLD_NODE',
      kind: 'risk' as const,
      text: 'The node is given up within the term',
      when: { var: 'nodeEndOfLifeInTerm' },
      effect: { probability: 1 },
    };
    const ending = (endOfLife: string) =>
      first({
        riskRules: [rule],
        network: networkAt({
          ...networkRecords,
          nodes: networkRecords.nodes.map((node) => (node.name === 'PE-LDS' ? { ...node, endOfLife } : node)),
        }),
      }).risks.map(({ site }) => site);
    // 36 months from 5 May 2027; thirty days each would end on 19 April 2030.
    expect(ending('2030-05-04')).toEqual(['MERIDIAN-LDS']);
    expect(ending('2030-05-05')).toEqual([]);
  });
});
