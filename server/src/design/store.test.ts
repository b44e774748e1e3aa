import type { ServiceDesign } from '@turnup/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Result, unwrap } from '../foundation/result.ts';
import * as flagship from '../foundation/testing/flagship.ts';
import { sqlState, type Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { testDatabase } from '../platform/testing/database.ts';
import {
  approve,
  chooseAlternative,
  commitDesign,
  composeDesign,
  designTag,
  designVersions,
  findDesign,
  listDesigns,
  matchingDesign,
  openDesign,
  recompose,
  reject,
  requirementHash,
  submitForReview,
  supersede,
} from './index.ts';
import { designInput } from './testing/flagship.ts';
import type { DesignPorts } from './types.ts';

const { database } = await testDatabase();
const composition = unwrap(composeDesign(designInput()));
const [cheaper, sooner] = composition.alternatives.map(({ id }) => id);
const hash = requirementHash(flagship.requirement);
const classification = { route: 'special' as const, fired: [] };
const permissions = {
  waiverPermissions: { BUDGET_BREACH: 'budget:waive' },
  authorities: ['budget:waive'],
  mandatory: { feasibility: [], committed: [] },
};
const told: Fact[] = [];
let tenant = '';
let numbers = 0;
const ports: DesignPorts = {
  ids: newId,
  number: async () => `D-${++numbers}`,
  record: async (_tx, _tenant, facts) => {
    told.push(...facts);
  },
};

beforeEach(() => {
  tenant = newId();
  told.length = 0;
});

const inTransaction = <Value>(work: (tx: Transaction) => Promise<Value>) => database.transaction(work);
const open = (parts: Partial<Parameters<typeof openDesign>[3]> = {}, of = tenant) =>
  inTransaction((tx) =>
    openDesign(tx, of, ports, {
      mode: 'feasibility',
      openedFor: { kind: 'serviceQualification', id: 'q-1' },
      requirement: flagship.requirement,
      classification,
      composition,
      validUntil: '2099-01-01T00:00:00.000Z',
      author: 'ada',
      ...parts,
    }),
  );
const submit = (id: string, author = 'ada') =>
  inTransaction((tx) => submitForReview(tx, tenant, ports, { id, author }));
const approveBy = (id: string, by: string, waivers = ['BUDGET_BREACH']) =>
  inTransaction((tx) =>
    approve(tx, tenant, ports, { id, by, waivers, reason: 'Key customer', ...permissions }),
  );
const commit = (id: string, parts: Partial<Parameters<typeof commitDesign>[3]> = {}) =>
  inTransaction((tx) =>
    commitDesign(tx, tenant, ports, { id, requirement: flagship.requirement, order: 'order-1', ...parts }),
  );
const codeOf = (result: Result<ServiceDesign>) => (result.ok ? result.value.state : result.fault.code);
const match = (at = '2027-03-01T00:00:00.000Z', of = tenant) => matchingDesign(database.sql, of, hash, at);

describe('a design', () => {
  test('is kept as it was opened, with its first alternative chosen and its gates open', async () => {
    const opened = await open();
    expect(opened).toMatchObject({
      version: 1,
      state: 'draft',
      chosenAlternative: cheaper,
      openGates: [{ code: 'BUDGET_BREACH' }],
      requirementHash: hash,
    });
    expect(await findDesign(database.sql, tenant, opened.id)).toEqual(opened);
    expect(told.map(({ type }) => type)).toEqual(['ServiceDesignCreateEvent']);
  });

  test('goes from draft over review to approval by another person', async () => {
    const { id } = await open();
    expect(codeOf(await approveBy(id, 'bob'))).toBe('INVALID_STATE');
    expect(codeOf(await submit(id))).toBe('inReview');
    expect(codeOf(await approveBy(id, 'ada'))).toBe('SELF_APPROVAL');
    expect(codeOf(await approveBy(id, 'bob', []))).toBe('DESIGN_GATE_OPEN');
    expect(codeOf(await approveBy(id, 'bob'))).toBe('approved');
    const approved = await findDesign(database.sql, tenant, id);
    expect(approved?.openGates).toEqual([]);
    expect(approved?.approvals).toEqual([
      {
        by: 'bob',
        at: approved?.updatedAt,
        decision: 'approved',
        reason: 'Key customer',
        waivers: ['BUDGET_BREACH'],
      },
    ]);
    expect(told.map(({ type }) => type)).toEqual([
      'ServiceDesignCreateEvent',
      'ServiceDesignStateChangeEvent',
      'ServiceDesignStateChangeEvent',
    ]);
  });

  test('who chose an alternative may not approve it', async () => {
    const { id } = await open();
    const chosen = await inTransaction((tx) =>
      chooseAlternative(tx, tenant, ports, { id, alternative: sooner ?? '', by: 'eve' }),
    );
    expect(unwrap(chosen).chosenAlternative).toBe(sooner);
    await submit(id);
    expect(codeOf(await approveBy(id, 'eve'))).toBe('SELF_APPROVAL');
    expect(codeOf(await approveBy(id, 'bob'))).toBe('approved');
    const unknown = await inTransaction((tx) =>
      chooseAlternative(tx, tenant, ports, { id, alternative: 'alt-none', by: 'eve' }),
    );
    expect(codeOf(unknown)).toBe('INVALID_STATE');
  });

  test('that is rejected is composed anew as the next version, and the one before is kept', async () => {
    const first = await open();
    await submit(first.id);
    const rejectBy = (reason?: string) =>
      inTransaction((tx) => reject(tx, tenant, ports, { id: first.id, by: 'bob', reason }));
    expect(codeOf(await rejectBy())).toBe('REASON_REQUIRED');
    expect(codeOf(await rejectBy('Too dear'))).toBe('rejected');
    const requirement = { ...flagship.requirement, requestedCompletionDate: '2027-06-30' };
    const next = unwrap(
      await inTransaction((tx) =>
        recompose(tx, tenant, ports, { id: first.id, requirement, classification, composition, by: 'eve' }),
      ),
    );
    expect(next).toMatchObject({ version: 2, state: 'draft', author: 'eve', approvals: [] });
    expect(next.requirementHash).not.toBe(hash);
    const versions = await designVersions(database.sql, tenant, first.id);
    expect(versions.map(({ version, state }) => [version, state])).toEqual([
      [2, 'draft'],
      [1, 'superseded'],
    ]);
    const old = await findDesign(database.sql, tenant, first.id, 1);
    expect(old?.approvals).toMatchObject([{ decision: 'rejected', reason: 'Too dear' }]);
    expect(old?.requirementHash).toBe(hash);
    await submit(first.id, 'eve');
    expect(codeOf(await approveBy(first.id, 'ada'))).toBe('SELF_APPROVAL');
  });

  test('refuses a command on what has changed since it was read', async () => {
    const opened = await open();
    const ifMatch = designTag(opened);
    const submitSeen = () =>
      inTransaction((tx) => submitForReview(tx, tenant, ports, { id: opened.id, author: 'ada', ifMatch }));
    expect(codeOf(await submitSeen())).toBe('inReview');
    expect(codeOf(await submitSeen())).toBe('DESIGN_CHANGED');
    expect(codeOf(await submit('nothing'))).toBe('DESIGN_NOT_FOUND');
  });

  test('without an alternative cannot be submitted; past its end neither submitted nor approved', async () => {
    const none = await open({ composition: { alternatives: [], rejected: [] } });
    expect(codeOf(await submit(none.id))).toBe('NO_ALTERNATIVE');
    const over = await open({ validUntil: '2020-01-01T00:00:00.000Z' });
    expect(codeOf(await submit(over.id))).toBe('DESIGN_EXPIRED');
  });
});

describe('a commitment', () => {
  test('adds a committed draft that another person approves, once', async () => {
    const { id } = await open();
    const committed = unwrap(await commit(id));
    expect(committed).toMatchObject({
      version: 2,
      mode: 'committed',
      state: 'draft',
      chosenAlternative: cheaper,
    });
    expect(unwrap(await commit(id)).version).toBe(2);
    await submit(id, 'eve');
    expect(codeOf(await approveBy(id, 'ada'))).toBe('SELF_APPROVAL');
    expect(codeOf(await approveBy(id, 'bob'))).toBe('approved');
    expect((await match())?.version).toBe(2);
  });

  test('keeps the choice when it is composed for the day of confirmation', async () => {
    const { id } = await open();
    await inTransaction((tx) =>
      chooseAlternative(tx, tenant, ports, { id, alternative: sooner ?? '', by: 'ada' }),
    );
    const later = unwrap(composeDesign(designInput({ startDate: '2027-03-08' })));
    const committed = unwrap(await commit(id, { composition: later }));
    expect(committed.chosenAlternative).toBe(sooner);
    expect(committed.alternatives.find((each) => each.id === sooner)?.plan.startDate).toBe('2027-03-08');
  });

  test('of another requirement, of a rejected design, or of an old one as it was, is refused', async () => {
    const { id } = await open();
    const requirement = { ...flagship.requirement, customer: 'OTHER' };
    expect(codeOf(await commit(id, { requirement }))).toBe('REQUIREMENT_CHANGED');
    await submit(id);
    await inTransaction((tx) => reject(tx, tenant, ports, { id, by: 'bob', reason: 'No' }));
    expect(codeOf(await commit(id))).toBe('INVALID_STATE');
    const over = await open({ validUntil: '2020-01-01T00:00:00.000Z' });
    expect(codeOf(await commit(over.id))).toBe('DESIGN_EXPIRED');
    expect(codeOf(await commit(over.id, { composition }))).toBe('draft');
  });

  test('by many at once makes one version', async () => {
    const { id } = await open();
    const all = await Promise.all(Array.from({ length: 8 }, () => commit(id)));
    expect(new Set(all.map((each) => unwrap(each).version))).toEqual(new Set([2]));
    expect(await designVersions(database.sql, tenant, id)).toHaveLength(2);
  });
});

describe('the matching design', () => {
  test('has that very requirement, stands, and is good at the instant', async () => {
    expect(await match()).toBeUndefined();
    const { id } = await open({ validUntil: '2027-03-29T00:00:00.000Z' });
    expect((await match('2027-03-28T23:59:59.999Z'))?.id).toBe(id);
    expect(await match('2027-03-29T00:00:00.000Z')).toBeUndefined();
    expect(await match(undefined, newId())).toBeUndefined();
    await inTransaction((tx) => supersede(tx, tenant, ports, { id }));
    expect(await match()).toBeUndefined();
  });

  test('is the committed one before a feasibility design; a committed draft is none', async () => {
    const committed = await open({ mode: 'committed', openedFor: { kind: 'serviceOrder', id: 'o-1' } });
    expect(await match()).toBeUndefined();
    await submit(committed.id);
    await approveBy(committed.id, 'bob');
    await open();
    expect((await match())?.id).toBe(committed.id);
  });
});

describe('the store', () => {
  test('lists by state, mode, customer and opener, within the tenant', async () => {
    const one = await open();
    await open({ mode: 'committed', openedFor: { kind: 'serviceOrder', id: 'o-1' } });
    await open({}, newId());
    const page = { limit: 10, offset: 0 };
    const list = (filter: Parameters<typeof listDesigns>[2]) =>
      listDesigns(database.sql, tenant, filter, page);
    expect((await list({})).total).toBe(2);
    expect((await list({ mode: 'feasibility' })).designs.map(({ id }) => id)).toEqual([one.id]);
    expect((await list({ openedFor: { kind: 'serviceOrder', id: 'o-1' } })).total).toBe(1);
    expect((await list({ customer: 'NOBODY' })).total).toBe(0);
    expect((await list({ state: 'approved' })).total).toBe(0);
  });

  test('never rewrites or deletes the content of a version', async () => {
    const { id } = await open();
    const attempt = async (work: Promise<unknown>) => work.then(() => 'done', sqlState);
    expect(
      await attempt(database.sql`update service_design_version set alternatives = '[]' where design = ${id}`),
    ).toBe('23001');
    expect(await attempt(database.sql`delete from service_design_version where design = ${id}`)).toBe(
      '23001',
    );
  });
});
