import type { DesignAlternative, PlannedActivity, ServiceRequirement } from '@turnup/contract';
import { describe, expect, test } from 'vitest';
import { efficiencyOf } from './efficiency.ts';
import { siteBusiness } from './siteBusiness.ts';
import { defaultPolicies } from './types.ts';

const activity = (
  key: string,
  site: string | undefined,
  finishDate: string,
  tasks: string[],
  kind: 'system' | 'team' = 'team',
): PlannedActivity => ({
  key,
  template: key,
  name: key,
  ...(site !== undefined && { site }),
  owner: { kind },
  calendar: 'england',
  durationWorkingDays: 1,
  after: [],
  tasks,
  process: '1.4.5.4',
  startDate: finishDate,
  finishDate,
  latestFinishDate: finishDate,
  slackWorkingDays: 0,
  critical: true,
});

const activities = [
  activity('SURV_A', 'A', '2027-03-03', ['work:survey']),
  activity('INST_A', 'A', '2027-04-21', ['work:install', 'cpe:configure']),
  activity('CONN_A', 'A', '2027-04-23', ['work:connect']),
  activity('INST_B', 'B', '2027-04-26', ['work:install']),
  activity('CONFIG', undefined, '2027-04-27', ['network:configure'], 'system'),
  activity('TEST', undefined, '2027-04-28', ['service:test'], 'system'),
];

describe('the business case site by site', () => {
  const line = (site: string | undefined, totalMinor: number, charge: 'capex' | 'monthly') => ({
    ...(site !== undefined && { site }),
    item: 'X',
    description: 'x',
    quantity: 1,
    unitMinor: totalMinor,
    totalMinor,
    charge,
  });
  const billOfMaterials: DesignAlternative['billOfMaterials'] = [
    line('A', 700_001, 'capex'),
    line('B', 250_000, 'capex'),
    line(undefined, 100_000, 'capex'),
    line('A', 20_000, 'monthly'),
    line(undefined, 10_001, 'monthly'),
  ];
  const terms = {
    currency: 'GBP',
    termMonths: 12,
    oneOffChargeMinor: 90_000,
    monthlyChargeMinor: 150_000,
    budgetMinor: 1_000_000,
    budgetTolerancePercent: 0,
  };
  const plan = { startDate: '2027-03-01', finishDate: '2027-05-05', activities } as never;

  test.each([
    [1_000_000, 500_000],
    [300_000, 200_000],
    [1, 2],
  ])('by bandwidths of %i and %i: the sites together are the whole', (first, second) => {
    const requirement = {
      sites: [
        { site: 'A', bandwidthKbps: first },
        { site: 'B', bandwidthKbps: second },
      ],
    } as unknown as ServiceRequirement;
    const policies = { ...defaultPolicies, annualRatePercent: 0 };
    const [a, b] = siteBusiness(terms, { billOfMaterials, plan }, { requirement, policies });
    if (a === undefined || b === undefined) throw new Error('two sites have two cases');
    const part = first / (first + second);
    expect(a.capexMinor + b.capexMinor).toBe(1_050_001);
    expect(a.monthlyCostMinor + b.monthlyCostMinor).toBe(30_001);
    expect(a.oneOffChargeMinor + b.oneOffChargeMinor).toBe(90_000);
    expect(a.monthlyChargeMinor + b.monthlyChargeMinor).toBe(150_000);
    expect(Math.abs(a.capexMinor - (700_001 + 100_000 * part))).toBeLessThan(1);
    // Without interest the value is twelve margins less what is invested.
    expect(a.npvMinor).toBe(12 * a.monthlyMarginMinor - (a.capexMinor - a.oneOffChargeMinor));
    expect(a).toMatchObject({ readyDate: '2027-04-23', timeToRevenueDays: 53 });
    expect(b).toMatchObject({ readyDate: '2027-04-26', timeToRevenueDays: 56 });
  });
});

test('two visits to one site in one week could be one; what goes by itself is counted', () => {
  expect(efficiencyOf(activities)).toEqual({
    tasks: 7,
    automatedTasks: 2,
    automatedPercent: 28.6,
    visits: 4,
    mergeable: [{ site: 'A', weekOf: '2027-04-19', activities: ['CONN_A', 'INST_A'] }],
    visitsMerged: 3,
  });
});
