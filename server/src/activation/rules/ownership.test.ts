import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Combiner, ConfigValue, Leaf, LeafValue, OwnedLeaf } from '../types.ts';
import { effectiveValue } from './combine.ts';
import { changesBetween, type DevicePlan, planDevice, wishesOf } from './ownership.ts';
import { sameValue } from './values.ts';

const unit = "/port[name='ge-1']/unit[vlan='301']";

function leaf(path: string, value: LeafValue, combiner: Combiner = 'equal', guarded?: true): Leaf {
  return { device: 'PE', path, value, combiner, ...(guarded ? { guarded } : {}) };
}

/** A device and its records, to which changes of services are applied as the transaction does. */
class Device {
  running = new Map<string, ConfigValue>();
  owned = new Map<string, OwnedLeaf>();

  plan(service: string, leaves: readonly Leaf[]): DevicePlan {
    return planDevice(service, wishesOf(leaves), { device: 'PE', owned: this.owned, running: this.running });
  }

  apply(service: string, leaves: readonly Leaf[]): DevicePlan {
    const plan = this.plan(service, leaves);
    if (plan.conflicts.length > 0) return plan;
    for (const { path, after } of changesBetween(plan.images, 'forward')) {
      if (after !== null) this.running.set(path, after);
      else {
        for (const key of this.running.keys()) {
          if (key === path || key.startsWith(`${path}/`)) this.running.delete(key);
        }
      }
    }
    for (const next of plan.ownership) {
      if (next.owners.size > 0) this.owned.set(next.path, next);
      else this.owned.delete(next.path);
    }
    return plan;
  }
}

describe('combiners', () => {
  const combine = (combiner: Combiner, base: ConfigValue | null, ...values: ConfigValue[]) =>
    effectiveValue({
      path: '/x',
      combiner,
      base,
      owners: new Map(values.map((value, index) => [`s${index}`, value] as const)),
    });

  test.each([
    ['equal', '1500', ['9000', '9000'], '9000'],
    ['maximum', '1500', ['1400', '9000'], '9000'],
    ['maximum', '9216', ['1400', '9000'], '9216'],
    ['sum', '100', ['20', '50'], '170'],
    ['set', ['65000:1'], [['65000:2'], ['65000:2', '65000:3']], ['65000:1', '65000:2', '65000:3']],
    [
      'ordered',
      ['P9'],
      [
        ['P2', 'P1'],
        ['P2', 'P1'],
      ],
      ['P2', 'P1'],
    ],
    ['sum', '100', [], '100'],
  ] as const)('%s over base %j of %j is %j', (combiner, base, values, expected) => {
    expect(combine(combiner, base, ...values)).toEqual({ ok: true, value: expected });
  });

  test('owners that disagree are named', () => {
    expect(combine('equal', null, '1', '2')).toEqual({
      ok: false,
      fault: { standing: '1', owners: ['s0', 's1'] },
    });
    expect(combine('ordered', null, ['a', 'b'], ['b', 'a']).ok).toBe(false);
  });
});

