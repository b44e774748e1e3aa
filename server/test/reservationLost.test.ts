import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, internetOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const designs = '/turnup/v1/serviceDesign';

describe('a design whose reservation expires', () => {
  let system: TestSystem;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const always = {
      code: 'RES-ALWAYS',
      kind: 'reservation',
      text: 'Whatever is answered is kept for an hour',
      when: { '==': [{ var: 'commitment' }, 'verdict'] },
      effect: { holdMinutes: 60 },
    };
    const loaded = await as('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'rule',
      records: [always],
    });
    expect(loaded.status).toBe(200);
  }, 60_000);

  it('is told: an open gate with what was lost, once, until it is composed anew; the question forgets it', async () => {
    const { serviceOrderItem, relatedParty } = internetOrder('ALDER-MAN', 'ALDER', { cpe: 'customerOwned' });
    const [item] = serviceOrderItem;
    const asked = await as('sales', 'POST', questions, {
      relatedParty,
      serviceQualificationItem: [{ id: '1', service: item?.service }],
    });
    expect(asked.status, JSON.stringify(asked.body)).toBeLessThan(300);
    const reserved = (await as('readOnly', 'GET', `/turnup/v1/reservation?ownerId=${asked.body.id}`)).body[0];
    expect(reserved).toMatchObject({
      state: 'reserved',
      holdUntil: '2027-02-15T10:00:00.000Z',
      decision: { rules: [{ rule: 'RES-ALWAYS', facts: { commitment: 'verdict' } }] },
    });
    const list = (await as('readOnly', 'GET', designs)).body;
    const design = list.find((one: { openedFor: { id: string } }) => one.openedFor.id === asked.body.id);
    expect(design.openGates).toEqual([]);

    await as('simulation', 'PATCH', '/turnup/v1/simulation/clock', { now: '2027-02-15T10:00:00.000Z' });
    const flagged = await eventually('the flag', async () => {
      const { body } = await as('readOnly', 'GET', `${designs}/${design.id}`);
      return body.openGates.length > 0 ? body : undefined;
    });
    expect(flagged.openGates).toEqual([
      expect.objectContaining({
        code: 'RESERVATION_LOST',
        message: expect.stringContaining('free for others since 2027-02-15T10:00:00.000Z: port '),
        parameters: { reservation: reserved.id, expiredAt: '2027-02-15T10:00:00.000Z' },
      }),
    ]);
    expect(flagged.state).toBe(design.state);
    const rows = await system.database.sql<{ type: string; count: number }>`
      select type, count(*) as count from event
       where (type = 'ReservationExpiredEvent' and aggregate_id = ${reserved.id})
          or (type = 'ServiceDesignAttributeValueChangeEvent' and aggregate_id = ${design.id})
          or (type = 'CheckServiceQualificationAttributeValueChangeEvent' and aggregate_id = ${asked.body.id})
       group by type order by type`;
    expect(rows.map(({ type, count }) => `${type} ${count}`)).toEqual([
      'CheckServiceQualificationAttributeValueChangeEvent 1',
      'ReservationExpiredEvent 1',
      'ServiceDesignAttributeValueChangeEvent 1',
    ]);
    const [{ plan }] = flagged.alternatives;
    const activity = plan.activities.find(
      ({ durationWorkingDays: days }: { durationWorkingDays: number }) => days > 0,
    );
    const edited = await as('solutionEngineer', 'POST', `${designs}/${design.id}/planEdit`, {
      reason: 'two days more',
      changes: [
        { change: 'set', activity: activity.key, durationWorkingDays: activity.durationWorkingDays + 2 },
      ],
    });
    expect(edited.body.openGates, JSON.stringify(edited.body)).toEqual(flagged.openGates);

    const again = await as('solutionEngineer', 'POST', `${designs}/${design.id}/recompose`, {});
    expect(again.status, JSON.stringify(again.body)).toBe(200);
    expect(again.body.openGates.map((gate: { code: string }) => gate.code)).not.toContain('RESERVATION_LOST');
  });
});
