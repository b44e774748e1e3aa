import { beforeAll, describe, expect, it } from 'vitest';
import { CarrierLab } from '../src/activation/testing/carrier.ts';
import { CarrierTraffic } from '../src/activation/testing/carrier-traffic.ts';
import { upstreamOfInternet } from '../src/activation/testing/intents.ts';
import { newId } from '../src/platform/ids.ts';
import { carrierSystem, endOf, type OrderedSite, orderOf, rateOf, stock } from './carrierOperator.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';

const lab = await CarrierLab.start('lab-orders');
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const workOrders = '/tmf-api/workOrder/v4/workOrder';
const bridges = ['NID-1', 'NID-2', 'AGG-N', 'AGG-S'];
const routers = ['PE-1', 'PE-2', 'CE-X1', 'CE-X2', 'CE-Y1', 'CE-Y2', 'CE-Z'];
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe.skipIf(lab === undefined)(
  'orders carried out on real bridges and routers',
  { timeout: 300_000 },
  () => {
    const carrier = lab as CarrierLab;
    const traffic = new CarrierTraffic(carrier);
    let system: TestSystem;
    let people: People;

    beforeAll(async () => {
      ({ system, people } = await carrierSystem(carrier));
      return () => carrier.stop();
    }, 60_000);

    const dumps = (nodes: readonly string[]) => Promise.all(nodes.map((node) => carrier.dump(node)));
    const completed = async (body: object): Promise<Row> => {
      const answer = await system.call('orderStaff', 'POST', orders, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return await people.until(`${answer.body.id} to be completed`, async () => {
        const { body: order } = await system.call('orderStaff', 'GET', `${orders}/${answer.body.id}`);
        if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
        return order.state === 'completed' ? order : undefined;
      });
    };
    const deliver = async (body: object): Promise<string> =>
      (await completed(body)).serviceOrderItem[0].service.id;
    const lineSites = (customer: 'A' | 'B', bandwidthKbps: number) =>
      ['WEST', 'EAST'].map(
        (end): OrderedSite => ({ site: `${customer}-${end}`, bandwidthKbps, cpe: 'wiresOnly' }),
      );
    const line = (customer: 'A' | 'B', bandwidthKbps: number) =>
      orderOf(`CUST-${customer}`, 'E-LINE', 'pointToPoint', lineSites(customer, bandwidthKbps));
    const vpn = (customer: 'X' | 'Y', bandwidthKbps: number) =>
      orderOf(
        `CUST-${customer}`,
        'L3VPN',
        'anyToAny',
        ['WEST', 'EAST'].map(
          (end, index): OrderedSite => ({
            site: `${customer}-${end}`,
            bandwidthKbps,
            cpe: 'managed',
            lanPrefixes: [`192.168.${index + 1}.0/24`],
          }),
        ),
      );
    const delivers = async (from: string, to: string, address: string, rateKbps: number): Promise<void> => {
      const delivered = await traffic.deliveredKbps(from, to, address, rateKbps);
      expect(delivered).toBeGreaterThan(rateKbps * 0.9);
      expect(delivered).toBeLessThan(rateKbps * 1.1);
    };

    /** Changed while it carries packets: none is lost, nobody comes by, and changing back restores it. */
    const changed = async (id: string): Promise<void> => {
      // The links were promised from the requested day on.
      await people.day(200);
      const before = await dumps(bridges);
      const { body: work } = await system.call('provisioning', 'GET', `${workOrders}?limit=100`);
      await traffic.carried('host-a1', 'host-a2', '10.0.0.2', 10_000, async () => {
        await completed(rateOf('CUST-A', id, lineSites('A', 50_000)));
      });
      await delivers('host-a1', 'host-a2', '10.0.0.2', 50_000);
      const { body: more } = await system.call('provisioning', 'GET', `${workOrders}?limit=100`);
      expect(more.length).toBe(work.length);
      await completed(rateOf('CUST-A', id, lineSites('A', 20_000)));
      await delivers('host-a1', 'host-a2', '10.0.0.2', 20_000);
      expect(await dumps(bridges)).toEqual(before);
    };

    it('VPNs with the same addresses and an internet access pass packets apart, and leave nothing behind', async () => {
      const before = await dumps(routers);
      await stock(system, 'CE-X1', 'CE-X2');
      const x = await deliver(vpn('X', 50_000));
      await traffic.reached('host-x1', '192.168.2.10');
      expect(await traffic.ping('host-y1', '192.168.2.10')).toBe(0);
      await stock(system, 'CE-Y1', 'CE-Y2');
      const y = await deliver(vpn('Y', 5_000));
      await traffic.reached('host-y1', '192.168.2.10');
      await delivers('host-x1', 'host-x2', '192.168.2.10', 50_000);
      await delivers('host-y1', 'host-y2', '192.168.2.10', 5_000);

      await system.delivery.devices.apply({
        tenant: 'operator',
        transactionId: newId(),
        serviceId: 'upstream',
        contributions: [upstreamOfInternet('65000:1')],
      });
      await stock(system, 'CE-Z');
      const site: OrderedSite = { site: 'Z-WEST', bandwidthKbps: 20_000, cpe: 'managed' };
      const z = await deliver(orderOf('CUST-Z', 'INTERNET', 'internet', [site]));
      await traffic.reached('host-z', '203.0.113.2');
      await traffic.reached('internet', '198.51.100.10');
      expect(await traffic.ping('host-x1', '203.0.113.2')).toBe(0);
      await delivers('host-z', 'internet', '203.0.113.2', 20_000);

      await completed(endOf('CUST-X', x));
      expect(await traffic.ping('host-x1', '192.168.2.10')).toBe(0);
      await traffic.reached('host-y1', '192.168.2.10');
      await completed(endOf('CUST-Y', y));
      await completed(endOf('CUST-Z', z));
      await system.delivery.devices.apply({
        tenant: 'operator',
        transactionId: newId(),
        serviceId: 'upstream',
        contributions: null,
      });
      expect(await dumps(routers)).toEqual(before);
    });

    it('an E-Line passes packets at its rate and nobody else’s, and leaves nothing behind', async () => {
      const before = await dumps(bridges);
      expect(await traffic.ping('host-a1', '10.0.0.2')).toBe(0);
      const a = await deliver(line('A', 20_000));
      await traffic.reached('host-a1', '10.0.0.2');
      // The same addresses, and no service.
      expect(await traffic.ping('host-b1', '10.0.0.2')).toBe(0);
      const b = await deliver(line('B', 100_000));
      await traffic.reached('host-b1', '10.0.0.2');
      await delivers('host-a1', 'host-a2', '10.0.0.2', 20_000);
      await delivers('host-b1', 'host-b2', '10.0.0.2', 100_000);
      // Behind the wrong S-VLAN there is nobody.
      await carrier.fault({ kind: 'wrongVlan', node: 'NID-2', port: 'uni1', vlan: 666 });
      expect(await traffic.ping('host-a1', '10.0.0.2')).toBe(0);
      await carrier.fault({ kind: 'wrongVlan', node: 'NID-2', port: 'uni1', vlan: 100 });
      await traffic.reached('host-a1', '10.0.0.2');
      await changed(a);
      await completed(endOf('CUST-A', a));
      expect(await traffic.ping('host-a1', '10.0.0.2')).toBe(0);
      await traffic.reached('host-b1', '10.0.0.2');
      await completed(endOf('CUST-B', b));
      expect(await dumps(bridges)).toEqual(before);
    });
  },
);
