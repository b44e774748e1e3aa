import { setTimeout as pause } from 'node:timers/promises';
import type { Notification, SimulationClock } from '@turnup/contract';
import { subscribe, unsubscribe } from '../actors/hub.ts';
import type { Listener } from '../client/listener.ts';
import type { Clients } from './clients.ts';
import { reasons } from './expect.ts';
import { holds, short, told } from './judge.ts';
import { read } from './pointer.ts';
import type { Reporter } from './report.ts';
import type { StoryCondition, StoryStep, StoryTelling } from './schema.ts';
import { substitute, type Values } from './values.ts';

type RunTo = Extract<StoryStep, { runTo: unknown }>;
type RunUntil = Extract<StoryStep, { runUntil: unknown }>;
type Ground = {
  readonly clients: Clients;
  readonly listener: Listener;
  readonly report: Reporter;
  readonly url: string;
};

const path = '/turnup/v1/simulation/clock';
const pollMs = 100;
/** A clock that neither moves nor rests for so long is stuck. */
const stuckAfterMs = 60_000;

/**
 * Lets the simulated clock run: to an instant, or until a condition holds. The condition is looked at while the event
 * that may bring it about is being told, and the clock waits for that: so it stops at that very instant. Answers why it
 * could not be reached, or undefined.
 */
export async function runClock(
  ground: Ground,
  step: RunTo | RunUntil,
  values: Values,
): Promise<readonly string[] | undefined> {
  if ('runTo' in step) {
    await runTo(ground, substitute(step.runTo, values));
    return undefined;
  }
  return runUntil(ground, step, values);
}

async function runTo(ground: Ground, goal: string): Promise<void> {
  const simulation = ground.clients.of('simulation');
  const instant = new Date(goal).toISOString();
  // A story that goes on after a kill has been there already.
  if ((await simulation.get<SimulationClock>(path)).now >= instant) return;
  await simulation.call('PATCH', path, { runUntil: instant });
  await settled(ground, async (clock) => clock.now >= instant && clock.quiescent);
}

async function runUntil(
  ground: Ground,
  step: RunUntil,
  values: Values,
): Promise<readonly string[] | undefined> {
  const simulation = ground.clients.of('simulation');
  const condition = substitute(step.runUntil, values);
  const latest = new Date(substitute(step.atLatest, values)).toISOString();
  const failure = step.failsWhen === undefined ? undefined : substitute(step.failsWhen, values);
  let reached = await met(ground.clients, condition);
  let failed = false;
  if (reached) return undefined;
  const look = async (notification: Notification): Promise<void> => {
    tell(ground.report, step.tell ?? [], notification, values);
    if (reached || failed || !step.on.includes(notification.eventType)) return;
    reached = await met(ground.clients, condition);
    failed = !reached && failure !== undefined && (await met(ground.clients, failure));
    if (reached || failed) await simulation.call('PATCH', path, { runUntil: null });
  };
  const eventTypes = [...new Set([...step.on, ...(step.tell ?? []).map((telling) => telling.on)])];
  const forgetful = { api: simulation, listener: ground.listener, remember: async () => {} };
  const { id } = await subscribe(
    forgetful,
    `story/${eventTypes.length}-${performance.now()}`,
    { eventTypes },
    look,
  );
  try {
    // Between the first look and the registration it may have come about.
    reached = await met(ground.clients, condition);
    if (reached) return undefined;
    await simulation.call('PATCH', path, { runUntil: latest });
    await settled(ground, async (clock) => reached || failed || (clock.now >= latest && clock.quiescent));
    if (failed) return await reasons(ground.clients, failure?.otherwise ?? [], values);
    reached ||= await met(ground.clients, condition);
    return reached ? undefined : await notReached(ground.clients, condition, latest);
  } finally {
    await simulation.send('PATCH', path, { runUntil: null });
    await unsubscribe(simulation, id);
  }
}

/** Waits until the clock has come where it should; throws when nothing moves for long. */
async function settled(ground: Ground, done: (clock: SimulationClock) => Promise<boolean>): Promise<void> {
  const simulation = ground.clients.of('simulation');
  let [last, since] = ['', performance.now()];
  for (;;) {
    const clock = await simulation.get<SimulationClock>(path);
    if (await done(clock)) return;
    if (clock.now !== last) [last, since] = [clock.now, performance.now()];
    if (performance.now() - since > stuckAfterMs)
      throw new Error(
        `the clock has stood at ${clock.now} for ${stuckAfterMs / 1000} s: something never comes to rest`,
      );
    await pause(pollMs);
  }
}

/** Whether a condition holds now. */
export async function met(clients: Clients, condition: StoryCondition): Promise<boolean> {
  const answer = await clients.look(condition.as, condition.get);
  return answer.status < 300 && holds(read(answer.body, condition.pointer), condition);
}

async function notReached(
  clients: Clients,
  condition: StoryCondition,
  latest: string,
): Promise<readonly string[]> {
  const answer = await clients.look(condition.as, condition.get);
  const found = short(read(answer.body, condition.pointer));
  const fallout = await clients
    .of('readOnly')
    .get<readonly { activity: string; error?: { code?: string; message?: string } }[]>('/turnup/v1/fallout');
  return [
    `not reached by ${latest}: ${condition.pointer ?? ''} of ${condition.get} is ${found}, ${told(condition)} is awaited`,
    ...fallout.map(({ activity, error }) => `${activity} is in fallout: ${error?.code}: ${error?.message}`),
  ];
}

/** Tells what an event says, by the first telling that fits. */
function tell(
  report: Reporter,
  tellings: readonly StoryTelling[],
  notification: Notification,
  values: Values,
): void {
  const fitting = tellings.find(
    ({ on, where }) => on === notification.eventType && fits(notification.event, where),
  );
  if (fitting === undefined) return;
  try {
    report.happened(
      notification.eventTime,
      substitute(fitting.text, { ...values, event: notification.event }),
    );
  } catch {
    // An event without the member that the text names is not worth an end of the story.
  }
}

function fits(event: unknown, where: StoryTelling['where']): boolean {
  return Object.entries(where ?? {}).every(([pointer, wanted]) => {
    const value = read(event, pointer);
    return (Array.isArray(wanted) ? wanted : [wanted]).some((one) => one === value);
  });
}
