import { ClockAlarmCreate, SimulationClockPatch } from '@turnup/contract';
import { ok } from '../../foundation/result.ts';
import { setAlarm } from '../../platform/clock/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

/** The simulated clock. On a system of real time every change is refused. */
export function simulationRoutes({ database, clock }: Application): Route[] {
  const path = '/turnup/v1/simulation/clock';
  return [
    route({
      method: 'GET',
      path,
      access: 'session',
      summary: 'The domain clock',
      handle: async () => ok({ status: 200, body: await clock.read() }),
    }),
    route({
      method: 'PATCH',
      path,
      access: may('simulation.control'),
      summary: 'Move the simulated clock, or let it run',
      body: SimulationClockPatch,
      async handle({ body }) {
        const utc = (text: string): string => new Date(text).toISOString();
        const patched = await clock.patch({
          ...(body.now === undefined ? {} : { now: utc(body.now) }),
          ...(body.runUntil === undefined
            ? {}
            : { runUntil: body.runUntil === null ? null : utc(body.runUntil) }),
        });
        return patched.ok ? ok({ status: 200, body: patched.value }) : patched;
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/simulation/alarm',
      access: may('hub.subscribe'),
      summary: 'Be woken by a ClockAlarmEvent',
      body: ClockAlarmCreate,
      async handle({ body, context }) {
        const at = new Date(body.at).toISOString();
        const id = await database.transaction((tx) =>
          setAlarm(tx, context.tenant, context, { at, reference: body.reference }),
        );
        return ok({ status: 201, body: { id, at, reference: body.reference } });
      },
    }),
  ];
}
