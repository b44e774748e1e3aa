import { type Activation, openActivation, openDrivers } from '../../../server/src/activation/index.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { newId } from '../../../server/src/platform/ids.ts';

/** The tenant of all that is measured and broken on networks. */
export const tenant = 'bench';

/** The key under which the fleets' secrets are sealed in a run's own database. */
export const sealKey = Buffer.alloc(32, 7);

/** The room `activation/` as a server of its own has it, with the drivers of all devices. */
export function activationOn(
  database: Database,
  more: Partial<Pick<Parameters<typeof openActivation>[0], 'policy' | 'atStep'>> & {
    readonly rpcMs?: number;
  } = {},
): Activation {
  const { rpcMs = 10_000, ...rest } = more;
  return openActivation({
    database,
    drivers: openDrivers({
      timeouts: { connectMs: 10_000, rpcMs },
      idleMs: 60_000,
      dialect: { root: 'device', namespace: 'urn:turnup:device' },
      testNamespace: 'urn:turnup:device-test',
    }),
    sealKey,
    runner: newId(),
    ...rest,
  });
}
