import { expect, test } from 'vitest';
import { Device, type DeviceContext, type DeviceRecord, type DeviceSession } from './device.ts';
import { FaultSet } from './faults.ts';
import { ManualClock } from './testing/clock.ts';
import { emptyTree, fromJson, hashTree } from './tree.ts';

const vrf = (name: string) => fromJson({ vrf: [{ name }] });

/** Storage that keeps every record it was given, and can be out of order. */
function surroundings(clock = new ManualClock()) {
  const records: DeviceRecord[] = [];
  let broken = false;
  const context: DeviceContext = {
    clock,
    faults: new FaultSet([], () => undefined),
    runningChanged: () => undefined,
    storage: {
      write: async (record) => {
        if (broken) throw new Error('no space left');
        records.push(record);
      },
    },
  };
  const breakDisk = (now: boolean) => {
    broken = now;
  };
  return { context, clock, records, breakDisk };
}

function session(device: Device): DeviceSession {
  return device.admit((id) => ({
    id,
    actor: { user: 'u', sessionId: id, sourceHost: 'h' },
    isSubscribed: false,
    end: () => void device.leave(id),
    notify: () => undefined,
  }));
}

const confirmed = (timeoutS: number, persist?: string) => ({ confirmed: true, timeoutS, persist });

/** A device with a confirmed commit pending, and the record that is then on disk. */
async function withPending(persist: string | undefined) {
  const around = surroundings();
  const device = await Device.create('d', vrf('a'), around.context);
  const owner = session(device);
  device.setCandidate(vrf('b'), owner.id);
  await device.commit(confirmed(60, persist), owner);
  const record = around.records.at(-1);
  if (record === undefined) throw new Error('nothing was stored');
  return { ...around, device, owner, record };
}

test('the before-image and its deadline are in the same record as the new configuration', async () => {
  const { record, clock } = await withPending('tx');
  expect(record).toEqual({
    running: { vrf: [{ name: 'b' }] },
    pending: { before: { vrf: [{ name: 'a' }] }, deadlineMs: clock.nowMs() + 60_000, persist: 'tx' },
  });
});

test('after a restart the time of a persistent confirmed commit goes on', async () => {
  const { record, clock, context } = await withPending('tx');
  clock.advance(59_000);
  const device = await Device.restore('d', record, context);
  expect(hashTree(device.running)).toBe(hashTree(vrf('b')));
  clock.advance(1000);
  await device.exclusive(() => undefined);
  expect(hashTree(device.running)).toBe(hashTree(vrf('a')));
});

test('after a restart a confirmed commit whose time passed, or whose session is gone, is undone on disk too', async () => {
  const late = await withPending('tx');
  late.clock.advance(60_000);
  const bound = await withPending(undefined);
  for (const { record, context, records } of [late, bound]) {
    const device = await Device.restore('d', record, context);
    expect(hashTree(device.running)).toBe(hashTree(vrf('a')));
    expect(records.at(-1)).toEqual({ running: { vrf: [{ name: 'a' }] } });
  }
});

test('a commit that cannot be stored does not happen, and leaves no timer', async () => {
  const { context, breakDisk, clock } = surroundings();
  const device = await Device.create('d', vrf('a'), context);
  const owner = session(device);
  device.setCandidate(vrf('b'), owner.id);
  breakDisk(true);
  await expect(device.commit(confirmed(60, 'tx'), owner)).rejects.toThrow('no space left');
  expect(hashTree(device.running)).toBe(hashTree(vrf('a')));
  expect(clock.waiting).toBe(0);
  breakDisk(false);
  await device.commit(confirmed(60, 'tx'), owner);
  expect(clock.waiting).toBe(1);
});

test('an extension that cannot be stored leaves the first timer running', async () => {
  const { device, owner, breakDisk, clock } = await withPending('tx');
  breakDisk(true);
  await expect(device.commit({ ...confirmed(600), persistId: 'tx' }, owner)).rejects.toThrow('no space left');
  breakDisk(false);
  clock.advance(60_000);
  await device.exclusive(() => undefined);
  expect(hashTree(device.running)).toBe(hashTree(vrf('a')));
});

test('a timer that fires while the confirming commit is being stored comes too late', async () => {
  const { device, owner, clock } = await withPending('tx');
  const confirming = device.exclusive(() =>
    device.commit({ confirmed: false, timeoutS: 0, persistId: 'tx' }, owner),
  );
  clock.advance(60_000);
  await confirming;
  await device.exclusive(() => undefined);
  expect(hashTree(device.running)).toBe(hashTree(vrf('b')));
});

test('changes that somebody has in the candidate survive the undoing of a confirmed commit', async () => {
  const { device, clock } = await withPending('tx');
  const other = session(device);
  device.setCandidate(vrf('c'), other.id);
  clock.advance(60_000);
  await device.exclusive(() => undefined);
  expect(hashTree(device.running)).toBe(hashTree(vrf('a')));
  expect(hashTree(device.candidate)).toBe(hashTree(vrf('c')));
});

test('an edit that changes nothing leaves nothing to commit', async () => {
  const { device, owner } = await withPending(undefined);
  device.setCandidate(vrf('b'), owner.id);
  expect(device.candidate).toBe(device.running);
  device.setCandidate(emptyTree, owner.id);
  expect(device.candidate).toBe(emptyTree);
});
