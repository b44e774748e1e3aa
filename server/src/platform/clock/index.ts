import { setTimeout as pause } from 'node:timers/promises';
import type { SimulationClock } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Database, Transaction } from '../database.ts';
import { recordFacts } from '../events/index.ts';
import { newId } from '../ids.ts';
import {
  insertAlarm,
  moveTo,
  readClock,
  setRunUntil,
  simulate,
  stepTo,
  takeDueAlarms,
  viewClock,
} from './store.ts';

export { readClock } from './store.ts';

/** Something with due instants of the domain clock: reservations, timers, escalations. */
export type DueSource = {
  /** As the view `due_instant` names it, which tells when it has something to do. */
  readonly name: string;
  /** Does what is due by now; answers how many things it did. */
  run(): Promise<number>;
};

/** What the clock needs to know of the rest of the system. */
export type ClockPorts = {
  readonly database: Database;
  readonly sources: readonly DueSource[];
  readonly onError: (error: unknown) => void;
};

/** The domain clock of a running system: does what is due, and steps a simulated clock. */
export type DomainClock = {
  read(): Promise<SimulationClock>;
  patch(change: {
    readonly now?: string;
    readonly runUntil?: string | null;
  }): Promise<Result<SimulationClock>>;
  stop(): Promise<void>;
};

/**
 * Turns the clock of a fresh database into a simulated one that begins at `at`. A simulated one stays where it is, and
 * stands until it is let run again: whoever let it run may be gone, and with him everyone who acts at its instants.
 */
export async function simulateFresh(database: Database, at: string): Promise<void> {
  await database.transaction(async (tx) => {
    if ((await readClock(tx.sql)).mode === 'real') await simulate(tx, at);
    else await setRunUntil(tx, null);
  });
}

/** Asks to be woken by a `ClockAlarmEvent` at an instant of the simulated clock. */
export async function setAlarm(
  tx: Transaction,
  tenant: string,
  who: { readonly account: string; readonly party?: string },
  alarm: { readonly at: string; readonly reference: string },
): Promise<string> {
  const id = newId();
  const { at, reference } = alarm;
  await insertAlarm(tx, { tenant, id, account: who.account, party: who.party ?? null, at, reference });
  return id;
}

/**
 * Runs the clock. On a real clock it does what is due twice a second. A simulated clock that runs steps to the next due
 * instant only when nothing is runnable, so that events fire in their order; then what is due there is done first.
 */
export function runDomainClock(ports: ClockPorts): DomainClock {
  const stopping = new AbortController();
  const { database } = ports;
  const sources = [...ports.sources, alarms(database)];
  const tick = async (): Promise<number> => {
    const clock = await viewClock(database.sql);
    const steps = clock.mode === 'simulated' && clock.runUntil !== null;
    // While there is work, nothing new can fall due: the clock stands.
    if (steps && clock.busy) return 8;
    const due = clock.due.filter(({ at }) => at <= clock.now);
    let done = 0;
    for (const { name, run } of sources) if (due.some(({ source }) => source === name)) done += await run();
    if (done > 0) return 2;
    if (clock.mode === 'real') return 500;
    if (clock.runUntil === null) return 50;
    // Another node does what is due: it is stepped over by nobody.
    if (due.length > 0) return 8;
    const goal = clock.runUntil;
    const next = clock.due[0]?.at;
    const at = next !== undefined && next < goal ? next : goal;
    await database.transaction((tx) => stepTo(tx, at, goal));
    return 0;
  };
  let rest = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const waitMs = await tick().catch((error: unknown) => {
        if (!stopping.signal.aborted) ports.onError(error);
        return 200;
      });
      rest = new AbortController();
      const signal = AbortSignal.any([stopping.signal, rest.signal]);
      await pause(waitMs, undefined, { signal }).catch(() => {});
    }
  };
  const finished = loop();
  const read = async (): Promise<SimulationClock> => {
    const { mode, now, runUntil, busy, due } = await viewClock(database.sql);
    const nextDue = due[0]?.at ?? null;
    // What is due and not done yet is work under way, too.
    return { mode, now, runUntil, quiescent: !busy && (nextDue === null || nextDue > now), nextDue };
  };
  return {
    read,
    async patch(change) {
      const clock = await readClock(database.sql);
      if (clock.mode === 'real')
        return refuse(
          409,
          'CLOCK_IS_REAL',
          'this system runs on real time; only a simulated clock can be moved',
        );
      const goal = change.runUntil;
      if (goal !== undefined && goal !== null && goal < clock.now) return backwards(clock.now);
      const moved = await database.transaction(async (tx) => {
        if (change.now !== undefined && !(await moveTo(tx, change.now))) return false;
        if (goal !== undefined) await setRunUntil(tx, goal);
        return true;
      });
      // It need not sleep on while somebody lets it run.
      rest.abort();
      return moved ? ok(await read()) : backwards(clock.now);
    },
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}

function backwards(now: string) {
  return refuse(
    422,
    'CLOCK_BACKWARDS',
    `the clock stands at ${now} and only goes forward: give a later instant`,
  );
}

function alarms(database: Database): DueSource {
  return {
    name: 'alarms',
    run: () =>
      database.transaction(async (tx) => {
        const fired = await takeDueAlarms(tx);
        for (const { tenant, id, account, party, at, reference } of fired) {
          const body = { id, at, reference, account };
          await recordFacts(tx, tenant, [
            {
              type: 'ClockAlarmEvent',
              domain: 'simulation',
              aggregate: { kind: 'clockAlarm', id },
              resource: 'alarm',
              body,
              audience: party === null ? [] : [party],
            },
          ]);
        }
        return fired.length;
      }),
  };
}
