import { beforeAll, describe, expect, it } from 'vitest';
import { CarrierLab } from '../src/activation/testing/carrier.ts';
import { CarrierTraffic } from '../src/activation/testing/carrier-traffic.ts';
import { upstreamOfInternet } from '../src/activation/testing/intents.ts';
import { newId } from '../src/platform/ids.ts';
import { carrierSystem, orderOf, stock } from './carrierOperator.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';

const lab = await CarrierLab.start('lab-orders');
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** What is read of the laboratory's routers, within which limits. */
const readings = [
  {
    name: 'optical receive level',
    oid: '1.3.6.1.2.1.99.1.1.1.4.1',
    unit: 'dBm',
    divisor: 100,
    minimum: -14.4,
    maximum: 0.5,
  },
  {
    name: 'network termination',
    oid: '1.3.6.1.2.1.99.1.1.1.4.3',
    unit: '(1 is there)',
    minimum: 1,
    maximum: 1,
  },
];

describe.skipIf(lab === undefined)('a real router that boots unconfigured', { timeout: 300_000 }, () => {
  const carrier = lab as CarrierLab;
  const traffic = new CarrierTraffic(carrier);
  let system: TestSystem;
  let people: People;

  beforeAll(async () => {
    ({ system, people } = await carrierSystem(carrier));
    return () => carrier.stop();
  }, 60_000);

  const noc = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;

  it('leases an address, is told by DHCP where to ask, is matched, configured over SSH, read by SNMPv3, and swapped for another', async () => {
    const [model] = await noc('/turnup/v1/referenceData/cpeModel');
    const load = (kind: string, records: readonly object[]) =>
      system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    const loaded = await load('cpeModel', [{ ...model, minimumFirmware: '8.4', readings }]);
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    // The router is plugged into the third port: the others are somebody else's.
    const taken = { values: ['ge1', 'ge2'], reason: 'plugged in elsewhere' };
    const path = '/turnup/v1/pool/port/scope/PE-1/withdraw';
    expect((await system.call('administrator', 'POST', path, taken)).status).toBe(200);
    await stock(system, 'CE-Z');
    await system.delivery.devices.apply({
      tenant: 'operator',
      transactionId: newId(),
      serviceId: 'upstream',
      contributions: [upstreamOfInternet('65000:1')],
    });
    const body = orderOf('CUST-Z', 'INTERNET', 'internet', [
      { site: 'Z-WEST', bandwidthKbps: 20_000, cpe: 'managed' },
    ]);
    const posted = await system.call('orderStaff', 'POST', orders, body);
    expect(posted.status, JSON.stringify(posted.body)).toBe(201);
    const { id } = posted.body;
    const task = async (kind: string): Promise<Row> =>
      (await noc(`/turnup/v1/serviceOrder/${id}/plan`)).tasks.find((one: Row) => one.kind === kind);
    const voucher = async (): Promise<string> =>
      (await system.call('field', 'POST', '/turnup/v1/cpe/CE-Z/voucher')).body.voucher;
    const label = { model: 'FRR-CE', serial: 'CE-Z', firmware: '8.4.4' };

    // The depot puts the secret into the unit before it leaves.
    await people.until('the work of the depot', async () => await task('work.order@1'), {
      leave: new Set(['ship']),
    });
    const secret = await voucher();
    await people.until('the unit to be awaited', async () => {
      const enrol = await task('cpe.enrol@1');
      return enrol.state === 'waiting' ? enrol : undefined;
    });
    const other = await carrier.boot('CE-Z', system.url, { ...label, serial: 'CE-9', voucher: secret });
    expect(other.status).toBe(403);
    expect(other.address).toMatch(/^10\.250\.0\.\d+$/);
    expect((await noc('/turnup/v1/cpeRefusal')).map((one: Row) => [one.serial, one.reason])).toEqual([
      ['CE-9', 'unknownSerial'],
    ]);
    const booted = await carrier.boot('CE-Z', system.url, { ...label, voucher: secret });
    expect([booted.status, booted.url]).toEqual([200, 'http://10.250.0.1/turnup/v1/bootstrap']);
    await people.until('the service to be active', async () => {
      const order = await noc(`${orders}/${id}`);
      if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
      return order.state === 'completed' ? order : undefined;
    });
    await traffic.reached('host-z', '203.0.113.2');
    const unit = await noc('/turnup/v1/cpe/CE-Z');
    expect(unit).toMatchObject({ state: 'installed', firmware: '8.4.4', voucher: 'spent' });
    expect(unit.lastReading).toMatchObject({
      verdict: 'good',
      sysDescr: 'FRR-CE 8.4.4',
      readSerial: 'CE-Z',
    });
    expect(unit.lastReading.interfaces).toContainEqual(
      expect.objectContaining({ name: 'mgmt0', operStatus: 'up' }),
    );
    // The secret has done its service: whoever finds it gets nothing.
    const replayed = await carrier.boot('CE-Z', system.url, { ...label, voucher: secret });
    expect(replayed.status).toBe(403);
    await traffic.reached('host-z', '203.0.113.2');
    const again = await system.call('noc', 'POST', '/turnup/v1/cpe/CE-Z/reading');
    expect(again.body.verdict).toBe('good');

    // It dies. Another unit comes in its place, boots, and does all that it did.
    await stock(system, 'CE-Z2');
    const { service } = (await noc(`${orders}/${id}`)).serviceOrderItem[0];
    const swap = await system.call('orderStaff', 'POST', orders, {
      relatedParty: [{ id: 'CUST-Z', role: 'customer' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'modify',
          service: {
            id: service.id,
            serviceCharacteristic: [{ name: 'equipmentSwap', value: { serial: 'CE-Z' } }],
          },
        },
      ],
    });
    expect(swap.status, JSON.stringify(swap.body)).toBe(201);
    const swapTask = async (kind: string): Promise<Row> =>
      (await noc(`/turnup/v1/serviceOrder/${swap.body.id}/plan`)).tasks.find((one: Row) => one.kind === kind);
    await people.until('the depot to have the other unit', async () => await swapTask('work.order@1'), {
      leave: new Set(['ship']),
    });
    const another = (await system.call('field', 'POST', '/turnup/v1/cpe/CE-Z2/voucher')).body.voucher;
    await people.until('the other unit to be awaited', async () => {
      const enrol = await swapTask('cpe.enrol@1');
      return enrol.state === 'waiting' ? enrol : undefined;
    });
    const swapped = await carrier.boot('CE-Z', system.url, { ...label, serial: 'CE-Z2', voucher: another });
    expect(swapped.status).toBe(200);
    await people.until('the swap to be completed', async () => {
      const order = await noc(`${orders}/${swap.body.id}`);
      if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
      return order.state === 'completed' ? order : undefined;
    });
    await traffic.reached('host-z', '203.0.113.2');
    const unitNow = await noc('/turnup/v1/cpe/CE-Z2');
    expect(unitNow).toMatchObject({ state: 'installed', lastReading: { readSerial: 'CE-Z2' } });
    expect((await noc('/turnup/v1/cpe/CE-Z')).state).not.toBe('installed');
  });
});
