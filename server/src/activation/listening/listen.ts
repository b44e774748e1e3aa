import { deviceTargets } from '../access/load.ts';
import { listDevices } from '../access/store.ts';
import type { Activation } from '../activation.ts';
import { DriverError, type Listening } from '../driver.ts';

/** Ears at the devices of tenants that tell when their configuration changes. */
export type Ears = {
  /** Listens to every device of a tenant that is not listened to yet; those that do not answer are tried again later. */
  keep(tenant: string): Promise<void>;
  /** Devices of a tenant that told of a change since this was last asked. */
  heard(tenant: string): readonly string[];
  /** Has a device told as heard once more: it could not be looked at. */
  again(tenant: string, device: string): void;
  /** Ends it for all devices of a tenant. */
  drop(tenant: string): Promise<void>;
  close(): Promise<void>;
};

type Ear = { state: 'connecting' | 'open' | 'deaf'; untilMs: number; listening?: Listening };

/** A device that is away, or that tells nothing, is asked again after so long (real clock). */
const deafMs = 60_000;
const connectingAtOnce = 16;

/** Opens ears. What is heard says only that something changed: what, is read. */
export function openEars(activation: Activation): Ears {
  const tenants = new Map<string, { readonly ears: Map<string, Ear>; heard: Set<string> }>();
  let closed = false;
  const of = (tenant: string) => {
    const standing = tenants.get(tenant) ?? { ears: new Map<string, Ear>(), heard: new Set<string>() };
    tenants.set(tenant, standing);
    return standing;
  };

  async function connect(tenant: string, device: string, ear: Ear): Promise<void> {
    const deaf = (): void => {
      ear.state = 'deaf';
      ear.untilMs = performance.now() + deafMs;
    };
    try {
      const { database, sealKey, drivers } = activation;
      const access = (await deviceTargets(database.sql, sealKey, tenant, [device])).get(device);
      if (access === undefined) return deaf();
      const hear = (): void => void of(tenant).heard.add(device);
      const listening = await drivers[access.driver].listen?.(access.target, hear);
      if (listening === undefined) return deaf();
      if (closed || of(tenant).ears.get(device) !== ear) return await listening.close();
      ear.listening = listening;
      ear.state = 'open';
      void listening.ended.then(deaf);
    } catch (error) {
      deaf();
      if (!(error instanceof DriverError)) throw error;
    }
  }

  async function drop(tenant: string): Promise<void> {
    const ears = [...(tenants.get(tenant)?.ears.values() ?? [])];
    tenants.delete(tenant);
    await Promise.all(ears.map(({ listening }) => listening?.close()));
  }

  return {
    async keep(tenant) {
      const { ears } = of(tenant);
      const devices = await listDevices(activation.database.sql, tenant);
      const due = devices.filter((device) => {
        const ear = ears.get(device);
        return ear === undefined || (ear.state === 'deaf' && ear.untilMs <= performance.now());
      });
      for (let at = 0; at < due.length; at += connectingAtOnce)
        await Promise.all(
          due.slice(at, at + connectingAtOnce).map((device) => {
            const ear: Ear = { state: 'connecting', untilMs: 0 };
            ears.set(device, ear);
            return connect(tenant, device, ear);
          }),
        );
      for (const [device, ear] of ears)
        if (!devices.includes(device)) {
          ears.delete(device);
          await ear.listening?.close();
        }
    },
    heard(tenant) {
      const standing = of(tenant);
      const { heard } = standing;
      standing.heard = new Set();
      return [...heard].sort();
    },
    again: (tenant, device) => void of(tenant).heard.add(device),
    drop,
    async close() {
      closed = true;
      await Promise.all([...tenants.keys()].map(drop));
    },
  };
}
