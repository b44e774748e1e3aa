import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const workOrders = '/tmf-api/workOrder/v4/workOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what they should be.
type Row = any;

describe('a managed CPE from the stock to the site', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let order: Row;
  let serial: string;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
  }, 240_000);

  const status = async (unit: string): Promise<Row> =>
    (await system.call('noc', 'GET', `/turnup/v1/cpe/${unit}`)).body;
  const tasks = async (id = order.id): Promise<Row[]> =>
    (await system.call('noc', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body.tasks;
  const task = async (kind: string, id = order.id): Promise<Row> =>
    (await tasks(id)).find((one) => one.kind === kind);
  const voucher = async (unit: string): Promise<string> =>
    (await system.call('administrator', 'POST', `/turnup/v1/cpe/${unit}/voucher`)).body.voucher;
  const ask = (body: object, tenant = 'operator') =>
    system.call('', 'POST', `/turnup/v1/bootstrap/${tenant}`, {
      model: 'CX-100',
      voucher: 'x'.repeat(32),
      firmware: '4.2.0',
      management: { port: 830, hostKeySha256: 'A'.repeat(43) },
      ...body,
    });
  const work = async (kind: string, id = order.id): Promise<Row> =>
    (await system.call('provisioning', 'GET', `${workOrders}?serviceOrder=${id}&kind=${kind}`)).body.at(-1);
  const stock = async (model: string): Promise<string[]> =>
    (await system.call('noc', 'GET', `/turnup/v1/cpe?state=inStock&model=${model}&limit=1000`)).body.map(
      (unit: Row) => unit.serial,
    );

  it('is refused before anybody waits for it, without being told why', async () => {
    const posted = await system.call('orderStaff', 'POST', orders, internetOrder('ALDER-MAN', 'ALDER'));
    expect(posted.status, JSON.stringify(posted.body)).toBe(201);
    order = posted.body;
    await people.until('the units to be assigned', async () => work('ship'), {
      leave: new Set(['ship', 'install']),
    });
    serial = (await work('ship')).subject.sites[0].serials[0];
    const [spare = ''] = await stock('CX-100');
    const secret = await voucher(serial);
    const answers = [
      await ask({ serial: 'NOBODYS-1' }),
      await ask({ serial: spare, voucher: await voucher(spare) }),
      await ask({ serial, voucher: secret }),
      await ask({ serial, voucher: secret }, 'another'),
    ];
    expect(new Set(answers.map(({ status: code, body }) => `${code} ${body.message}`)).size).toBe(1);
    expect([answers[0]?.status, answers[0]?.body.code]).toEqual([403, 'NOT_EXPECTED']);
    const refused = (await system.call('noc', 'GET', '/turnup/v1/cpeRefusal')).body;
    expect(refused.map((one: Row) => [one.serial, one.reason]).sort()).toEqual(
      [
        ['NOBODYS-1', 'unknownSerial'],
        [spare, 'notAssigned'],
        [serial, 'notShipped'],
      ].sort(),
    );
    // The people of the work are told.
    expect((await work('ship')).notes.map((note: Row) => note.text).join()).toContain('notShipped');
  }, 240_000);

  it('waits for the unit after it was installed, and goes on when the expected one boots', async () => {
    await people.until('the work on site', async () => work('install'), { leave: new Set(['install']) });
    expect((await status(serial)).state).toBe('shipped');
    const install = await work('install');
    const report = (serials: readonly string[]) =>
      system.call('provisioning', 'PATCH', `${workOrders}/${install.id}`, {
        state: 'completed',
        evidence: { serialNumbers: serials },
      });
    await system.call('provisioning', 'PATCH', `${workOrders}/${install.id}`, { assignee: 'provisioning' });
    await system.call('provisioning', 'PATCH', `${workOrders}/${install.id}`, { state: 'inProgress' });
    const wrong = await report(['CX2000-270001']);
    expect([wrong.status, wrong.body.code]).toEqual([409, 'SERIAL_NOT_ASSIGNED']);
    expect((await report([serial])).status).toBe(200);
    await people.quiet();
    const waiting = await task('cpe.enrol@1');
    expect([waiting.state, waiting.waitingFor.for]).toEqual(['waiting', 'device']);
    expect((await task('cpe.configure@1')).state).toBe('blocked');

    // Another box with the right label and a guessed secret, and one of another model.
    await ask({ serial });
    await ask({ serial, model: 'CX-2000' });
    expect((await status(serial)).refusals.map((one: Row) => one.reason).sort()).toEqual([
      'notShipped',
      'wrongModel',
      'wrongVoucher',
    ]);
    // Software that is too old is a person's matter, with the numbers.
    const old = await fleet.boot('CX-100', serial, { firmware: '4.1.9' });
    expect(old.boot).toBe('enrolled');
    await people.quiet();
    expect((await task('cpe.enrol@1')).error).toMatchObject({
      code: 'FIRMWARE_TOO_OLD',
      message: `unit ${serial} runs 4.1.9, a CX-100 needs 4.2.0 at least`,
    });
  }, 240_000);

  it('gets its configuration once it was matched, and its voucher is spent', async () => {
    const { legs } = (await work('install')).subject.sites[0];
    const [leg] = legs;
    await fleet.fleet.control('POST', '/cable', {
      a: { node: leg.node, port: leg.port },
      b: { node: serial, port: leg.wanPort },
      latencyUs: leg.latencyUs,
      capacityKbps: leg.capacityKbps,
      mtu: leg.mtu,
    });
    const secret = await voucher(serial);
    const key = { port: 830, hostKeySha256: 'B'.repeat(43) };
    // The optic is bad: too little light.
    const low = { oid: '1.3.6.1.2.1.99.1.1.1.4.1', value: -2_310 };
    await fleet.fleet.control('POST', '/sensor', { device: serial, sensor: low });
    const bootstrap = { url: `${system.url}/turnup/v1/bootstrap`, voucher: secret };
    const reset = { device: serial, reset: true, firmware: '4.2.1', bootstrap };
    expect((await fleet.fleet.control('POST', '/boot', reset))['boot']).toBe('enrolled');
    // The same unit again, its answer lost: the same answer. Another key: not the same unit.
    expect((await fleet.fleet.control('POST', '/boot', { ...reset }))['boot']).toBe('enrolled');
    expect((await ask({ serial, voucher: secret, management: key })).status).toBe(403);
    const failed = await task('cpe.enrol@1');
    await system.call('noc', 'POST', `/turnup/v1/task/${failed.id}/retry`, { reason: 'newer software' });
    await people.quiet();
    expect((await task('cpe.configure@1')).state).toBe('completed');
    expect((await status(serial)).voucher).toBe('spent');
    // Switched off and on it goes on with what it has; nobody can use its secret any more.
    const again = await fleet.fleet.control('POST', '/boot', { device: serial });
    expect(again['boot']).toBe('configured');
    expect((await ask({ serial, voucher: secret, management: key })).status).toBe(403);
    expect((await status(serial)).refusals.map((one: Row) => one.reason).sort()).toEqual([
      'notShipped',
      'replayed',
      'spent',
      'wrongModel',
      'wrongVoucher',
    ]);
  }, 240_000);

  it('is read over SNMPv3; what is beyond its limits stays with a person, with the numbers', async () => {
    const read = await task('cpe.read@1');
    expect(read.error).toMatchObject({ code: 'CPE_OUT_OF_LIMITS' });
    expect(read.error.message).toContain('optical receive level is -23.1 dBm, should be at least -14.4');
    const mended = { oid: '1.3.6.1.2.1.99.1.1.1.4.1', value: -710 };
    await fleet.fleet.control('POST', '/sensor', { device: serial, sensor: mended });
    await system.call('noc', 'POST', `/turnup/v1/task/${read.id}/retry`, { reason: 'connector cleaned' });
    await people.quiet();
    const { lastReading } = await status(serial);
    expect(lastReading).toMatchObject({
      verdict: 'good',
      sysName: serial,
      sysDescr: 'CX-100 4.2.1',
      readSerial: serial,
      findings: [],
    });
    expect(lastReading.values.map((one: Row) => [one.name, one.value])).toEqual([
      ['optical receive level', -7.1],
      ['supply voltage', 12],
      ['network termination', 1],
    ]);
    expect(lastReading.interfaces).toContainEqual({ name: 'wan0', operStatus: 'up', speedMbps: 10_000 });
    // Asked by hand it is read anew, and both stay.
    const now = await system.call('noc', 'POST', `/turnup/v1/cpe/${serial}/reading`);
    expect([now.status, now.body.verdict]).toEqual([200, 'good']);
    const all = await system.call('noc', 'GET', `/turnup/v1/cpe/${serial}/reading`);
    expect(all.body.map((one: Row) => one.verdict)).toEqual(['good', 'good', 'bad']);
    order = await people.until('the service to be active', async () => {
      const { body } = await system.call('orderStaff', 'GET', `${orders}/${order.id}`);
      return body.state === 'completed' ? body : undefined;
    });
  }, 240_000);

  it('shows secrets nowhere: not in answers, not in the clear in the database', async () => {
    const { sealed } = (
      await system.database.sql<{ sealed: string }>`
        select row_to_json(e)::text as sealed from cpe_enrolment e where serial = ${serial}`
    )[0] as { sealed: string };
    const state = (await fleet.fleet.control('GET', '/devices')) as Row;
    expect(JSON.stringify(state)).not.toContain('authKey');
    expect(Object.keys(JSON.parse(sealed))).toContain('sealed_snmp');
    const everywhere = JSON.stringify(await status(serial)) + JSON.stringify(await tasks());
    for (const word of ['authKey', 'privKey', 'digest', 'sealed']) expect(everywhere).not.toContain(word);
  });

  it('is swapped for another of its model: both stay in the history, the service as it was', async () => {
    const service = order.serviceOrderItem[0].service.id;
    const before = (await system.call('noc', 'GET', `/turnup/v1/cpe?service=${service}`)).body;
    expect(before.map((unit: Row) => [unit.serial, unit.state])).toEqual([[serial, 'installed']]);
    const refused = await system.call('noc', 'POST', '/turnup/v1/cpe/CX100-270020/swap', { reason: 'dead' });
    expect([refused.status, refused.body.code]).toEqual([409, 'UNIT_NOT_IN_SERVICE']);
    await fleet.fleet.control('POST', '/fault', { device: serial, fault: { kind: 'unreachable' } });
    const posted = await system.call('noc', 'POST', `/turnup/v1/cpe/${serial}/swap`, {
      reason: 'no answer since 04:00',
    });
    expect(posted.status, JSON.stringify(posted.body)).toBe(201);
    const again = await system.call('noc', 'POST', `/turnup/v1/cpe/${serial}/swap`, { reason: 'again' });
    expect([again.status, again.body.code]).toEqual([409, 'SERVICE_HAS_OPEN_ORDER']);
    const { id } = posted.body;
    await people.until('the swap', async () => {
      const { body } = await system.call('orderStaff', 'GET', `${orders}/${id}`);
      return body.state === 'completed' ? true : undefined;
    });
    const units = (await system.call('noc', 'GET', `/turnup/v1/cpe?service=${service}`)).body;
    expect(units).toHaveLength(1);
    const [unit] = units;
    expect(unit).toMatchObject({ model: 'CX-100', state: 'installed', replaces: serial, voucher: 'spent' });
    expect(unit.lastReading.verdict).toBe('good');
    expect(await status(serial)).toMatchObject({ state: 'returned' });
    const graph = (await system.call('noc', 'GET', `/turnup/v1/service/${service}/graph`)).body;
    const stoodOn = graph.resources.filter((one: Row) => one.kind === 'cpe');
    expect(stoodOn.map((one: Row) => [one.key, one.untilAt === null]).sort()).toEqual(
      [
        [`CX-100/${serial}`, false],
        [`CX-100/${unit.serial}`, true],
      ].sort(),
    );
    // Everything that the old unit had is on the new one, and nothing is kept of the old.
    const kinds = (await tasks(id)).map((one) => [one.kind, one.state]);
    expect(kinds.every(([, state]) => state === 'completed')).toBe(true);
  }, 240_000);
});
