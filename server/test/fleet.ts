import { lanPortsOf, wanPortOf } from '@turnup/contract';
import { Fleet } from '../src/activation/testing/fleet.ts';
import { afterFile } from '../src/platform/testing/after-file.ts';
import { demoDataSets } from './demo.ts';
import type { TestSystem } from './system.ts';

type Address = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeySha256: string;
};
// biome-ignore lint/suspicious/noExplicitAny: the demo's records are read as the fleet wants them.
type Row = any;

const password = 'fleet-secret';

/** The demo's records of a kind. */
const recordsOf = (kind: string): Row[] =>
  demoDataSets().flatMap((set) => (set.kind === kind ? (set.records as Row[]) : []));

/** The demo operator's network as device servers in a process of its own, and what people do with its equipment. */
export type DemoFleet = {
  readonly fleet: Fleet;
  /** A hash of what each device of the operator runs, by device. */
  hashes(): Promise<ReadonlyMap<string, string>>;
  /** Takes a unit out of its box, plugs it into its leg and lets it ask who it is. */
  install(unit: { readonly model: string; readonly serial: string; readonly leg: Row }): Promise<void>;
  /** Moves a unit's plug from the port that its leg leaves to the other, or back. */
  patch(leg: Row, back: boolean): Promise<void>;
  /** Plugs a leg into the network termination at which the customer's own equipment begins. */
  connect(site: string, leg: Row): Promise<void>;
  /** Plugs a leg into the port of a unit that stands there already. */
  join(leg: Row): Promise<void>;
  /** Gives a unit its one-time secret and switches it on as it left the factory; answers what came of its asking. */
  boot(model: string, serial: string, more?: object): Promise<Row>;
};

/** Builds the network of the demo, with more ports and other equipment where told, in a fleet and tells the system how each is reached. */
export async function demoFleet(
  system: TestSystem,
  morePorts: readonly Row[] = [],
  cpeModels: readonly Row[] = recordsOf('cpeModel'),
): Promise<DemoFleet> {
  const fleet = await Fleet.start();
  afterFile(() => fleet.stop());
  const ports = Map.groupBy([...recordsOf('port'), ...morePorts], (port) => port.node);
  const { devices } = (await fleet.control('PUT', '/world', {
    nodes: recordsOf('networkNode').map(({ name, role, routerId, model }) => ({
      name,
      role,
      routerId,
      model,
      managed: true,
      user: 'turnup',
      password,
      ports: (ports.get(name) ?? []).map((port) => ({ name: port.name, rateKbps: port.rateKbps })),
    })),
    links: recordsOf('link')
      .filter((link) => link.status === 'inService' && link.a.node !== undefined && link.b.node !== undefined)
      .map(({ name, a, b, latencyUs, capacityKbps, mtu }) => ({
        name,
        a: { node: a.node },
        b: { node: b.node },
        latencyUs,
        capacityKbps,
        mtu,
      })),
    models: cpeModels.map((model) => ({
      name: model.code,
      ports: [
        ...Array.from({ length: model.wanPorts }, (_, index) => ({ name: wanPortOf(model, index) })),
        ...lanPortsOf(model, 4).map((name) => ({ name, side: 'customer' })),
      ].map((port) => ({ ...port, rateKbps: 10_000_000 })),
      firmware: model.minimumFirmware,
      sensors: model.readings.map(wellSensor),
    })),
  })) as { devices: Address[] };
  const register = async (found: readonly (Address & { readonly secret: string })[]): Promise<void> => {
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'deviceAccess',
      records: found.map(({ name, host, port, user, secret, hostKeySha256 }) => ({
        device: name,
        driver: 'netconf',
        host,
        port,
        user,
        secret,
        hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
      })),
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  await register(devices.map((device) => ({ ...device, secret: password })));
  const installed = new Set<string>();
  /** Gives a unit its secret, and switches it on as it left the factory. */
  const boot = async (model: string, serial: string, more: object = {}): Promise<Row> => {
    const { body } = await system.call('administrator', 'POST', `/turnup/v1/cpe/${serial}/voucher`);
    const bootstrap = { url: `${system.url}/turnup/v1/bootstrap`, voucher: body.voucher };
    return await fleet.control('POST', '/unpack', { model, serial, name: serial, bootstrap, ...more });
  };
  return {
    fleet,
    async hashes() {
      const states = await Promise.all(
        devices.map(async ({ name }) => [name, (await fleet.state(name)).hash] as const),
      );
      return new Map(states);
    },
    async patch({ was, node, port, serial, wanPort, latencyUs, capacityKbps, mtu }, back) {
      const [from, to] = back ? [{ node, port }, was] : [was, { node, port }];
      await fleet.control('DELETE', '/cable', { a: from });
      const b = { node: serial, port: wanPort };
      await fleet.control('POST', '/cable', { a: to, b, latencyUs, capacityKbps, mtu });
    },
    async install({ model, serial, leg }) {
      if (installed.has(serial))
        await fleet.control('DELETE', '/cable', { a: { node: serial, port: leg.wanPort } });
      installed.add(serial);
      const told = await boot(model, serial);
      if (told.boot !== 'enrolled')
        throw new Error(`${serial} was not told who it is: ${JSON.stringify(told)}`);
      // Whoever was plugged in there before has been collected.
      await fleet.control('DELETE', '/cable', { a: { node: leg.node, port: leg.port } });
      await fleet.control('POST', '/cable', {
        a: { node: leg.node, port: leg.port },
        b: { node: serial, port: leg.wanPort },
        latencyUs: leg.latencyUs,
        capacityKbps: leg.capacityKbps,
        mtu: leg.mtu,
      });
    },
    async connect(site, leg) {
      const name = `NTE-${site}-${leg.index}`;
      const ports = [{ name: 'uni', rateKbps: leg.capacityKbps }];
      const node = { name, role: 'customer-premises', managed: false, ports };
      await fleet.control('PUT', '/world', { nodes: [node] });
      await fleet.control('POST', '/cable', {
        a: { node: leg.node, port: leg.port },
        b: { node: name, port: 'uni' },
        latencyUs: leg.latencyUs,
        capacityKbps: leg.capacityKbps,
        mtu: leg.mtu,
      });
    },
    async join({ node, port, serial, wanPort, latencyUs, capacityKbps, mtu }) {
      const [a, b] = [
        { node, port },
        { node: serial, port: wanPort },
      ];
      for (const end of [a, b]) await fleet.control('DELETE', '/cable', { a: end });
      await fleet.control('POST', '/cable', { a, b, latencyUs, capacityKbps, mtu });
    },
    boot,
  };
}

/** A sensor that shows a value in the middle of its limits. */
function wellSensor({ oid, divisor = 1, minimum, maximum }: Row) {
  return { oid, value: Math.round(((minimum + maximum) / 2) * divisor) };
}
