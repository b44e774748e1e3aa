import type { DeviceAddress } from '../client/fleet.ts';
import type { Outcome, Role, SiteSubject, Stage, Work } from './types.ts';

/**
 * The field engineer unpacks each unit, plugs it into the port of its leg, has its management access registered, and
 * reports the serial numbers on the labels. Doing it again finds everything in place.
 */
export async function install(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  const { fleet } = stage;
  if (fleet === undefined) throw new Error(`${work.number}: there is no fleet to install equipment in`);
  const sites = (work.subject['sites'] ?? []) as readonly SiteSubject[];
  const serials: string[] = [];
  const access: Record<string, unknown>[] = [];
  for (const { model, legs } of sites) {
    for (const { serial, wanPort, node, port, latencyUs, capacityKbps, mtu } of legs) {
      if (serial === undefined || wanPort === undefined) continue;
      const device = await fleet.call<DeviceAddress>('POST', '/unpack', { model, serial, name: serial });
      const cable = { a: { node, port }, b: { node: serial, port: wanPort }, latencyUs, capacityKbps, mtu };
      await fleet.call('POST', '/cable', cable);
      access.push(accessRecord(device));
      serials.push(serial);
    }
  }
  if (serials.length === 0) throw new Error(`${work.number} names no unit to install`);
  await stage.staging.call('POST', '/turnup/v1/referenceData', { kind: 'deviceAccess', records: access });
  return { evidence: { serialNumbers: serials } };
}

/** How a device of the fleet is reached, as reference data. */
export function accessRecord(device: DeviceAddress): Record<string, unknown> {
  const { name, host, port, user, password, hostKeySha256 } = device;
  return {
    device: name,
    driver: 'netconf',
    host,
    port,
    user,
    secret: password,
    hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
  };
}
