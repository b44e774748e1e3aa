import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { applyServiceChange } from './apply-service-change.ts';
import { checkSync, deviceState, probe, readBack } from './device.ts';
import { type InternetIntent, type L3vpnIntent, renderService, type ServiceIntent } from './index.ts';
import { planChange } from './plan-change.ts';
import { CarrierLab } from './testing/carrier.ts';
import { CarrierScene } from './testing/carrier-scene.ts';
import { routedInternet, routedVpn, upstreamOfInternet } from './testing/intents.ts';

const lab = await CarrierLab.start();
const rateKbps = 20_000;

const vpn = (customer: 'X' | 'Y', kbps = rateKbps): L3vpnIntent => routedVpn(customer, kbps);
const internet: InternetIntent = routedInternet(rateKbps);

const upstream = upstreamOfInternet('65000:9');

describe.skipIf(lab === undefined)('on real routers', { timeout: 180_000 }, () => {
  const carrier = lab as CarrierLab;
  const scene = new CarrierScene(carrier);
  const both = (service: ServiceIntent) => {
    const { provider, customer } = renderService(service);
    return [...provider, ...customer];
  };
  const sites = (intent: L3vpnIntent) => both({ model: 'l3vpn', intent });

  test('two VPNs with the same addresses carry packets apart at their rate, and leave no trace', async () => {
    const devices = ['PE-1', 'PE-2', 'CE-X1', 'CE-X2', 'CE-Y1', 'CE-Y2'];
    const before = await scene.dumps(devices);
    await scene.put('vpn-X', sites(vpn('X')));
    console.log(`X reached after ${await scene.reached('host-x1', '192.168.2.10')} ms`);
    // Y has the same addresses and no service: nothing of X's comes to it.
    expect(await scene.ping('host-y1', '192.168.2.10')).toBe(0);
    await scene.put('vpn-Y', sites(vpn('Y')));
    await scene.reached('host-y1', '192.168.2.10');
    const state = unwrap(await deviceState(scene.activation(), scene.tenant, 'PE-1'));
    expect(state.neighbors).toContainEqual({
      vrf: 'VPN-X',
      address: '172.16.1.2',
      sessionState: 'established',
    });
    const test = {
      vrf: 'VPN-X',
      source: '192.168.1.1',
      destination: '192.168.2.1',
      count: 5,
      sizeBytes: 1_500,
    };
    expect(unwrap(await probe(scene.activation(), scene.tenant, 'CE-X1', test))).toMatchObject({
      sent: 5,
      received: 5,
    });
    const delivered = await scene.deliveredKbps('host-x1', 'host-x2', '192.168.2.10', rateKbps);
    expect(delivered).toBeGreaterThan(rateKbps * 0.9);
    expect(delivered).toBeLessThan(rateKbps * 1.1);
    await scene.remove('vpn-X');
    expect(await scene.ping('host-x1', '192.168.2.10')).toBe(0);
    await scene.reached('host-y1', '192.168.2.10');
    await scene.remove('vpn-Y');
    expect(await scene.dumps(devices)).toEqual(before);
  });

  test('internet access reaches out, and is reached, and leaves the shared table to its other owner', async () => {
    const before = await scene.dumps(['PE-1', 'PE-2', 'CE-Z']);
    await scene.put('upstream', [upstream]);
    await scene.put('internet-Z', both({ model: 'internet', intent: internet }));
    await scene.reached('host-z', '203.0.113.2');
    await scene.reached('internet', '198.51.100.10');
    await scene.remove('internet-Z');
    await scene.remove('upstream');
    expect(await scene.dumps(['PE-1', 'PE-2', 'CE-Z'])).toEqual(before);
  });

  test.each([
    ['l3vpn', 'vpn-X', () => sites(vpn('X')), ['CE-X1', 'CE-X2', 'PE-1', 'PE-2']],
    ['internet', 'internet-Z', () => both({ model: 'internet', intent: internet }), ['CE-Z', 'PE-1']],
  ] as const)(
    '%s: what the plan shows, line by line, is what the routers then report; the same again is no difference',
    async (_, serviceId, contributions, devices) => {
      const request = scene.change(serviceId, contributions());
      const plan = await planChange(scene.activation(), request);
      expect(plan.unread).toEqual([]);
      expect(plan.devices.map(({ device }) => device)).toEqual(devices);
      expect(await applyServiceChange(scene.activation(), request)).toMatchObject({ state: 'completed' });
      for (const { device, forward } of plan.devices) {
        const reported = unwrap(await readBack(scene.activation(), scene.tenant, device));
        const values = new Map(reported.values.map(({ path, value }) => [path, value]));
        for (const { path, after } of forward) expect([path, values.get(path)]).toEqual([path, after]);
        expect(unwrap(await checkSync(scene.activation(), scene.tenant, device)).drifts).toEqual([]);
      }
      expect((await planChange(scene.activation(), request)).devices).toEqual([]);
      // Taking it away is, word by word, the way back that was shown.
      const removal = await planChange(scene.activation(), { ...request, contributions: null });
      const back = plan.devices.map(({ device, reverseText }) => [device, reverseText]);
      expect(removal.devices.map(({ device, forwardText }) => [device, forwardText])).toEqual(back);
    },
  );

  test('a live change loses nothing', async () => {
    await scene.put('vpn-X', sites(vpn('X')));
    await scene.reached('host-x1', '192.168.2.10');
    await scene.carried('host-x1', 'host-x2', '192.168.2.10', 10_000, () =>
      scene.put('vpn-X', sites(vpn('X', 50_000))),
    );
  });

  test('a link of the core that drops in silence is left by routing alone', async () => {
    await scene.put('vpn-X', sites(vpn('X')));
    await scene.reached('host-x1', '192.168.2.10');
    const streaming = scene.stream('host-x1', 'host-x2', '192.168.2.10', 10_000, 5);
    await scene.packetsArrive('host-x2');
    for (const node of ['P-1', 'PE-1', 'PE-2']) {
      for (const port of node === 'P-1' ? ['core1', 'core2'] : ['core1']) {
        await carrier.fault({ kind: 'drop', node, port, percent: 100 });
      }
    }
    const { gapMs } = await streaming;
    console.log(`core link dropped: gap ${gapMs} ms`);
    for (const node of ['P-1', 'PE-1', 'PE-2']) {
      for (const port of ['core1', 'core2']) await carrier.fault({ kind: 'drop', node, port, percent: 0 });
    }
    expect(gapMs).toBeLessThan(2_500);
  });
});
