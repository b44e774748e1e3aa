import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { renderBridgedEline } from './models/bridged-eline/index.ts';
import { takeAway } from './take-away.ts';
import { CarrierLab } from './testing/carrier.ts';
import { CarrierScene } from './testing/carrier-scene.ts';

const lab = await CarrierLab.start();

describe.skipIf(lab === undefined)('a leg taken away on a real bridge', { timeout: 60_000 }, () => {
  const carrier = lab as CarrierLab;
  const scene = new CarrierScene(carrier);
  const unit = { device: 'NID-1', path: "/port[name='uni1']/unit[vlan='0']" };
  const line = () =>
    scene.put(
      'line-cut',
      unwrap(
        renderBridgedEline({
          serviceId: 'line-cut',
          sVlan: 120,
          mtu: 1500,
          rateKbps: 20_000,
          ends: [
            { site: 'west', node: 'NID-1', port: 'uni1', vlan: 0 },
            { site: 'east', node: 'NID-2', port: 'uni1', vlan: 0 },
          ],
          trunks: [
            { node: 'NID-1', port: 'nni1' },
            { node: 'AGG-N', port: 'nni1' },
            { node: 'AGG-N', port: 'nni2' },
            { node: 'NID-2', port: 'nni1' },
          ],
        }),
      ),
    );

  test('carries nothing, and all again when it is given back: the bridge is as it was', async () => {
    await line();
    await scene.reached('host-a1', '10.0.0.2');
    const before = await carrier.dump('NID-1');
    const restore = unwrap(await takeAway(scene.activation(), scene.tenant, unit, 60));
    expect(await scene.ping('host-a1', '10.0.0.2')).toBe(0);
    await restore();
    await scene.reached('host-a1', '10.0.0.2');
    expect(await carrier.dump('NID-1')).toBe(before);
  });

  test('comes back by itself where nobody gives it back', async () => {
    await line();
    await scene.reached('host-a1', '10.0.0.2');
    unwrap(await takeAway(scene.activation(), scene.tenant, unit, 3));
    expect(await scene.ping('host-a1', '10.0.0.2')).toBe(0);
    expect(await scene.reached('host-a1', '10.0.0.2')).toBeLessThan(15_000);
  });
});