describe('ownership', () => {
  test('create, keep by reference, change and delete follow from who wants what', () => {
    const device = new Device();
    device.running.set("/port[name='ge-1']", 'present').set("/port[name='ge-1']/mtu", '1500');
    const created = device.apply('a', [
      leaf(`${unit}/vrf`, 'A'),
      leaf("/port[name='ge-1']/mtu", 9000, 'maximum'),
    ]);
    expect(
      changesBetween(created.images, 'forward').map((change) => `${change.operation} ${change.path}`),
    ).toEqual(["set /port[name='ge-1']/mtu", `create ${unit}`, `create ${unit}/vrf`]);
    const second = device.apply('b', [leaf("/port[name='ge-1']/mtu", 2000, 'maximum')]);
    expect(changesBetween(second.images, 'forward')).toEqual([]);
    const deleted = device.apply('a', []);
    expect(
      changesBetween(deleted.images, 'forward').map((change) => `${change.operation} ${change.path}`),
    ).toEqual(["set /port[name='ge-1']/mtu", `delete ${unit}`]);
    expect(device.running.get("/port[name='ge-1']/mtu")).toBe('2000');
    device.apply('b', []);
    expect([...device.running]).toEqual([
      ["/port[name='ge-1']", 'present'],
      ["/port[name='ge-1']/mtu", '1500'],
    ]);
    expect(device.owned.size).toBe(0);
  });

  test('the same again is an empty difference', () => {
    const device = new Device();
    const leaves = [leaf(`${unit}/vrf`, 'A'), leaf("/vrf[name='A']/import-target", ['1:1'], 'set')];
    device.apply('a', leaves);
    expect(changesBetween(device.plan('a', leaves).images, 'forward')).toEqual([]);
  });

  test('another value than an owner wants is refused with the names of the owners, and nothing is planned there', () => {
    const device = new Device();
    device.apply('a', [leaf(`${unit}/vrf`, 'A')]);
    device.apply('b', [leaf(`${unit}/vrf`, 'A')]);
    const plan = device.plan('c', [leaf(`${unit}/vrf`, 'C')]);
    expect(plan.conflicts).toEqual([
      { device: 'PE', path: `${unit}/vrf`, wanted: 'C', standing: 'A', owners: ['a', 'b'] },
    ]);
    expect(plan.images.map((image) => image.path)).not.toContain(`${unit}/vrf`);
  });

  test('an entry that stands outside the records and is named otherwise is never taken over', () => {
    const device = new Device();
    device.running.set(unit, 'present').set(`${unit}/service-id`, 'of somebody else');
    const plan = device.plan('a', [leaf(`${unit}/service-id`, 'a', 'equal', true)]);
    expect(plan.conflicts).toMatchObject([{ standing: 'of somebody else', owners: [] }]);
    device.running.delete(`${unit}/service-id`);
    expect(device.plan('a', [leaf(`${unit}/service-id`, 'a', 'equal', true)]).conflicts).toHaveLength(1);
    device.running.set(`${unit}/service-id`, 'a');
    expect(device.plan('a', [leaf(`${unit}/service-id`, 'a', 'equal', true)]).conflicts).toEqual([]);
  });

  test('a place changed by hand is drift, and overwriting it is planned from what really stands there', () => {
    const device = new Device();
    device.apply('a', [leaf(`${unit}/vrf`, 'A')]);
    device.running.set(`${unit}/vrf`, 'by hand');
    const plan = device.plan('a', [leaf(`${unit}/vrf`, 'A')]);
    expect(plan.drifted).toEqual([{ path: `${unit}/vrf`, want: 'A', have: 'by hand' }]);
    expect(changesBetween(plan.images, 'forward')).toMatchObject([
      { operation: 'set', before: 'by hand', after: 'A' },
    ]);
  });
});

const places = [
  ["/port[name='p']/mtu", 'maximum'],
  ["/port[name='p']/unit[vlan='1']/rate", 'sum'],
  ["/port[name='p']/unit[vlan='1']/vrf", 'equal'],
  ["/vrf[name='v']/target", 'set'],
  ["/path[name='x']/hop", 'ordered'],
] as const;

const someLeaves = fc
  .subarray([...places])
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map(([path, combiner]) =>
        (combiner === 'set' || combiner === 'ordered'
          ? fc.uniqueArray(fc.constantFrom('1:1', '1:2', '1:3'), { minLength: 1 })
          : fc.constantFrom(1, 2, 3)
        ).map((value) => leaf(path, value, combiner)),
      ),
    ),
  );

test('whatever services come, change and go, the last one restores the device, and reverse undoes forward', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), someLeaves), { maxLength: 12 });
  fc.assert(
    fc.property(steps, fc.subarray([...places]), (changes, base) => {
      const device = new Device();
      for (const [path, combiner] of base) {
        device.running.set(path, combiner === 'set' || combiner === 'ordered' ? ['1:9'] : '9');
        for (const entry of wishesOf([leaf(path, 1, 'sum')]).keys()) {
          if (entry !== path) device.running.set(entry, 'present');
        }
      }
      const initial = new Map(device.running);
      for (const [service, leaves] of changes) {
        const before = new Map(device.running);
        const plan = device.apply(service, leaves);
        if (plan.conflicts.length > 0) {
          expect(device.running).toEqual(before);
          continue;
        }
        const undone = new Map(device.running);
        for (const { path, after } of changesBetween(plan.images, 'reverse')) {
          if (after === null)
            for (const key of [...undone.keys()])
              if (key === path || key.startsWith(`${path}/`)) undone.delete(key);
          if (after !== null) undone.set(path, after);
        }
        expect(undone).toEqual(before);
        for (const { path, after } of plan.images) {
          expect(sameValue(device.running.get(path) ?? null, after)).toBe(true);
        }
      }
      for (const service of ['a', 'b', 'c']) device.apply(service, []);
      expect(device.running).toEqual(initial);
      expect(device.owned.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
