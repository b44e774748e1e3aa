import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const designs = '/turnup/v1/serviceDesign';

describe('sections of a design', () => {
  let system: TestSystem;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);

  const designOpenedFor = async (id: string): Promise<string> => {
    const list = (await as('readOnly', 'GET', designs)).body;
    return `${designs}/${list.find((one: { openedFor: { id: string } }) => one.openedFor.id === id).id}`;
  };
  const asked = internetOrder('ALDER-MAN', 'ALDER', { cpe: 'customerOwned', availabilityPercent: 99.5 });
  let committed = '';

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const placed = await as('orderStaff', 'POST', orders, asked);
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    committed = await designOpenedFor(placed.body.id);
  }, 60_000);

  it('say by policy how each site is operated and watched', async () => {
    const { body } = await as('readOnly', 'GET', committed);
    expect(body.operationalMethod).toEqual([
      {
        site: 'ALDER-MAN',
        monitoring: expect.stringContaining('ALDER-MAN every 60 s'),
        managementAccess: expect.stringContaining('SSH with keys'),
        supportHours: expect.any(String),
        repair: expect.any(String),
        backupAndRestore: expect.any(String),
        failover: expect.any(String),
        runbook: 'RB-SITE-SINGLE: loss of a single-legged site',
      },
    ]);
    expect(body.qualityObjectives).toEqual([
      {
        site: 'ALDER-MAN',
        parameter: 'availability',
        objective: 'Availability of ALDER-MAN over a period',
        comparator: 'atLeast',
        target: 99.5,
        threshold: 99.6,
        unit: '%',
        period: 'P1M',
        tolerance: 0.01,
        graceMinutes: 5,
        measuringPoint: 'ALDER-MAN CPE',
      },
    ]);
  });

  it('are remarked on by those who may; a remark keeps its version and is settled, never lost', async () => {
    const path = `${committed}/comment`;
    expect((await as('readOnly', 'POST', path, { text: 'too dear' })).status).toBe(403);
    expect((await as('designAuthority', 'POST', path, { text: '' })).status).toBe(400);
    const { status, body } = await as('designAuthority', 'POST', path, {
      text: 'too dear',
      part: 'business',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 1, part: 'business', text: 'too dear', author: 'designAuthority' });
    const settled = await as('solutionEngineer', 'POST', `${path}/${body.id}/settle`);
    expect(settled.body).toMatchObject({ id: body.id, settledBy: 'solutionEngineer' });
    const reopened = await as('designAuthority', 'POST', `${path}/${body.id}/reopen`);
    expect(reopened.body.settledBy).toBeUndefined();
    expect((await as('readOnly', 'GET', path)).body).toEqual([reopened.body]);
    expect((await as('solutionEngineer', 'POST', `${path}/nothing/settle`)).status).toBe(404);
    expect((await as('solutionEngineer', 'POST', `${designs}/nothing/comment`, { text: 'x' })).status).toBe(
      404,
    );
  });

  it('refuse a threshold looser than its target, another unit, and another site, with every place', async () => {
    const [objective] = (await as('readOnly', 'GET', committed)).body.qualityObjectives;
    const before = (await as('readOnly', 'GET', committed)).headers.get('etag');
    const wrong = await as('solutionEngineer', 'PATCH', committed, {
      operationalMethod: [{ site: 'ALDER-XYZ', runbook: 'RB-1' }],
      qualityObjectives: [
        { ...objective, threshold: 99.4 },
        { ...objective, unit: 'us' },
        { ...objective, parameter: 'mood' },
      ],
    });
    expect(wrong.status).toBe(422);
    expect(wrong.body.code).toBe('INVALID_SECTION');
    expect(wrong.body.faults).toEqual([
      { path: '/operationalMethod/0/site', message: 'ALDER-XYZ is not a site of this design' },
      {
        path: '/qualityObjectives/0/threshold',
        message: 'the threshold 99.4 is looser than the target 99.5 and would warn too late',
      },
      { path: '/qualityObjectives/1/unit', message: 'availability is measured in %, not us' },
      expect.objectContaining({ path: '/qualityObjectives/2/parameter' }),
      expect.objectContaining({ path: '/qualityObjectives/2/comparator' }),
    ]);
    expect((await as('readOnly', 'GET', committed)).headers.get('etag')).toBe(before);
  });

  it('a committed design with blanks is refused with the list, and approved once they are written', async () => {
    const blanked = await as('solutionEngineer', 'PATCH', committed, {
      operationalMethod: [{ site: 'ALDER-MAN', runbook: '', monitoring: ' ' }],
      reason: 'to be agreed with the customer',
    });
    expect(blanked.status, JSON.stringify(blanked.body)).toBe(200);
    await as('solutionEngineer', 'POST', `${committed}/submit`);
    const refused = await as('designAuthority', 'POST', `${committed}/approve`, {});
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('SECTION_BLANK');
    expect(refused.body.faults).toEqual([
      { path: '/operationalMethod/ALDER-MAN/monitoring', message: 'is blank' },
      { path: '/operationalMethod/ALDER-MAN/runbook', message: 'is blank' },
    ]);
    const written = await as('solutionEngineer', 'PATCH', committed, {
      operationalMethod: [{ site: 'ALDER-MAN', runbook: 'RB-77', monitoring: 'Every minute' }],
    });
    expect(written.body.operationalMethod[0]).toMatchObject({ runbook: 'RB-77', monitoring: 'Every minute' });
    expect((await as('designAuthority', 'POST', `${committed}/approve`, {})).body.state).toBe('approved');
    const late = await as('solutionEngineer', 'PATCH', committed, {
      operationalMethod: [{ site: 'ALDER-MAN', runbook: '' }],
    });
    expect([late.status, late.body.code]).toEqual([409, 'INVALID_STATE']);
  });

  it('a feasibility may be approved with blanks; what was written comes along to the next version', async () => {
    const [item] = asked.serviceOrderItem;
    const sites = [{ site: 'ALDER-MAN', bandwidthKbps: 50_000, access: 'single', cpe: 'customerOwned' }];
    const service = {
      ...item?.service,
      serviceCharacteristic: [
        { name: 'topology', value: 'internet' },
        { name: 'sites', value: sites },
      ],
    };
    const question = await as('sales', 'POST', questions, {
      relatedParty: asked.relatedParty,
      serviceQualificationItem: [{ id: '1', service }],
    });
    const feasible = await designOpenedFor(question.body.id);
    await as('solutionEngineer', 'PATCH', feasible, {
      operationalMethod: [{ site: 'ALDER-MAN', runbook: '' }],
    });
    const again = await as('solutionEngineer', 'POST', `${feasible}/recompose`, {});
    expect(again.body.written.operationalMethod).toEqual([{ site: 'ALDER-MAN', runbook: '' }]);
    const difference = await as('readOnly', 'GET', `${feasible}/difference?from=1&to=2`);
    expect(difference.body).toEqual([]);
    await as('solutionEngineer', 'PATCH', feasible, {
      operationalMethod: [{ site: 'ALDER-MAN', runbook: 'RB-9' }],
    });
    expect((await as('readOnly', 'GET', `${feasible}/difference?from=1&to=2`)).body).toEqual([
      { path: 'operationalMethod/ALDER-MAN/runbook', before: '', after: 'RB-9' },
    ]);
    expect((await as('readOnly', 'GET', `${feasible}/difference?from=1&to=3`)).status).toBe(404);
    await as('solutionEngineer', 'POST', `${feasible}/submit`);
    expect((await as('designAuthority', 'POST', `${feasible}/approve`, {})).body.state).toBe('approved');
  });
});
