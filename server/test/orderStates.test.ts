import type { OrderState } from '@turnup/contract';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { finalStates, orderMoves } from '../src/ordering/rollup.ts';
import { miscounted } from '../src/plan/testing/recount.ts';
import { internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type Answer, type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const amendments = '/turnup/v1/serviceOrderAmendment';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

let system: TestSystem;
let people: People;

beforeAll(async () => {
  system = await testSystem({ demo: true });
  people = new People(system, await demoFleet(system));
  await people.hire();
}, 60_000);

/** What may happen to an order, at any moment. */
const deeds = [
  'day',
  'work',
  'amendRate',
  'amendDoor',
  'amendDate',
  'accept',
  'withdraw',
  'cancel',
  'cancelPaying',
  'pause',
  'resume',
  'retryTask',
  'pauseTask',
  'resumeTask',
  'delete',
] as const;
type Deed = (typeof deeds)[number];
const deed = fc.record({ what: fc.constantFrom<Deed>(...deeds, 'day', 'work', 'work'), pick: fc.nat(40) });

const call = (method: string, path: string, body?: object) => system.call('orderStaff', method, path, body);
const noc = (path: string, body: object) => system.call('noc', 'POST', path, body);

async function amend(id: string, site: object): Promise<Answer> {
  const value = [{ site: 'ALDER-MAN', bandwidthKbps: 100_000, access: 'single', cpe: 'managed', ...site }];
  return await call('PATCH', `${orders}/${id}`, {
    serviceOrderItem: [{ id: '1', service: { serviceCharacteristic: [{ name: 'sites', value }] } }],
  });
}

async function decide(id: string, decision: string): Promise<Answer | undefined> {
  const { body } = await call('GET', `${amendments}?serviceOrder=${id}`);
  return body.length === 0 ? undefined : await call('POST', `${amendments}/${body[0].id}/${decision}`);
}

async function onTask(id: string, verb: string, pick: number): Promise<Answer> {
  const { body } = await call('GET', `/turnup/v1/serviceOrder/${id}/plan`);
  const task = body.tasks[pick % body.tasks.length];
  return await noc(`/turnup/v1/task/${task.id}/${verb}`, { reason: 'because' });
}

async function daysOn(days: number): Promise<string> {
  const { body } = await system.call('simulation', 'GET', '/turnup/v1/simulation/clock');
  return new Date(Date.parse(body.now) + days * 86_400_000).toISOString();
}

async function act(id: string, { what, pick }: { readonly what: Deed; readonly pick: number }) {
  switch (what) {
    case 'day':
      await people.day(1 + (pick % 4));
      return undefined;
    case 'work':
      await people.now(pick % 3 === 0 ? { leave: new Set(['install']) } : {});
      return undefined;
    case 'amendRate':
      return await amend(id, { bandwidthKbps: 50_000 * (1 + (pick % 12)) });
    case 'amendDoor':
      return await amend(id, { subAddress: `unit ${pick}` });
    case 'amendDate':
      return await call('PATCH', `${orders}/${id}`, { requestedCompletionDate: await daysOn(60 + pick) });
    case 'accept':
    case 'withdraw':
      return await decide(id, what);
    case 'cancel':
    case 'cancelPaying':
      return await call('POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
        serviceOrder: { id },
        acceptCharges: what === 'cancelPaying' && pick % 3 === 0,
      });
    case 'pause':
    case 'resume':
      return await noc(`/turnup/v1/serviceOrder/${id}/${what}`, { reason: 'because' });
    case 'retryTask':
      return await onTask(id, 'retry', pick);
    case 'pauseTask':
      return await onTask(id, 'pause', pick);
    case 'resumeTask':
      return await onTask(id, 'resume', pick);
    case 'delete':
      return await call('DELETE', `${orders}/${id}`);
  }
}

/** Every state that an order was ever told to be in, in order, is one that follows on the one before. */
async function checkMoves(id: string): Promise<string[]> {
  const rows = await system.database.sql<{ state: OrderState }>`
    select body ->> 'state' as state from event
    where aggregate_kind = 'serviceOrder' and aggregate_id = ${id}
      and type in ('ServiceOrderCreateEvent', 'ServiceOrderStateChangeEvent') order by sequence`;
  const states = rows.map((row) => row.state);
  for (const [index, state] of states.entries()) {
    const before = states[index - 1];
    if (before !== undefined) expect(orderMoves[before], states.join(' → ')).toContain(state);
  }
  return states;
}

it('whatever is asked of an order, whenever, it makes legal moves only; what is illegal is a 409 in words', async () => {
  let count = 0;
  const seen = new Set<string>();
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (story) => {
      count += 1;
      const body = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: `S-${count}` };
      const made = await call('POST', orders, { ...body, requestedCompletionDate: await daysOn(70) });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const { id } = made.body;
      for (const each of story) {
        const answer = await act(id, each);
        if (answer !== undefined && answer.status >= 300) {
          refused += 1;
          expect([409, 422], `${each.what}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
          expect(answer.body.message.length, each.what).toBeGreaterThan(20);
        }
        for (const state of await checkMoves(id)) seen.add(state);
        expect(await miscounted(system.database, 'operator')).toEqual([]);
      }
      // Nothing that was paused stays so; whatever is open is withdrawn, and the order comes to its end.
      await noc(`/turnup/v1/serviceOrder/${id}/resume`, { reason: 'on' });
      const { body: plan } = await call('GET', `/turnup/v1/serviceOrder/${id}/plan`);
      for (const task of plan.tasks.filter((one: Row) => one.paused))
        await noc(`/turnup/v1/task/${task.id}/resume`, { reason: 'on' });
      await decide(id, 'withdraw');
      const end = await people.until('the end of the order', async () => {
        const { body: order } = await call('GET', `${orders}/${id}`);
        return finalStates.has(order.state) ? order : undefined;
      });
      for (const state of await checkMoves(id)) seen.add(state);
      expect(['completed', 'cancelled']).toContain(end.state);
      const late = await amend(id, { bandwidthKbps: 60_000 });
      expect(late.status).toBe(409);
      expect(late.body.message).toContain('modify');
      if (end.state !== 'completed') return;
      // What was delivered is ended, so that the site is free for the next.
      const { body: ended } = await call('POST', orders, {
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        serviceOrderItem: [
          { id: '1', action: 'delete', service: { id: end.serviceOrderItem[0].service.id } },
        ],
      });
      await people.until('recovery', async () =>
        (await call('GET', `${orders}/${ended.id}`)).body.state === 'completed' ? true : undefined,
      );
    }),
    { numRuns: 6, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(5);
  expect([...seen]).toEqual(expect.arrayContaining(['acknowledged', 'inProgress', 'pending']));
}, 900_000);
