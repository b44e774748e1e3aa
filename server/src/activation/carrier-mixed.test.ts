import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { applyServiceChange } from './apply-service-change.ts';
import { checkSync, readBack } from './device.ts';
import { renderBridgedEline } from './models/bridged-eline/index.ts';
import { contribution } from './testing/activation.ts';
import { CarrierLab } from './testing/carrier.ts';
import { CarrierScene } from './testing/carrier-scene.ts';
import type { DeviceContribution, ServiceChange } from './types.ts';

const lab = await CarrierLab.start();
const dumped = ['NID-1', 'NID-2', 'AGG-N', 'PE-1'];

/** One service on bridges, a router and a NETCONF device. */
const everywhere: readonly DeviceContribution[] = [
  ...unwrap(
    renderBridgedEline({
      serviceId: 'mixed',
      sVlan: 300,
      mtu: 1500,
      rateKbps: 10_000,
      ends: [
        { site: 'west', node: 'NID-1', port: 'uni1', vlan: 0 },
        { site: 'east', node: 'NID-2', port: 'uni1', vlan: 0 },
      ],
      trunks: ['NID-1 nni1', 'AGG-N nni1', 'AGG-N nni2', 'NID-2 nni1'].map((end) => {
        const [node = '', port = ''] = end.split(' ');
        return { node, port };
      }),
    }),
  ),
  vrfOn('PE-1', { "/port[name='ge1']/unit[vlan='301']/service-id": 'mixed' }),
  vrfOn('NC-1', { "/port[name='ge-0/0/1']/unit[vlan='301']/service-id": 'mixed' }),
];

function vrfOn(device: string, guard: Readonly<Record<string, string>>): DeviceContribution {
  const [first = ''] = Object.keys(guard);
  const unit = first.slice(0, first.lastIndexOf('/'));
  return contribution(device, {
    "/vrf[name='MIXED']/rd": '65000:700',
    "/vrf[name='MIXED']/import-target": ['65000:700'],
    "/vrf[name='MIXED']/export-target": ['65000:700'],
    "/vrf[name='MIXED']/local-as": 65_000,
    ...guard,
    [`${unit}/vrf`]: 'MIXED',
    [`${unit}/address`]: '172.16.7.1/30',
  });
}

/** The same service with a wish on one device that the device itself refuses. */
function refusedBy(device: string, path: string, value: string | number): readonly DeviceContribution[] {
  return everywhere.map((part) =>
    part.device === device
      ? { device, leaves: [...part.leaves, { device, path, value, combiner: 'equal' as const }] }
      : part,
  );
}

describe.skipIf(lab === undefined)(
  'one transaction over NETCONF, OVSDB and FRR',
  { timeout: 180_000 },
  () => {
    const carrier = lab as CarrierLab;
    const scene = new CarrierScene(carrier);
    const everything = async () => [...(await scene.dumps(dumped)), await fingerprint('NC-1')];
    const fingerprint = async (device: string) =>
      unwrap(await readBack(scene.activation(), scene.tenant, device)).runningHash;

    test('is confirmed on all devices, in step with the records, and removed from all', async () => {
      const before = await everything();
      const start = performance.now();
      await scene.put('mixed', everywhere);
      console.log(`5 devices of 3 kinds in ${Math.round(performance.now() - start)} ms`);
      for (const { device } of everywhere) {
        expect(unwrap(await checkSync(scene.activation(), scene.tenant, device))).toMatchObject({
          inSync: true,
        });
      }
      await scene.reached('host-a1', '10.0.0.2');
      await scene.remove('mixed');
      expect(await everything()).toEqual(before);
    });

    test.each([
      ['the NETCONF device', 'NC-1', "/port[name='ge-0/0/1']/unit[vlan='301']/qos-policy", 'missing'],
      ['a bridge', 'NID-2', "/port[name='uni9']/unit[vlan='0']/s-vlan", 300],
      ['the router, before it tries', 'PE-1', "/qos-policy[name='x']/class[name='y']/share-percent", 100],
      ['the router, half-way', 'PE-1', "/port[name='ge9']/unit[vlan='9']/vrf", 'MIXED'],
    ])('%s refuses: nothing is left on any', async (_, device, path, value) => {
      const before = await everything();
      const request = scene.change('mixed', refusedBy(device, path, value));
      const outcome = await applyServiceChange(scene.activation(), request);
      expect(outcome).toMatchObject({ state: 'undone', failures: [{ device, code: 'deviceRefused' }] });
      expect(await everything()).toEqual(before);
      scene.services.clear();
    });

    test.each(['NC-1', 'AGG-N', 'PE-1'])(
      '%s is killed with signal 9 after all are ready, and the decision is no: undone when it is back',
      async (device) => {
        const before = await everything();
        const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
          await carrier.fault({ kind: 'kill', node: device });
          return { ok: false, message: 'nothing passes' };
        };
        const request = scene.change('mixed', everywhere, { smokeCheck });
        const outcome = await applyServiceChange(scene.activation(), request);
        expect(outcome).toMatchObject({ state: 'inDoubt', decision: 'undo' });
        await carrier.fault({ kind: 'start', node: device });
        expect(await scene.resolved(request)).toMatchObject({ state: 'undone' });
        expect(await everything()).toEqual(before);
        scene.services.clear();
      },
    );

    test.each(['NC-1', 'AGG-N', 'PE-1'])(
      '%s is killed with signal 9 after all are ready, and the decision is yes: in place when it is back',
      async (device) => {
        const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
          await carrier.fault({ kind: 'kill', node: device });
          return { ok: true };
        };
        const request = scene.change('mixed', everywhere, { smokeCheck });
        const outcome = await applyServiceChange(scene.activation(), request);
        expect(outcome).toMatchObject({ state: 'inDoubt', decision: 'confirm' });
        await carrier.fault({ kind: 'start', node: device });
        expect(await scene.resolved(request)).toMatchObject({ state: 'completed' });
        for (const part of everywhere) {
          expect(unwrap(await checkSync(scene.activation(), scene.tenant, part.device)).drifts).toEqual([]);
        }
      },
    );

    test('the process ends before the decision: bridges, router and NETCONF device take it back by their own timers', async () => {
      const before = await everything();
      const dying = scene.activation({ confirmTimeoutS: 8, confirmMarginS: 0.1 }, () => {});
      const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = () => new Promise(() => {});
      const killed = scene.activation({ ...dying.policy, smokeCheckS: 0.5 }, (point) => {
        if (point.includes('undo')) throw new Error('killed');
      });
      const request = scene.change('mixed', everywhere, { smokeCheck });
      await expect(applyServiceChange(killed, request)).rejects.toThrow('killed');
      expect(await everything()).not.toEqual(before);
      await new Promise((resolve) => setTimeout(resolve, 13_000));
      expect(await everything()).toEqual(before);
      scene.services.clear();
    });
  },
);
