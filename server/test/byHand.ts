import { closeDrivers, openDrivers } from '../src/activation/index.ts';
import type { DemoFleet } from './fleet.ts';

type Address = { readonly name: string; readonly host: string; readonly port: number; readonly user: string };

/** Sets a value on a device by hand, as somebody with a terminal does: no record hears of it. */
export async function setByHand(
  { fleet }: DemoFleet,
  device: string,
  path: string,
  value: string,
): Promise<void> {
  const { devices } = (await fleet.control('GET', '/devices')) as {
    devices: (Address & { readonly hostKeySha256: string })[];
  };
  const address = devices.find(({ name }) => name === device);
  if (address === undefined) throw new Error(`the fleet has no ${device}`);
  const { host, port, user, hostKeySha256 } = address;
  const drivers = openDrivers({
    timeouts: { connectMs: 5_000, rpcMs: 10_000 },
    idleMs: 1_000,
    dialect: { root: 'device', namespace: 'urn:turnup:device' },
    testNamespace: 'urn:turnup:device-test',
  });
  const session = await drivers.netconf.open({
    tenant: 'operator',
    device,
    host,
    port,
    user,
    secret: 'fleet-secret',
    hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
  });
  await session.lock();
  await session.edit([{ path, combiner: 'equal', operation: 'set', before: null, after: value }]);
  await session.commit();
  await session.close();
  await closeDrivers(drivers);
}
