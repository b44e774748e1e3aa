import { parseAddress } from './address.ts';
import { askWhoIAm, type BootOutcome } from './bootstrap.ts';
import type { Clock } from './clock.ts';
import { readConfig } from './config.ts';
import type {
  BootRequest,
  CableRequest,
  DeviceAddress,
  LinkRecord,
  ModelRecord,
  NodeRecord,
  SetSensorRequest,
  UncableRequest,
  UnpackRequest,
  WorldUpdate,
} from './control-schema.ts';
import { DeviceHost } from './device-host.ts';
import type { Fault, FaultKind } from './faults.ts';
import { Network } from './forwarding/network.ts';
import type { NetworkInput, NodeInput } from './forwarding/types.ts';
import { linkEvent } from './notifications.ts';
import { DurableFile, type StateFolder } from './persistence.ts';
import {
  cableOf,
  endFaults,
  initialTree,
  linkInput,
  portInput,
  sameSocket,
  unpacked,
  updateFaults,
  WorldFault,
} from './world-rules.ts';

/** What the fleet writes down of its world; configurations are in the devices' own files. */
type WorldRecord = {
  readonly nodes: readonly NodeRecord[];
  readonly links: readonly LinkRecord[];
  readonly models: readonly ModelRecord[];
  readonly downLinks: readonly string[];
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
  readonly sshPorts: Readonly<Record<string, number>>;
};

