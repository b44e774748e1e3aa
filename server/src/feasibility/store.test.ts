import { beforeAll, describe, expect, test } from 'vitest';
import { RefusalError } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { evaluateFeasibility } from './evaluate.ts';
import { stateOfItems } from './rules.ts';
import {
  createQualification,
  getQualification,
  listQualifications,
  lockQualification,
  qualificationByExternalId,
  saveItems,
  setEstimatedResponse,
} from './store.ts';
import { input, requirement } from './testing/flagship.ts';
import type { NewQualification, Qualification, QualificationItem } from './types.ts';

const { database } = await testDatabase();
const { sql } = database;
const answer = evaluateFeasibility(input());

const asked = (id: string, parts: Partial<NewQualification> = {}): NewQualification => ({
  id,
  number: `SQ-${id}`,
  form: 'check',
  externalId: null,
  description: null,
  customer: 'MERIDIAN',
  provideAlternative: true,
  provideReason: true,
  reserve: false,
  requestedBy: 'sally',
  relatedParty: [],
  expectedAt: null,
  items: ['1', '2'].map((item) => ({
    item,
    service: { '@type': 'Service', name: 'vpn' },
    requirement,
    requirementHash: 'abc',
    expectedAvailabilityAt: '2027-05-07T00:00:00.000Z',
  })),
  ...parts,
});
const create = (tenant: string, given: NewQualification) =>
  database.transaction((tx) => createQualification(tx, tenant, given));
const save = (tenant: string, id: string, change: (found: Qualification) => QualificationItem[]) =>
  database.transaction(async (tx) => {
    const found = (await lockQualification(tx, tenant, id)) ?? expect.fail();
    return await saveItems(tx, tenant, found, change(found));
  });

beforeAll(async () => {
  await sql`insert into tenant (tenant, name) values ('one', 'One'), ('two', 'Two')`;
  await sql`update domain_clock set mode = 'simulated', at = '2027-02-22T09:00:00Z'`;
});

describe('stored qualifications', () => {
  test('from asked to answered, item by item, with the version that was searched', async () => {
    await create('one', asked('a'));
    expect(await getQualification(sql, 'one', 'a')).toMatchObject({
      state: 'acknowledged',
      createdAt: '2027-02-22T09:00:00.000Z',
      effectiveAt: null,
      items: [
        { item: '1', state: 'acknowledged', requirement, answer: null, errors: [], reservationRules: [] },
        { item: '2', expectedAvailabilityAt: '2027-05-07T00:00:00.000Z' },
      ],
    });
    const first = await save('one', 'a', ({ items }) =>
      items.slice(0, 1).map((item) => ({ ...item, state: 'done' as const, answer, design: 'd-1' })),
    );
    expect(first).toBe('inProgress');
    await database.transaction((tx) => setEstimatedResponse(tx, 'one', 'a', '2027-02-23T09:00:00.000Z'));
    const second = await save('one', 'a', ({ items }) =>
      items.slice(1).map((item) => ({ ...item, state: 'done' as const, answer })),
    );
    expect(second).toBe('done');
    const done = await getQualification(sql, 'one', 'a');
    expect(done).toMatchObject({ state: 'done', version: 4, effectiveAt: '2027-02-22T09:00:00.000Z' });
    expect(done?.items[0]).toMatchObject({ answer, design: 'd-1' });
    const [row] = await sql`select result, network_version, valid_until from service_qualification_item
      where tenant = 'one' and qualification = 'a' and item = '1'`;
    expect(row).toEqual({
      result: 'qualified',
      network_version: 12,
      valid_until: '2027-03-26T17:00:00.000Z',
    });
  });

  test('an answer is never taken back', async () => {
    await create('one', asked('b', { items: asked('b').items.slice(0, 1) }));
    await save('one', 'b', ({ items }) => items.map((item) => ({ ...item, state: 'done' as const, answer })));
    const again = save('one', 'b', ({ items }) =>
      items.map((item) => ({ ...item, state: 'inProgress' as const })),
    );
    await expect(again).rejects.toThrow(RefusalError);
    expect((await getQualification(sql, 'one', 'b'))?.state).toBe('done');
  });

  test('done without an answer, or an error without words, is impossible even by mistake', async () => {
    await create('one', asked('c'));
    const empty = save('one', 'c', ({ items }) => items.map((item) => ({ ...item, state: 'done' as const })));
    await expect(empty).rejects.toThrow(/check constraint/);
    const mute = save('one', 'c', ({ items }) =>
      items.map((item) => ({ ...item, state: 'terminatedWithError' as const })),
    );
    await expect(mute).rejects.toThrow(/check constraint/);
  });

  test('one question per requester and external id; another tenant sees and hinders nothing', async () => {
    await create('one', asked('d', { externalId: 'X-1' }));
    await expect(create('one', asked('e', { externalId: 'X-1' }))).rejects.toThrow(/unique/);
    await create('one', asked('f', { externalId: 'X-1', requestedBy: 'other' }));
    await create('two', asked('d', { externalId: 'X-1' }));
    expect((await qualificationByExternalId(sql, 'one', 'sally', 'X-1'))?.id).toBe('d');
    expect(await qualificationByExternalId(sql, 'two', 'other', 'X-1')).toBeUndefined();
    expect(await getQualification(sql, 'two', 'a')).toBeUndefined();
  });

  test('lists by filter, newest first, with the count of all', async () => {
    await sql`update domain_clock set at = '2027-02-23T09:00:00Z'`;
    await create('two', asked('late', { customer: 'OTHER' }));
    const page = await listQualifications(sql, 'two', { form: 'check', limit: 1, offset: 0 });
    expect(page.total).toBe(2);
    expect(page.qualifications.map((one) => one.id)).toEqual(['late']);
    const other = await listQualifications(sql, 'two', {
      form: 'check',
      customer: 'MERIDIAN',
      limit: 10,
      offset: 0,
    });
    expect(other).toMatchObject({
      total: 1,
      qualifications: [{ id: 'd', items: [{ item: '1' }, { item: '2' }] }],
    });
  });

  test('two that answer at once do not lose each other’s item', async () => {
    await create('one', asked('race'));
    const answered = (at: number) => (found: Qualification) =>
      found.items.slice(at, at + 1).map((item) => ({ ...item, state: 'done' as const, answer }));
    const states = await Promise.all([save('one', 'race', answered(0)), save('one', 'race', answered(1))]);
    expect(states.sort()).toEqual(['done', 'inProgress']);
    expect((await getQualification(sql, 'one', 'race'))?.state).toBe('done');
  });
});

test('the whole is done when all items are, given up when one was and none is open', () => {
  expect(stateOfItems(['acknowledged', 'acknowledged'])).toBe('acknowledged');
  expect(stateOfItems(['acknowledged', 'done'])).toBe('inProgress');
  expect(stateOfItems(['terminatedWithError', 'inProgress'])).toBe('inProgress');
  expect(stateOfItems(['terminatedWithError', 'done'])).toBe('terminatedWithError');
  expect(stateOfItems(['done', 'done'])).toBe('done');
});
