import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Login, type Subsystem, serveManagement } from './management.ts';
import { agentSocket, bootRouter } from './nodes/boot.ts';
import { bridgeFolder, dumpBridge, startBridge } from './nodes/bridge.ts';
import { startManagement, wireManagement } from './nodes/dcn.ts';
import { netconfSubsystem, startNetconf, writeModule } from './nodes/netconf.ts';
import { dumpRouter, startRouter } from './nodes/router.ts';
import { configurationOf, replaceUnit, type UnitConfig } from './nodes/unit.ts';
import { wire } from './nodes/wiring.ts';
import { Processes } from './processes.ts';
import type { Booted, BootWish, DeviceAddress, Topology } from './types.ts';

/** A device as the front outside the namespaces needs it: everything but the port, which it opens itself. */
export type ManagedDevice = Omit<DeviceAddress, 'host' | 'port'> & { readonly socket: string };

const user = 'lab';

/** A carrier that runs. */
export class Carrier {
  readonly state: string;
  readonly topology: Topology;
  readonly processes: Processes;
  readonly #inNamespaces: boolean;
  readonly #secret = randomBytes(18).toString('base64url');
  /** Logins of devices that were told who manages them; the others have the laboratory's own. */
  /** Units that were switched on, and what they had when they came. */
  readonly #units = new Map<string, { readonly serial: string; readonly factory: UnitConfig }>();
  readonly #logins = new Map<string, Login>();
  readonly #hostKeys = new Map<string, string>();

  /** @param inNamespaces whether mounts, networks and processes are the carrier's own (level L1). */
  constructor(state: string, topology: Topology, inNamespaces: boolean) {
    this.state = state;
    this.topology = topology;
    this.#inNamespaces = inNamespaces;
    this.processes = new Processes(join(state, 'logs'));
  }

  /** Wires and starts everything; answers how its devices are reached. */
  async up(): Promise<readonly ManagedDevice[]> {
    for (const folder of ['logs', 'nodes', 'management'])
      await mkdir(join(this.state, folder), { recursive: true });
    await chmod(this.state, 0o700);
    // Without namespaces there are NETCONF devices alone, and no wires.
    if (this.#inNamespaces) await wire(this.topology);
    const { management } = this.topology;
    if (management !== undefined) {
      await wireManagement(management);
      await startManagement(this.state, this.processes, management);
    }
    await writeModule(this.state);
    const { bridges, routers, netconf } = this.topology;
    await Promise.all([...bridges, ...routers].map(({ name }) => this.#startNode(name)));
    await inBatches(netconf, 4, ({ name }) => this.#startNode(name));
    return await Promise.all([
      ...bridges.map(({ name }) => this.#manage(name, 'ovsdb', { ovsdb: this.#socket(name, 'db.sock') })),
      ...routers
        .filter(({ role }) => role !== 'core')
        .map(({ name }) => this.#manage(name, 'frr', { 'turnup-agent': this.#socket(name, 'agent.sock') })),
      ...netconf.map(({ name }) =>
        this.#manage(name, 'netconf', { netconf: netconfSubsystem(this.state, name) }),
      ),
    ]);
  }

  async down(): Promise<void> {
    await this.processes.killAll();
  }

  requireNode(name: string): void {
    const { bridges, routers, netconf, hosts } = this.topology;
    if ([...bridges, ...routers, ...netconf, ...hosts].some((node) => node.name === name)) return;
    throw new Error(`there is no node ${name}`);
  }

  /** Kills all programs of a device with signal 9. What it had written stays. */
  async kill(name: string): Promise<void> {
    await this.processes.kill(name);
  }

  /** Starts a device on what it had written; what is left of it is killed first. */
  async start(name: string): Promise<void> {
    await this.kill(name);
    await this.#startNode(name);
  }

  async #startNode(name: string): Promise<void> {
    const bridge = this.topology.bridges.find((node) => node.name === name);
    if (bridge !== undefined) return await startBridge(this.state, this.processes, this.topology, bridge);
    const router = this.topology.routers.find((node) => node.name === name);
    if (router !== undefined) return await startRouter(this.state, this.processes, this.topology, router);
    const device = this.topology.netconf.find((node) => node.name === name);
    if (device !== undefined)
      return await startNetconf(this.state, this.processes, device, this.#inNamespaces);
    throw new Error(`${name} cannot be started`);
  }

  /**
   * Switches a device on as it came out of its box; see {@link bootRouter}. Another serial number than last time is another
   * unit in its place.
   */
  async boot(wish: BootWish): Promise<Booted> {
    const { management } = this.topology;
    if (management === undefined || !management.devices.includes(wish.node))
      throw new Error(`${wish.node} is not one of the devices that boot`);
    const unit = this.#units.get(wish.node);
    const factory = unit?.factory ?? (await configurationOf(this.state, wish.node));
    if (unit !== undefined && unit.serial !== wish.serial) await replaceUnit(this.state, wish.node, factory);
    this.#units.set(wish.node, { serial: wish.serial, factory });
    const hostKeySha256 = this.#hostKeys.get(wish.node) ?? '';
    const { booted, login } = await bootRouter(this.state, this.processes, management, {
      ...wish,
      hostKeySha256,
    });
    if (login !== undefined) this.#logins.set(wish.node, login);
    return booted;
  }

  /** Sockets of the agents of devices that boot, by device. */
  agents(): Readonly<Record<string, string>> {
    const names = this.topology.management?.devices ?? [];
    return Object.fromEntries(names.map((name) => [name, agentSocket(this.state, name)]));
  }

  async signalAgent(name: string, signal: NodeJS.Signals): Promise<void> {
    if (signal === 'SIGKILL') return await this.processes.kill(name, ['agent']);
    this.processes.signal(name, 'agent', signal);
  }

  /** Everything on a node that configuration can change, as canonical text. */
  async dump(name: string): Promise<string> {
    const bridge = this.topology.bridges.find((node) => node.name === name);
    if (bridge !== undefined) return await dumpBridge(this.state, name);
    const router = this.topology.routers.find((node) => node.name === name);
    if (router !== undefined) return await dumpRouter(this.state, name);
    throw new Error(`${name} has no configuration to dump`);
  }

  /** Parts that run, by node. */
  status(): Readonly<Record<string, readonly string[]>> {
    const { bridges, routers, netconf } = this.topology;
    return Object.fromEntries(
      [...bridges, ...routers, ...netconf].map(({ name }) => [name, this.processes.partsOf(name)]),
    );
  }

  #socket(name: string, file: string): Subsystem {
    return { kind: 'socket', path: join(bridgeFolder(this.state, name), file) };
  }

  async #manage(
    device: string,
    driver: DeviceAddress['driver'],
    subsystems: Readonly<Record<string, Subsystem>>,
  ): Promise<ManagedDevice> {
    const socket = join(this.state, 'management', `${device}.sock`);
    const login = (): Login => this.#logins.get(device) ?? { user, secret: this.#secret };
    const { hostKeySha256 } = await serveManagement(socket, login, subsystems);
    this.#hostKeys.set(device, hostKeySha256);
    return { device, driver, user, secret: this.#secret, hostKeySha256, socket };
  }
}

/** A few at a time: a hundred that start together start no sooner, and some would run out of time. */
async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += size)
    await Promise.all(items.slice(from, from + size).map(work));
}
