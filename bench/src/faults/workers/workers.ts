import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unwrap } from '../../../../server/src/foundation/result.ts';
import { openPlans, type PlanDraft } from '../../../../server/src/plan/index.ts';
import type { Database } from '../../../../server/src/platform/database.ts';
import { startChild } from '../../run/child.ts';
import { openFor, startServer } from '../../run/database.ts';
import type { Run } from '../../run/run.ts';
import type { FaultRun, Invariant } from '../../types.ts';
import { holds, none } from '../invariants.ts';
import { type Chance, chanceOf } from '../random.ts';
import { duplicateEffects, endedWrong, makeTables, miscounted, overrun, progress } from './store.ts';

const workerFile = fileURLToPath(new URL('./worker.ts', import.meta.url));
const orders = 2_000;
const steps = 10;
const kills = 6;
const doneWithinMs = 10_000;

/** Two nodes on one database, killed with -9 and started again while 2,000 orders run. */
export const workers: FaultRun = {
  name: 'workers',
  about: `${orders} orders of ${steps} steps on 2 workers; ${kills} times one is killed with -9 and started again`,
  limitMinutes: 8,
  async run(run, seed) {
    const chance = chanceOf(seed);
    const server = await startServer(run);
    const url = await server.createMigrated('workers');
    const database = openFor(run, url, 4);
    await makeTables(database);
    const shift = new Shift(run, url);
    await Promise.all([shift.begin(0), shift.begin(1)]);
    await submit(database, chance);
    const lastRestartAt = await strike(run, database, shift, chance);
    await until(run, database, (done) => done === orders * steps);
    const settledMs = performance.now() - lastRestartAt;
    return await judge(database, shift, settledMs);
  },
};

async function submit(database: Database, chance: Chance): Promise<void> {
  const drafts = Array.from({ length: orders }, (_, order) => draftOf(`o${order}`, chance));
  for (let from = 0; from < orders; from += 100) {
    await database.transaction(async (tx) => {
      unwrap(await openPlans([]).createPlans(tx, 'faults', drafts.slice(from, from + 100)));
    });
  }
}

/** Steps inside and outside the engine's transaction, with branches that meet again. */
function draftOf(order: string, chance: Chance): PlanDraft {
  const branched = chance.next() < 0.3;
  const tasks = Array.from({ length: steps }, (_, step) => ({
    key: `s${step}`,
    kind: chance.one(['inside@1', 'outside@1']),
    input: null,
    activity: 'faults',
    label: `Step ${step}`,
    after: predecessors(step, branched),
    owner: { kind: 'system' as const, ref: null },
  }));
  return { subject: { kind: 'order', id: order }, tasks };
}

function predecessors(step: number, branched: boolean): string[] {
  if (step === 0) return [];
  if (!branched) return [`s${step - 1}`];
  // 0 → 1…4 side by side → 5 → 6…8 side by side → 9
  if (step <= 4) return ['s0'];
  if (step === 5) return ['s1', 's2', 's3', 's4'];
  return step <= 8 ? ['s5'] : ['s6', 's7', 's8'];
}

/** Kills at moments that chance spreads over the work; answers when the last one was up again. */
async function strike(run: Run, database: Database, shift: Shift, chance: Chance): Promise<number> {
  const all = orders * steps;
  const moments = Array.from({ length: kills - 1 }, () => chance.between(all * 0.02, all * 0.8));
  // The last comes late: what is left is then its victim's work rather than everybody's.
  moments.push(chance.between(all * 0.85, all * 0.95));
  let lastRestartAt = performance.now();
  for (const moment of moments.toSorted((a, b) => a - b)) {
    const done = await until(run, database, (finished) => finished >= moment);
    const place = chance.between(0, 1);
    await pause(chance.between(0, 40));
    const killed = await shift.kill(place);
    await pause(chance.between(0, 1_500));
    await shift.begin(place);
    lastRestartAt = performance.now();
    run.say(`after ${done} steps: ${killed} killed, place ${place} filled again`);
  }
  return lastRestartAt;
}

async function until(run: Run, database: Database, reached: (done: number) => boolean): Promise<number> {
  for (;;) {
    const done = await progress(database);
    if (reached(done)) return done;
    run.signal.throwIfAborted();
    await pause(50);
  }
}

/** Two places, each held by one incarnation of a worker after the other. */
class Shift {
  readonly killed: string[] = [];
  readonly #run: Run;
  readonly #url: string;
  readonly #holders: (ChildProcess | undefined)[] = [];
  readonly #names: string[] = [];
  #incarnations = 0;

  constructor(run: Run, url: string) {
    this.#run = run;
    this.#url = url;
  }

  async begin(place: number): Promise<void> {
    const incarnation = `worker-${++this.#incarnations}`;
    const words = JSON.stringify({ url: this.#url, incarnation });
    const child = startChild(this.#run, [workerFile, words]);
    this.#holders[place] = child;
    this.#names[place] = incarnation;
    if (child.stdout === null) throw new Error('a worker without output');
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${incarnation} ended at once`)));
    await Promise.race([once(child.stdout, 'data'), ended]);
    ended.catch(() => {});
  }

  async kill(place: number): Promise<string> {
    const child = this.#holders[place];
    if (child === undefined) throw new Error(`nobody holds place ${place}`);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const name = this.#names[place] ?? '';
    this.killed.push(name);
    return name;
  }
}

async function judge(database: Database, shift: Shift, settledMs: number): Promise<Invariant[]> {
  const overruns = await overrun(database, shift.killed);
  return [
    none(
      `every one of ${orders} orders ended completed, with all its ${steps} steps`,
      await endedWrong(database, steps),
    ),
    none(
      'no task ran more often than once and once more for each kill that struck its lease',
      overruns.tasks,
    ),
    none('every side effect exactly once', await duplicateEffects(database)),
    none('counters of plans and tasks equal a recount', await miscounted(database)),
    holds(
      'everything was done within 10 s of the last restart',
      settledMs <= doneWithinMs,
      `${(settledMs / 1_000).toFixed(1)} s`,
    ),
    holds(
      'the kills struck work in hand',
      overruns.repeated > 0,
      `${overruns.repeated} tasks ran again, ${shift.killed.length} workers killed`,
    ),
  ];
}
