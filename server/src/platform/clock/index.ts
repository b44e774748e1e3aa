import { setTimeout as pause } from 'node:timers/promises';
import type { SimulationClock } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Database, Sql, Transaction } from '../database.ts';
import { recordFacts } from '../events/index.ts';
import { newId } from '../ids.ts';
import {
  insertAlarm,
  moveTo,
  nextAlarm,
  readClock,
  setRunUntil,
  simulate,
  stepTo,
  takeDueAlarms,
} from './store.ts';

export { readClock } from './store.ts';

/** Something with due instants of the domain clock: reservations, timers, escalations. */
export type DueSource = {
  readonly name: string;
  /** The earliest instant at which it has something to do, or null. */
  next(sql: Sql): Promise<string | null>;
  /** Does what is due by now; answers how many things it did. */
  run(): Promise<number>;
};

/** What the clock needs to know of the rest of the system. */
export type ClockPorts = {
  readonly database: Database;
  readonly sources: readonly DueSource[];
  /** Nothing is runnable and no notification is under way. */
  readonly quiescent: (sql: Sql) => Promise<boolean>;
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
  const due = async (): Promise<number> => {
    let done = 0;
    for (const source of sources) done += await source.run();
    return done;
  };
  const tick = async (): Promise<number> => {
    const clock = await readClock(database.sql);
    const goal = clock.runUntil;
    // While there is work, nothing new can fall due: the clock stands. So nothing else is asked.
    if (clock.mode === 'simulated' && goal !== null && !(await ports.quiescent(database.sql))) return 8;
    if ((await due()) > 0) return 2;
    if (clock.mode === 'real') return 500;
    if (goal === null) return 50;
    const next = await earliest(sources, database.sql);
    const at = next !== null && next < goal ? next : goal;
    await database.transaction((tx) => stepTo(tx, at, goal));
    return 0;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const waitMs = await tick().catch((error: unknown) => {
        if (!stopping.signal.aborted) ports.onError(error);
        return 200;
      });
      await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const finished = loop();
  const read = async (): Promise<SimulationClock> => {
    const clock = await readClock(database.sql);
    const nextDue = await earliest(sources, database.sql);
    // What is due and not done yet is work under way, too.
    const isDue = nextDue !== null && nextDue <= clock.now;
    return { ...clock, quiescent: !isDue && (await ports.quiescent(database.sql)), nextDue };
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

async function earliest(sources: readonly DueSource[], sql: Sql): Promise<string | null> {
  const instants = await Promise.all(sources.map((source) => source.next(sql)));
  return instants.filter((instant) => instant !== null).sort()[0] ?? null;
}

function alarms(database: Database): DueSource {
  return {
    name: 'alarms',
    next: nextAlarm,
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
