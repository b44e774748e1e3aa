import { setTimeout as pause } from 'node:timers/promises';
import { type DeviceDriver, type DeviceSession, type DeviceTarget, DriverError } from '../driver.ts';
import type { DeviceLimits } from './types.ts';

type Waiting = { readonly take: () => void };
type Lent = { count: number; readonly waiting: Waiting[] };

/** A driver that has no more sessions with a device at a time than it bears; who comes too many waits, so long. */
export function withSessionLimit(driver: DeviceDriver, limits: DeviceLimits, waitS: number): DeviceDriver {
  const devices = new Map<string, Lent>();
  return {
    ...driver,
    async open(target) {
      const limit = (await limits(target.tenant, [target.device])).get(target.device)?.sessions;
      if (limit === undefined) return await driver.open(target);
      const key = JSON.stringify([target.tenant, target.device]);
      const lent = devices.get(key) ?? { count: 0, waiting: [] };
      devices.set(key, lent);
      await take(lent, limit, waitS, target);
      const giveBack = (): void => {
        const next = lent.waiting.shift();
        // The place goes from hand to hand, so that nobody who comes meanwhile takes it.
        if (next !== undefined) next.take();
        else lent.count--;
        if (lent.count === 0) devices.delete(key);
      };
      try {
        return lending(await driver.open(target), giveBack);
      } catch (error) {
        giveBack();
        throw error;
      }
    },
  };
}

async function take(lent: Lent, limit: number, waitS: number, { device }: DeviceTarget): Promise<void> {
  if (lent.count < limit) {
    lent.count++;
    return;
  }
  const given = new AbortController();
  const turn = { take: () => given.abort() };
  lent.waiting.push(turn);
  await pause(waitS * 1_000, undefined, { signal: given.signal }).catch(() => {});
  if (!given.signal.aborted) {
    lent.waiting.splice(lent.waiting.indexOf(turn), 1);
    throw new DriverError('locked', `${device} bears ${limit} sessions at a time, and all are in use`);
  }
}

/** The session, which gives its place back once it has ended. */
function lending(session: DeviceSession, giveBack: () => void): DeviceSession {
  let open = true;
  return new Proxy(session, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (name !== 'close') return member.bind(target);
      return async () => {
        await target.close();
        if (open) giveBack();
        open = false;
      };
    },
  });
}
