import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceOrder, SimulationClock } from '@turnup/contract';
import type { Api } from '../../lab/src/client/api.ts';

const path = '/turnup/v1/simulation/clock';
const lookEveryMs = 500;

/**
 * Keeps the simulated clock going while something is open, step by step to what is due next; otherwise it stands, so
 * that weeks do not pass while nobody orders. An order that waits for a person stands, too: no clock can help it.
 */
export async function keepClock(simulation: Api, reader: Api, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const moved = await step(simulation, reader).catch(() => false);
    await pause(moved ? 20 : lookEveryMs, undefined, { signal }).catch(() => {});
  }
}

async function step(simulation: Api, reader: Api): Promise<boolean> {
  if (!(await anythingMoves(reader))) return false;
  const clock = await simulation.get<SimulationClock>(path);
  if (clock.mode !== 'simulated' || !clock.quiescent || clock.nextDue === null) return false;
  // What is overdue is done at once; the clock never goes back.
  const goal = [clock.nextDue, clock.now].toSorted().at(-1);
  await simulation.call('PATCH', path, { runUntil: goal });
  return true;
}

/** Whether an order can go on by itself, or a question to partners is open. */
async function anythingMoves(reader: Api): Promise<boolean> {
  const orders = await reader.get<ServiceOrder[]>(
    '/tmf-api/serviceOrdering/v4/serviceOrder?kind=request&state=acknowledged,inProgress&limit=100',
  );
  const stuck = await reader.get<{ serviceOrder: { id: string } }[]>('/turnup/v1/fallout?limit=100');
  const stopped = new Set(stuck.map((task) => task.serviceOrder.id));
  if (orders.some((order) => !stopped.has(order.id))) return true;
  const questions = await reader.get<unknown[]>(
    '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification?state=acknowledged,inProgress&limit=1',
  );
  return questions.length > 0;
}
