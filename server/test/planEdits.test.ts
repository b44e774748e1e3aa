import { beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from './demo.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const designs = '/turnup/v1/serviceDesign';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** England's working days of the months that the plans run in, counted without the system. */
const holidays = new Set(['2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30']);
function workingDaysAfter(date: string, count: number): string {
  let day = Date.parse(`${date}T12:00:00Z`);
  for (let left = count; left > 0; ) {
    day += 86_400_000;
    const text = new Date(day).toISOString().slice(0, 10);
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !holidays.has(text)) left--;
  }
  return new Date(day).toISOString().slice(0, 10);
}

describe('an implementation plan is edited', () => {
  let system: TestSystem;
  let people: People;
  let design: Row;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const done = async (account: string, method: string, path: string, body?: unknown): Promise<Row> => {
    const answer = await as(account, method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const edit = (changes: unknown[], reason = 'because') =>
    as('solutionEngineer', 'POST', `${designs}/${design.id}/planEdit`, { reason, changes });
  const chosen = (body: Row) => body.alternatives.find(({ id }: Row) => id === body.chosenAlternative);
  const activity = (body: Row, key: string) =>
    chosen(body).plan.activities.find((each: Row) => each.key === key);
  const service = {
    serviceSpecification: { id: 'L3VPN' },
    serviceCharacteristic: [
      { name: 'topology', value: 'anyToAny' },
      {
        name: 'sites',
        value: ['MERIDIAN-LDS', 'MERIDIAN-BHM'].map((site, index) => ({
          site,
          bandwidthKbps: 200_000,
          access: 'single',
          cpe: 'managed',
          lanPrefixes: [`10.7${index}.0.0/24`],
        })),
      },
      {
        name: 'latencyBounds',
        value: [{ from: 'MERIDIAN-LDS', to: 'MERIDIAN-BHM', maximumRttUs: 30_000 }],
      },
      {
        name: 'commercial',
        value: {
          currency: 'GBP',
          termMonths: 24,
          oneOffChargeMinor: 500_000,
          monthlyChargeMinor: 200_000,
          budgetMinor: 3_000_000,
          budgetTolerancePercent: 0,
        },
      },
    ],
  };

  beforeAll(async () => {
    system = await testSystem({ now: '2027-03-01T09:00:00.000Z' });
    people = new People(system);
    await loadDemo(system);
    const { id } = await done('sales', 'POST', questions, {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceQualificationItem: [{ id: '1', service }],
    });
    await people.quiet();
    const question = await done('readOnly', 'GET', `${questions}/${id}`);
    design = await done('readOnly', 'GET', `${designs}/${question.serviceQualificationItem[0].designId}`);
  }, 90_000);

  it('nonsense is refused with its place, and changes nothing', async () => {
    const faults = async (change: object) => {
      const answer = await edit([change]);
      expect(answer, JSON.stringify(answer.body)).toMatchObject({
        status: 422,
        body: { code: 'INVALID_PLAN_EDIT' },
      });
      return answer.body.faults.map(({ path }: Row) => path);
    };
    const set = { change: 'set', activity: 'CPE_SHIP' };
    expect(await faults({ ...set, threePoint: { best: 9, likely: 5, worst: 4 } })).toContain(
      '/changes/0/threePoint/best',
    );
    expect(await faults({ ...set, durationWorkingDays: 0 })).toEqual(['/changes/0/durationWorkingDays']);
    expect(await faults({ ...set, owner: { kind: 'team', code: 'NOBODY' } })).toEqual([
      '/changes/0/owner/code',
    ]);
    expect(await faults({ ...set, calendar: 'atlantis' })).toEqual(['/changes/0/calendar']);
    expect(await faults({ ...set, after: ['APPROVE', 'NOTHING'] })).toEqual(['/changes/0/after/1']);
    expect(await faults({ ...set, notBefore: '2027-02-01' })).toEqual(['/changes/0/notBefore']);
    expect(await faults({ change: 'set', activity: 'NOTHING', durationWorkingDays: 3 })).toEqual([
      '/changes/0/activity',
    ]);
    expect(await faults({ change: 'remove', activity: 'TEST' })).toEqual(['/changes/0/activity']);
    expect((await edit([{ ...set, durationWorkingDays: -1 }])).status).toBe(400);
    expect((await edit([])).status).toBe(400);
    const circle = await edit([{ change: 'set', activity: 'APPROVE', after: ['DESIGN', 'TEST'] }]);
    expect(circle).toMatchObject({ status: 422, body: { code: 'ACTIVITY_CYCLE' } });
    expect(circle.body.message).toMatch(/APPROVE.*TEST|TEST.*APPROVE/);
    expect((await as('sales', 'POST', `${designs}/${design.id}/planEdit`, {})).status).toBeGreaterThanOrEqual(
      400,
    );
    expect((await done('readOnly', 'GET', `${designs}/${design.id}`)).version).toBe(design.version);
  }, 60_000);

  it.each([
    { moreDays: 5, costMinor: 150_000 },
    { moreDays: 11, costMinor: 37_501 },
  ])(
    'shipping $moreDays days longer moves the end, the money and the risks; its undo moves them back',
    async ({ moreDays, costMinor }) => {
      const before = await done('readOnly', 'GET', `${designs}/${design.id}`);
      const { durationWorkingDays } = activity(before, 'CPE_SHIP');
      const answer = await edit(
        [
          {
            change: 'set',
            activity: 'CPE_SHIP',
            durationWorkingDays: durationWorkingDays + moreDays,
            costMinor,
          },
        ],
        'the maker ships by sea',
      );
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const after = answer.body;
      expect(after.version).toBe(before.version + 1);
      const ship = activity(after, 'CPE_SHIP');
      const ends = (body: Row) => chosen(body).plan.finishDate;
      expect(ship.finishDate).toBe(workingDaysAfter(ship.startDate, durationWorkingDays + moreDays));
      // Install, test, acceptance and activation follow: one, one, two and one working days.
      expect(ends(after)).toBe(workingDaysAfter(ship.finishDate, 5));
      expect(chosen(after).capexMinor - chosen(before).capexMinor).toBe(costMinor);
      expect(chosen(after).budget.actualMinor).toBe(chosen(after).capexMinor);
      expect(chosen(after).business.netInvestmentMinor - chosen(before).business.netInvestmentMinor).toBe(
        costMinor,
      );
      const days = (Date.parse(ends(after)) - Date.parse(ends(before))) / 86_400_000;
      expect(chosen(after).business.timeToRevenueDays - chosen(before).business.timeToRevenueDays).toBe(days);
      const difference = await done(
        'readOnly',
        'GET',
        `${designs}/${design.id}/difference?from=${before.version}&to=${after.version}`,
      );
      const told = new Map(difference.map((one: Row) => [one.path, one]));
      expect(told.get(`plan/edits/${after.version}`)).toMatchObject({
        before: null,
        after: 'solutionEngineer: the maker ships by sea',
      });
      expect(told.get('plan/finishDate')).toMatchObject({ before: ends(before), after: ends(after) });
      expect(told.has('plan/activities/CPE_SHIP')).toBe(true);

      // Composed anew, the edit stands.
      const again = await done('solutionEngineer', 'POST', `${designs}/${design.id}/recompose`, {});
      expect(ends(again)).toBe(ends(after));
      const undone = await done('solutionEngineer', 'POST', `${designs}/${design.id}/planEdit/undo`, {
        reason: 'it flies after all',
      });
      expect(ends(undone)).toBe(ends(before));
      expect(chosen(undone).capexMinor).toBe(chosen(before).capexMinor);
      expect(undone.written.planEdits).toEqual([]);
    },
    60_000,
  );

  it('nothing is left to undo', async () => {
    const none = await as('solutionEngineer', 'POST', `${designs}/${design.id}/planEdit/undo`, {
      reason: 'x',
    });
    expect(none).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_UNDO' } });
  });

  it('work is added between other work and taken out again; P50 and P80 follow its three points', async () => {
    const before = await done('readOnly', 'GET', `${designs}/${design.id}`);
    const team = activity(before, 'CPE_SHIP').owner.code;
    const crane = {
      change: 'add',
      activity: 'CRANE',
      name: 'Crane for the cabinet',
      site: 'MERIDIAN-LDS',
      owner: { kind: 'team', code: team },
      durationWorkingDays: 6,
      threePoint: { best: 4, likely: 6, worst: 14 },
      after: ['CPE_SHIP'],
      before: ['INST_LDS'],
      costMinor: 60_000,
    };
    const answer = await edit([crane], 'the roof is the only way in');
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { plan } = chosen(answer.body);
    expect(plan.criticalPath).toContain('CRANE');
    expect(plan.finishDate).toBe(workingDaysAfter(activity(answer.body, 'CPE_SHIP').finishDate, 6 + 5));
    expect(plan.confidence.p80WorkingDays).toBeGreaterThan(plan.confidence.p50WorkingDays);
    expect(chosen(answer.body).billOfMaterials).toContainEqual(
      expect.objectContaining({ item: 'PLAN:CRANE', totalMinor: 60_000 }),
    );
    const out = await edit([{ change: 'remove', activity: 'CRANE' }], 'it fits through the door');
    expect(out.status, JSON.stringify(out.body)).toBe(200);
    expect(chosen(out.body).plan.finishDate).toBe(chosen(before).plan.finishDate);
    expect(activity(out.body, 'INST_LDS').after).not.toContain('CRANE');
  }, 60_000);

  it('the order that delivers it follows: its plan and its forecast', async () => {
    const order = await done('orderStaff', 'POST', orders, {
      externalId: 'CRM-EDIT',
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      externalReference: [{ id: design.id, externalReferenceType: 'serviceDesign' }],
      serviceOrderItem: [{ id: '1', action: 'add', service }],
    });
    await people.quiet();
    const before = await done('readOnly', 'GET', `${orders}/${order.id}`);
    const present = await done('readOnly', 'GET', `${designs}/${design.id}`);
    expect(present.mode).toBe('committed');
    const { durationWorkingDays } = activity(present, 'CPE_SHIP');
    const answer = await edit(
      [{ change: 'set', activity: 'CPE_SHIP', durationWorkingDays: durationWorkingDays + 7 }],
      'strike in the port',
    );
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const after = await done('readOnly', 'GET', `${orders}/${order.id}`);
    expect(after.expectedCompletionDate).toBe(
      workingDaysAfter(before.expectedCompletionDate.slice(0, 10), 7) +
        before.expectedCompletionDate.slice(10),
    );
    const plan = await done('readOnly', 'GET', `/turnup/v1/serviceOrder/${order.id}/plan`);
    expect(plan.activities.find(({ key }: Row) => key === 'CPE_SHIP').durationWorkingDays).toBe(
      durationWorkingDays + 7,
    );
    expect(JSON.stringify(after.note)).toContain('strike in the port');
  }, 60_000);
});
