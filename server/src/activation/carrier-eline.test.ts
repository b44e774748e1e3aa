import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { applyServiceChange } from './apply-service-change.ts';
import { checkSync, deviceState, probe, readBack } from './device.ts';
import { type BridgedElineIntent, renderBridgedEline } from './models/bridged-eline/index.ts';
import { watchTrunks } from './ovsdb/watch.ts';
import { planChange } from './plan-change.ts';
import { CarrierLab } from './testing/carrier.ts';
import { CarrierScene } from './testing/carrier-scene.ts';
import type { ServiceChange } from './types.ts';

const lab = await CarrierLab.start();
const bridges = ['NID-1', 'NID-2', 'AGG-N', 'AGG-S'];
const north = ['NID-1 nni1', 'AGG-N nni1', 'AGG-N nni2', 'NID-2 nni1'];
const south = ['NID-1 nni2', 'AGG-S nni1', 'AGG-S nni2', 'NID-2 nni2'];

describe.skipIf(lab === undefined)('on real bridges', { timeout: 120_000 }, () => {
  const carrier = lab as CarrierLab;
  const scene = new CarrierScene(carrier);
  const put = (intent: BridgedElineIntent) => scene.put(intent.serviceId, unwrap(renderBridgedEline(intent)));
  const dumps = () => scene.dumps(bridges);

  function eline(
    name: string,
    uni: string,
    sVlan: number,
    rateKbps: number,
    way = north,
  ): BridgedElineIntent {
    return {
      serviceId: name,
      sVlan,
      mtu: 1500,
      rateKbps,
      ends: [
        { site: `${name} west`, node: 'NID-1', port: uni, vlan: 0 },
        { site: `${name} east`, node: 'NID-2', port: uni, vlan: 0 },
      ],
      trunks: way.map((end) => {
        const [node = '', port = ''] = end.split(' ');
        return { node, port };
      }),
    };
  }

  test('an E-Line carries packets, keeps customers with the same addresses apart, and leaves no trace', async () => {
    const before = await dumps();
    expect(await scene.ping('host-a1', '10.0.0.2')).toBe(0);
    await put(eline('line-a', 'uni1', 100, 20_000));
    await scene.reached('host-a1', '10.0.0.2');
    expect(await scene.ping('host-b1', '10.0.0.2')).toBe(0);
    await put(eline('line-b', 'uni2', 200, 50_000));
    await scene.reached('host-b1', '10.0.0.2');
    await scene.remove('line-a');
    expect(await scene.ping('host-a1', '10.0.0.2')).toBe(0);
    await scene.reached('host-b1', '10.0.0.2');
    await scene.remove('line-b');
    expect(await dumps()).toEqual(before);
  });

  test.each([20_000, 50_000])('an E-Line of %i kbit/s delivers that and not more', async (rateKbps) => {
    await put(eline('line-r', 'uni1', 101, rateKbps));
    const delivered = await scene.deliveredKbps('host-a1', 'host-a2', '10.0.0.2', rateKbps);
    expect(delivered).toBeGreaterThan(rateKbps * 0.9);
    expect(delivered).toBeLessThan(rateKbps * 1.1);
  });

  test('a live change from 20 to 50 Mbit/s loses no packet of what fits', async () => {
    await put(eline('line-c', 'uni1', 102, 20_000));
    await scene.ping('host-a1', '10.0.0.2');
    const streaming = scene.stream('host-a1', 'host-a2', '10.0.0.2', 10_000, 3);
    await scene.packetsArrive('host-a2');
    await put(eline('line-c', 'uni1', 102, 50_000));
    const expected = Math.floor(((10_000 * 3) / 8 / 1_446) * 1_000);
    expect((await streaming).packets).toBeGreaterThanOrEqual(expected - 1);
  });

  test('test heads measure delay, loss and what comes through by STAMP, below the rate and beyond it', async () => {
    const before = await dumps();
    const line = eline('line-h', 'uni1', 112, 20_000);
    const [west, east] = line.ends;
    await put({
      ...line,
      ends: [
        { ...west, testAddress: '198.18.0.224/31' },
        { ...east, testAddress: '198.18.0.225/31' },
      ],
    });
    const asked = { vrf: '112', source: '198.18.0.224', destination: '198.18.0.225', count: 10 };
    const measured = async (more: object) =>
      unwrap(await probe(scene.activation(), scene.tenant, 'NID-1', { ...asked, sizeBytes: 128, ...more }));
    const single = await measured({});
    expect(single).toMatchObject({ sent: 10, received: 10 });
    expect(single.rttMinUs).toBeGreaterThan(0);
    expect(single.rttAvgUs).toBeGreaterThanOrEqual(single.rttMinUs ?? 0);
    // The largest packet of the service passes whole.
    expect(await measured({ sizeBytes: 1500 })).toMatchObject({ received: 10 });
    // A machine with other work loses packets and never makes any.
    const best = async (percent: number) => {
      const stream = { sizeBytes: 1400, rateKbps: 200 * percent, durationS: 2 };
      const runs = [];
      for (let run = 0; run < 3; run++) runs.push((await measured(stream)).deliveredKbps ?? 0);
      console.log(`offered ${percent} % of 20 Mbit/s by STAMP: ${runs.join(', ')} kbit/s`);
      return Math.max(...runs);
    };
    const half = await carrier.alone(() => best(50));
    expect(half).toBeGreaterThan(9_000);
    expect(half).toBeLessThan(10_500);
    const beyond = await carrier.alone(() => best(150));
    expect(beyond).toBeGreaterThan(18_000);
    expect(beyond).toBeLessThan(22_000);
    await carrier.fault({ kind: 'drop', node: 'AGG-N', port: 'nni2', percent: 100 });
    expect(await measured({ count: 3 })).toMatchObject({ sent: 3, received: 0 });
    await carrier.fault({ kind: 'drop', node: 'AGG-N', port: 'nni2', percent: 0 });
    await scene.remove('line-h');
    expect(await dumps()).toEqual(before);
  });

  test('what the plan shows is what the bridge then reports; the same again is no difference', async () => {
    const intent = eline('line-p', 'uni1', 103, 10_000);
    const request = scene.change('line-p', unwrap(renderBridgedEline(intent)));
    const plan = await planChange(scene.activation(), request);
    expect(plan.devices.map(({ device }) => device)).toEqual(['AGG-N', 'NID-1', 'NID-2']);
    expect(plan.devices[0]?.forwardText).toContain('"trunks":["set",[103]]');
    await put(intent);
    for (const { device, forward } of plan.devices) {
      const reported = unwrap(await readBack(scene.activation(), scene.tenant, device));
      const values = new Map(reported.values.map(({ path, value }) => [path, value]));
      for (const { path, after } of forward) expect([path, values.get(path)]).toEqual([path, after]);
      expect(unwrap(await checkSync(scene.activation(), scene.tenant, device)).inSync).toBe(true);
    }
    expect((await planChange(scene.activation(), request)).devices).toEqual([]);
    const state = unwrap(await deviceState(scene.activation(), scene.tenant, 'NID-1'));
    expect(state.ports).toContainEqual(expect.objectContaining({ name: 'nni1', operStatus: 'up' }));
  });

  test('a wrong VLAN put in by hand is drift, is named with its service, and is overwritten when asked', async () => {
    const intent = eline('line-d', 'uni1', 104, 10_000);
    await put(intent);
    await carrier.fault({ kind: 'wrongVlan', node: 'NID-2', port: 'uni1', vlan: 666 });
    expect(await scene.ping('host-a1', '10.0.0.2')).toBe(0);
    expect(unwrap(await checkSync(scene.activation(), scene.tenant, 'NID-2')).drifts).toEqual([
      {
        path: "/port[name='uni1']/unit[vlan='0']/s-vlan",
        kind: 'changed',
        want: '104',
        have: '666',
        services: ['line-d'],
      },
    ]);
    const request = scene.change('line-d', unwrap(renderBridgedEline(intent)), { onDrift: 'overwrite' });
    expect(await applyServiceChange(scene.activation(), request)).toMatchObject({ state: 'completed' });
    await scene.reached('host-a1', '10.0.0.2');
  });

  test('a port carries one customer, and nothing of a refused change is left', async () => {
    await put(eline('line-1', 'uni1', 105, 10_000));
    const before = await dumps();
    const second = eline('line-2', 'uni1', 106, 10_000);
    const tagged = { ...second, ends: [{ ...second.ends[0], vlan: 7 }, second.ends[1]] as const };
    const outcome = await applyServiceChange(
      scene.activation(),
      scene.change(
        'line-2',
        unwrap(renderBridgedEline({ ...tagged, ends: [tagged.ends[0], tagged.ends[1]] })),
      ),
    );
    expect(['undone', 'refused']).toContain(outcome.state);
    expect(await dumps()).toEqual(before);
    scene.services.delete('line-2');
  });

  describe('a bridge that does not play along', () => {
    test.each([
      [
        'its agent is dead',
        { kind: 'agent', node: 'AGG-N', signal: 'SIGKILL' },
        { kind: 'start', node: 'AGG-N' },
      ],
      [
        'its agent hangs',
        { kind: 'agent', node: 'AGG-N', signal: 'SIGSTOP' },
        { kind: 'agent', node: 'AGG-N', signal: 'SIGCONT' },
      ],
    ])('%s: nothing is confirmed anywhere, and all is as before when it is back', async (_, fault, mend) => {
      const before = await dumps();
      await carrier.fault(fault);
      const request = scene.change(
        'line-f',
        unwrap(renderBridgedEline(eline('line-f', 'uni1', 107, 10_000))),
      );
      const outcome = await applyServiceChange(scene.activation(), request);
      expect(['undone', 'inDoubt']).toContain(outcome.state);
      const failures = 'failures' in outcome ? outcome.failures : [];
      expect(failures[0]).toMatchObject({ device: 'AGG-N', phase: 'commit', code: 'deviceTimeout' });
      await carrier.fault(mend);
      expect(await scene.resolved(request)).toMatchObject({ state: 'undone' });
      expect(await dumps()).toEqual(before);
    });

    test('the server is silent after the commit: the agents take it back by their own timers', async () => {
      const before = await dumps();
      // A process that dies here: its sessions end, nobody confirms, nobody undoes.
      const running = scene.activation({ confirmTimeoutS: 2, confirmMarginS: 0.1 }, (point) => {
        if (point.includes('verified')) throw new Error('killed');
      });
      const request = scene.change(
        'line-s',
        unwrap(renderBridgedEline(eline('line-s', 'uni1', 108, 10_000))),
      );
      await expect(applyServiceChange(running, request)).rejects.toThrow('killed');
      expect(await dumps()).not.toEqual(before);
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      expect(await dumps()).toEqual(before);
      scene.services.delete('line-s');
    });

    test('killed with signal 9 inside the confirm window: undone, on its own database too when it is back', async () => {
      const before = await dumps();
      const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
        await carrier.fault({ kind: 'kill', node: 'AGG-N' });
        return { ok: false, message: 'nothing passes' };
      };
      const request = scene.change(
        'line-k',
        unwrap(renderBridgedEline(eline('line-k', 'uni1', 109, 10_000))),
        {
          smokeCheck,
        },
      );
      expect(await applyServiceChange(scene.activation(), request)).toMatchObject({
        state: 'inDoubt',
        decision: 'undo',
      });
      await carrier.fault({ kind: 'start', node: 'AGG-N' });
      expect(await scene.resolved(request)).toMatchObject({ state: 'undone' });
      expect(await dumps()).toEqual(before);
    });
  });

  /** Waits until BFD hears the other end on every port that it watches, and a second more. */
  const steady = async (device: string): Promise<void> => {
    const until = performance.now() + 20_000;
    for (;;) {
      const { ports } = unwrap(await deviceState(scene.activation(), scene.tenant, device));
      if (ports.every(({ continuity = 'up' }) => continuity === 'up')) break;
      if (performance.now() > until) throw new Error(`${device} does not hear its neighbours`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  };

  test.each([
    [
      'link cut',
      { kind: 'linkDown', node: 'NID-1', port: 'nni1' },
      { kind: 'linkUp', node: 'NID-1', port: 'nni1' },
      4,
    ],
    [
      'silent drop',
      { kind: 'drop', node: 'AGG-N', port: 'nni1', percent: 100 },
      { kind: 'drop', node: 'AGG-N', port: 'nni1', percent: 0 },
      4,
    ],
    ['device killed', { kind: 'kill', node: 'AGG-N' }, { kind: 'start', node: 'AGG-N' }, 3],
  ] as const)(
    '%s: BFD tells, the line moves to the other side of the ring',
    async (name, fault, mend, reachable) => {
      await put(eline('line-m', 'uni1', 110, 20_000));
      await scene.ping('host-a1', '10.0.0.2');
      const target = carrier.devices.find(({ device }) => device === 'NID-1');
      if (target === undefined) throw new Error('no NID-1');
      const moved = eline('line-m', 'uni1', 110, 20_000, south);
      const way = unwrap(renderBridgedEline(moved));
      const contributions = reachable === 4 ? [...way, { device: 'AGG-N', leaves: [] }] : way;
      const restoring = scene.activation();
      let cutMs = 0;
      let stop = () => {};
      let watched = Promise.resolve();
      const restored = new Promise<{ detectedMs: number; movedMs: number }>((resolve, reject) => {
        watched = watchTrunks(
          { tenant: scene.tenant, ...target },
          { connectMs: 3_000, requestMs: 3_000 },
          ({ port, forwarding }) => {
            if (port !== 'nni1' || forwarding || cutMs === 0) return;
            const detectedMs = performance.now() - cutMs;
            applyServiceChange(restoring, scene.change('line-m', contributions)).then((outcome) => {
              if (outcome.state === 'completed')
                resolve({ detectedMs, movedMs: performance.now() - cutMs - detectedMs });
              else reject(new Error(JSON.stringify(outcome)));
            }, reject);
          },
          reject,
        ).then((watch) => {
          stop = watch.stop;
        }, reject);
      });
      // Nothing is cut before somebody watches, and BFD has left the slow pace with which it begins (RFC 5880, 6.8.3).
      await watched;
      await steady('NID-1');
      const streaming = scene.stream('host-a1', 'host-a2', '10.0.0.2', 10_000, 5);
      await scene.packetsArrive('host-a2');
      cutMs = performance.now();
      await carrier.fault(fault);
      const { detectedMs, movedMs } = await restored;
      const { gapMs } = await streaming;
      console.log(
        `${name}: detected after ${Math.round(detectedMs)} ms, moved in ${Math.round(movedMs)} ms, gap ${gapMs} ms`,
      );
      stop();
      await carrier.fault(mend);
      // Five times what was measured on an idle machine.
      expect(gapMs).toBeLessThan(2_500);
      expect(gapMs).toBeGreaterThan(20);
    },
  );
});