/** Nodes, links, cables and devices, and the network that follows from them and all running configurations. */
export class World {
  readonly #folder: StateFolder;
  readonly #clock: Clock;
  readonly #file: DurableFile<WorldRecord>;
  readonly #nodes = new Map<string, NodeRecord>();
  readonly #links = new Map<string, LinkRecord>();
  readonly #models = new Map<string, ModelRecord>();
  readonly #downLinks = new Set<string>();
  readonly #hosts = new Map<string, DeviceHost>();
  readonly #portStates = new Map<string, ReadonlyMap<string, string>>();
  #network: Network | undefined;
  #announcing = false;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(folder: StateFolder, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
    this.#file = new DurableFile(folder.world);
  }

  /** The world as it was left, with its devices switched on. */
  static async open(folder: StateFolder, clock: Clock): Promise<World> {
    const world = new World(folder, clock);
    const record = await world.#file.read();
    if (record === undefined) return world;
    for (const node of record.nodes) world.#nodes.set(node.name, node);
    for (const link of record.links) world.#links.set(link.name, link);
    for (const model of record.models) world.#models.set(model.name, model);
    for (const name of record.downLinks) world.#downLinks.add(name);
    const managed = record.nodes.filter((node) => node.managed);
    await Promise.all(
      managed.map((node) =>
        world.#switchOn(node, record.faults[node.name] ?? [], record.sshPorts[node.name] ?? 0),
      ),
    );
    return world;
  }

  /** The network as it is now; derived again after any change, and only as far as it is asked. */
  network(): Network {
    this.#network ??= new Network(this.#input());
    return this.#network;
  }

  /** Adds and updates nodes, links and models; what is not named stays. Throws {@link WorldFault}. */
  update(update: WorldUpdate): Promise<readonly DeviceAddress[]> {
    return this.#exclusive(async () => {
      const nodes = new Map(this.#nodes);
      for (const node of update.nodes ?? []) nodes.set(node.name, { ...nodes.get(node.name), ...node });
      const faults = updateFaults(update, nodes);
      if (faults.length > 0) throw new WorldFault(422, faults);
      const fresh = [...nodes.values()].filter((node) => node.managed && !this.#hosts.has(node.name));
      for (const node of fresh) initialTree(node);
      for (const [name, node] of nodes) this.#nodes.set(name, node);
      for (const link of update.links ?? []) this.#links.set(link.name, link);
      for (const model of update.models ?? []) this.#models.set(model.name, model);
      await Promise.all(fresh.map((node) => this.#switchOn(node, [], 0)));
      await this.#changed();
      return this.devices();
    });
  }

  /** Plugs a cable in. Throws {@link WorldFault} where a socket is taken. */
  plug(request: CableRequest): Promise<LinkRecord> {
    return this.#exclusive(async () => {
      const cable = cableOf(request);
      const faults = [cable.a, cable.b].flatMap((end) => endFaults(cable.name, end, this.#nodes));
      if (faults.length > 0) throw new WorldFault(422, faults);
      const others = [...this.#links.values()].filter((link) => link.name !== cable.name);
      const taken = others.find((link) =>
        [link.a, link.b].some((end) => sameSocket(end, cable.a) || sameSocket(end, cable.b)),
      );
      if (taken) throw new WorldFault(409, [`${cable.name}: the port is taken by "${taken.name}"`]);
      this.#links.set(cable.name, cable);
      await this.#changed();
      return cable;
    });
  }

  /** Pulls what is plugged in at an end; answers the names of the cables. */
  unplug({ a, b }: UncableRequest): Promise<readonly string[]> {
    return this.#exclusive(async () => {
      const wanted = [a, ...(b === undefined ? [] : [b])];
      const cables = [...this.#links.values()].filter((link) =>
        wanted.every((end) => sameSocket(link.a, end) || sameSocket(link.b, end)),
      );
      for (const cable of cables) {
        this.#links.delete(cable.name);
        this.#downLinks.delete(cable.name);
      }
      await this.#changed();
      return cables.map((cable) => cable.name);
    });
  }

  /** Breaks or mends a link. Throws {@link WorldFault}. */
  setLink(name: string, up: boolean): Promise<void> {
    return this.#exclusive(async () => {
      if (!this.#links.has(name)) throw new WorldFault(404, [`there is no link "${name}"`]);
      if (up) this.#downLinks.delete(name);
      else this.#downLinks.add(name);
      await this.#changed();
    });
  }

  /** Switches on a device fresh from its box, with its factory configuration and login. The same serial is the same device. */
  async unpack(
    request: UnpackRequest,
  ): Promise<DeviceAddress & { readonly password: string | undefined } & Partial<BootOutcome>> {
    const known = this.#nodes.get(request.name ?? request.serial);
    const device = await this.#takeOut(request);
    const { bootstrap } = request;
    if (bootstrap === undefined) return device;
    // With another secret it has been at the depot since, where everything of before is wiped.
    const again = known?.bootstrap !== undefined && known.bootstrap.voucher !== bootstrap.voucher;
    const outcome = again
      ? await this.boot({ device: device.name, reset: true, bootstrap })
      : await this.#boot(device.name);
    return { ...device, ...outcome };
  }

  /**
   * Switches a device off and on again. One that was configured goes on with what it has; one that was not, or is reset,
   * asks who it is. Throws {@link WorldFault} on an unknown device.
   */
  async boot({ device, reset, firmware, bootstrap }: BootRequest): Promise<BootOutcome> {
    await this.#exclusive(async () => {
      const host = this.host(device);
      const { user, password, ...node } = this.#node(device);
      const login = reset === true || user === undefined ? {} : { user, password: password ?? '' };
      this.#nodes.set(device, {
        ...node,
        ...login,
        ...(firmware === undefined ? {} : { firmware }),
        ...(bootstrap === undefined ? {} : { bootstrap }),
        ...(reset === true ? { snmp: { port: host.snmpPort } } : {}),
      });
      if (reset === true)
        await host.device.exclusive(() => host.device.reset(initialTree(this.#node(device))));
      else host.device.endSessions();
      await host.applyAgent();
      await this.#changed();
    });
    return this.#boot(device);
  }

  /** Lets a sensor of a device show another value. Throws {@link WorldFault}. */
  setSensor({ device, sensor }: SetSensorRequest): Promise<void> {
    return this.#exclusive(async () => {
      this.host(device);
      const node = this.#node(device);
      const others = (node.sensors ?? []).filter(({ oid }) => oid !== sensor.oid);
      this.#nodes.set(device, { ...node, sensors: [...others, sensor] });
      await this.#save();
    });
  }

  /** Asks who a device is, unless it knows; the world goes on meanwhile. */
  async #boot(name: string): Promise<BootOutcome> {
    const host = this.host(name);
    const { user, bootstrap, model = '', serial = '', firmware = '' } = this.#node(name);
    if (user !== undefined) return { boot: 'configured' };
    if (bootstrap === undefined) return { boot: 'unconfigured' };
    const { port: managementPort, hostKeySha256 } = host.address();
    const { snmpPort } = host;
    const { told, outcome } = await askWhoIAm(bootstrap, {
      model,
      serial,
      firmware,
      managementPort,
      hostKeySha256,
      snmpPort,
    });
    if (told !== undefined)
      await this.#exclusive(async () => {
        const { user: manager, password, snmp } = told;
        this.#nodes.set(name, {
          ...this.#node(name),
          user: manager,
          password,
          snmp: { port: snmpPort, ...(snmp === undefined ? {} : { user: snmp }) },
        });
        await host.applyAgent();
        await this.#save();
      });
    return outcome;
  }

  #node(name: string): NodeRecord {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new WorldFault(404, [`there is no device "${name}"`]);
    return node;
  }

  #takeOut(request: UnpackRequest): Promise<DeviceAddress & { readonly password: string | undefined }> {
    return this.#exclusive(async () => {
      const node = unpacked(request, this.#models.get(request.model));
      const known = this.#nodes.get(node.name);
      if (known !== undefined && known.serial !== request.serial)
        throw new WorldFault(409, [`"${node.name}" is another device`]);
      if (known === undefined) {
        this.#nodes.set(node.name, node);
        await this.#switchOn(node, [], 0);
        await this.#changed();
      }
      return { ...this.host(node.name).address(), password: (known ?? node).password };
    });
  }

  /** Sets a fault on a device. Throws {@link WorldFault}. */
  setFault(name: string, fault: Fault): Promise<void> {
    return this.#exclusive(async () => {
      this.host(name).device.faults.set(fault);
      await this.host(name).applyReachability();
      await this.host(name).applyAgent();
      await this.#changed();
    });
  }

  /** Clears the faults of a kind, or all, of a device. Throws {@link WorldFault}. */
  clearFault(name: string, kind: FaultKind | undefined): Promise<void> {
    return this.#exclusive(async () => {
      this.host(name).device.faults.clear(kind);
      await this.host(name).applyReachability();
      await this.host(name).applyAgent();
      await this.#changed();
    });
  }

  /** Where the devices are, in the order in which they came. */
  devices(): readonly DeviceAddress[] {
    const hosts = [...this.#nodes.keys()].map((name) => this.#hosts.get(name));
    return hosts.flatMap((host) => (host === undefined ? [] : [host.address()]));
  }

  /** A device. Throws {@link WorldFault}. */
  host(name: string): DeviceHost {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new WorldFault(404, [`there is no device "${name}"`]);
    return host;
  }

  /** Switches everything off. */
  async close(): Promise<void> {
    await this.#queue;
    await Promise.all([...this.#hosts.values()].map((host) => host.close()));
    await this.#save();
  }

  async #switchOn(node: NodeRecord, faults: readonly Fault[], sshPort: number): Promise<void> {
    const host = await DeviceHost.start(
      {
        name: node.name,
        faults,
        sshPort,
        record: () => this.#nodes.get(node.name) ?? node,
        initial: () => initialTree(node),
      },
      {
        folder: this.#folder,
        clock: this.#clock,
        network: () => this.network(),
        networkChanged: () => this.#networkChanged(),
        faultsChanged: () => void this.#changed(),
        subscribed: () => this.#portStates.set(node.name, this.network().portStates(node.name)),
      },
    );
    this.#hosts.set(node.name, host);
    this.#networkChanged();
  }

  async #changed(): Promise<void> {
    this.#networkChanged();
    await this.#save();
  }

  #save(): Promise<void> {
    const hosts = [...this.#hosts];
    return this.#file.write({
      nodes: [...this.#nodes.values()],
      links: [...this.#links.values()],
      models: [...this.#models.values()],
      downLinks: [...this.#downLinks],
      faults: Object.fromEntries(hosts.map(([name, host]) => [name, host.device.faults.list()])),
      sshPorts: Object.fromEntries(hosts.map(([name, host]) => [name, host.address().port])),
    });
  }

  #networkChanged(): void {
    this.#network = undefined;
    if (this.#announcing) return;
    this.#announcing = true;
    // Many changes in one turn of the event loop are one change of the network.
    setImmediate(() => {
      this.#announcing = false;
      this.#announceLinks();
    });
  }

  #announceLinks(): void {
    for (const [name, { device }] of this.#hosts) {
      if (!device.isObserved) continue;
      const before = this.#portStates.get(name);
      const now = this.network().portStates(name);
      this.#portStates.set(name, now);
      for (const [port, status] of now) {
        if (before && before.get(port) !== status) device.notify(linkEvent(port, status));
      }
    }
  }

  #input(): NetworkInput {
    const nodes = [...this.#nodes.values()].map((node) => [node.name, this.#nodeInput(node)] as const);
    const links = [...this.#links.values()].map((link) => linkInput(link, this.#downLinks));
    return { nodes: new Map(nodes), links };
  }

  #nodeInput(node: NodeRecord): NodeInput {
    const device = this.#hosts.get(node.name)?.device;
    return {
      name: node.name,
      role: node.role,
      routerId: node.routerId === undefined ? undefined : parseAddress(node.routerId),
      ports: new Map(node.ports.map((port) => [port.name, portInput(node, port)])),
      config: device && readConfig(device.running),
      failedPorts: device?.faults.failedPorts() ?? new Set(),
    };
  }

  #exclusive<Value>(action: () => Promise<Value>): Promise<Value> {
    const run = this.#queue.then(action);
    this.#queue = run.catch(() => undefined);
    return run;
  }
}
