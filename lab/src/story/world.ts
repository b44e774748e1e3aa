import { randomBytes } from 'node:crypto';
import {
  type CpeReading,
  lanPortsOf,
  type ReferenceKind,
  type ReferenceRecord,
  wanPortOf,
} from '@turnup/contract';
import { accessRecord } from '../actors/install.ts';
import type { Api } from '../client/api.ts';
import type { DeviceAddress, FleetControl } from '../client/fleet.ts';
import type { LoadedSet } from './load.ts';

/** Who may log in to a device. */
export type Login = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
};

/** All records of a kind. */
export function recordsOf<Kind extends ReferenceKind>(
  sets: readonly LoadedSet[],
  kind: Kind,
): readonly ReferenceRecord<Kind>[] {
  return sets
    .filter((set) => set.kind === kind)
    .flatMap((set) => set.records as unknown as ReferenceRecord<Kind>[]);
}

/**
 * Builds the operator's network in the fleet: every node a device with a login made for this run, the links that are in
 * service, the models of customer equipment. Then the system learns how each is reached. Where the fleet has the devices
 * already (it was restarted) they stay as they are. Answers the logins that were made.
 */
export async function buildWorld(
  fleet: FleetControl,
  administrator: Api,
  sets: readonly LoadedSet[],
): Promise<ReadonlyMap<string, Login>> {
  const present = await fleet.call<{ devices: readonly DeviceAddress[] }>('GET', '/devices');
  const there = new Set(present.devices.map((device) => device.name));
  const nodes = recordsOf(sets, 'networkNode').filter((node) => !there.has(node.name));
  if (nodes.length === 0) return new Map();
  const passwords = new Map(nodes.map((node) => [node.name, randomBytes(18).toString('base64url')]));
  const ports = Map.groupBy(recordsOf(sets, 'port'), (port) => port.node);
  const { devices } = await fleet.call<{ devices: readonly DeviceAddress[] }>('PUT', '/world', {
    nodes: nodes.map((node) => ({
      name: node.name,
      role: node.role,
      routerId: node.routerId,
      managed: true,
      user: 'turnup',
      password: passwords.get(node.name),
      model: node.model,
      ports: (ports.get(node.name) ?? []).map((port) => ({ name: port.name, rateKbps: port.rateKbps })),
    })),
    links: recordsOf(sets, 'link')
      .filter((link) => link.status === 'inService' && link.a.node !== undefined && link.b.node !== undefined)
      .map(({ name, a, b, latencyUs, capacityKbps, mtu }) => ({
        name,
        a: { node: a.node },
        b: { node: b.node },
        latencyUs,
        capacityKbps,
        mtu,
      })),
    models: recordsOf(sets, 'cpeModel').map(equipment),
  });
  const logins = new Map<string, Login>();
  const access: Record<string, unknown>[] = [];
  for (const device of devices) {
    const password = passwords.get(device.name);
    if (password === undefined) continue;
    logins.set(device.name, { host: device.host, port: device.port, user: device.user, password });
    access.push(accessRecord({ ...device, password }));
  }
  await administrator.call('POST', '/turnup/v1/referenceData', { kind: 'deviceAccess', records: access });
  return logins;
}

/** A model of customer equipment in its box: WAN and LAN ports of the first usual speed that carries its throughput. */
function equipment(model: ReferenceRecord<'cpeModel'>) {
  const speeds = [1_000_000, 10_000_000, 100_000_000];
  const rateKbps = speeds.find((speed) => speed >= model.throughputKbps) ?? model.throughputKbps;
  const wan = Array.from({ length: model.wanPorts }, (_, index) => ({ name: wanPortOf(model, index) }));
  const lan = lanPortsOf(model, model.lanPorts ?? 4).map((name) => ({ name, side: 'customer' as const }));
  return {
    name: model.code,
    ports: [...wan, ...lan].map((port) => ({ ...port, rateKbps })),
    ...(model.minimumFirmware === undefined ? {} : { firmware: model.minimumFirmware }),
    sensors: (model.readings ?? []).filter(({ oid }) => oid.startsWith(sensorColumn)).map(wellSensor),
  };
}

/** The column of sensor values of RFC 3433, which is what a device of the fleet has. */
const sensorColumn = '1.3.6.1.2.1.99.1.1.1.4.';

/** A sensor that shows a value in the middle of its limits. */
function wellSensor({ oid, divisor = 1, minimum, maximum }: CpeReading) {
  const value = ((minimum ?? maximum ?? 0) + (maximum ?? minimum ?? 0)) / 2;
  return { oid, value: Math.round(value * divisor) };
}
