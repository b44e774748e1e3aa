import { randomBytes } from 'node:crypto';
import { type HostKey, makeHostKey } from '../host-key.ts';
import type { Clock } from './clock.ts';
import type { DeviceAddress, NodeRecord } from './control-schema.ts';
import { Device, type DeviceContext, type DeviceRecord } from './device.ts';
import { type Fault, FaultSet } from './faults.ts';
import type { Network } from './forwarding/network.ts';
import { DurableFile, type StateFolder } from './persistence.ts';
import { serveSession } from './session.ts';
import { SnmpAgent, sensorColumn } from './snmp-agent.ts';
import { SshServer, type Subsystem } from './ssh-server.ts';
import type { ContainerData } from './tree.ts';

/** What a device is switched on with. */
export type HostPlan = {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** The port it had before, or 0. */
  readonly sshPort: number;
  /** The node as the world has it now. */
  readonly record: () => NodeRecord;
  /** The configuration of a device that was never on. */
  readonly initial: () => ContainerData;
};

/** What surrounds a device in the fleet. */
export type HostContext = {
  readonly folder: StateFolder;
  readonly clock: Clock;
  readonly network: () => Network;
  readonly networkChanged: () => void;
  readonly faultsChanged: () => void;
  readonly subscribed: () => void;
};

/** A device that is on: its state, its host key and its SSH port. */
export class DeviceHost {
  readonly device: Device;
  readonly #plan: HostPlan;
  readonly #context: HostContext;
  readonly #hostKey: HostKey;
  readonly #server: SshServer;
  #port: number;
  #open = false;
  #agent: SnmpAgent | undefined;

  private constructor(plan: HostPlan, context: HostContext, device: Device, hostKey: HostKey) {
    this.device = device;
    this.#plan = plan;
    this.#context = context;
    this.#hostKey = hostKey;
    this.#port = plan.sshPort;
    this.#server = new SshServer(
      hostKey,
      () => this.#login(),
      (subsystem) => this.#serve(subsystem),
    );
  }

  /** Switches a device on with what it has on disk. */
  static async start(plan: HostPlan, context: HostContext): Promise<DeviceHost> {
    const storage = new DurableFile<DeviceRecord>(context.folder.device(plan.name));
    const deviceContext: DeviceContext = {
      storage,
      clock: context.clock,
      faults: new FaultSet(plan.faults, context.faultsChanged),
      runningChanged: context.networkChanged,
    };
    const [record, hostKey] = await Promise.all([storage.read(), keyOf(plan.name, context.folder)]);
    const device =
      record === undefined
        ? await Device.create(plan.name, plan.initial(), deviceContext)
        : await Device.restore(plan.name, record, deviceContext);
    const host = new DeviceHost(plan, context, device, hostKey);
    await host.applyReachability();
    await host.applyAgent();
    return host;
  }

  /** Opens or closes the management port as the faults want it. */
  async applyReachability(): Promise<void> {
    const reachable = !this.device.faults.isUnreachable();
    if (reachable === this.#open) return;
    this.#open = reachable;
    if (reachable) this.#port = await this.#server.open(this.#port);
    else this.#cutOff();
  }

  /** Opens the agent of a device that has one, and answers whom it may answer. */
  async applyAgent(): Promise<void> {
    const { snmp, serial = '', model = '', firmware = '' } = this.#plan.record();
    this.#agent?.close();
    this.#agent = undefined;
    if (snmp === undefined || this.device.faults.isUnreachable()) return;
    this.#agent = await SnmpAgent.open(snmp.port);
    if (snmp.user === undefined) return;
    this.#agent.serve(snmp.user, {
      sysName: () => this.#plan.name,
      sysDescr: () => `${model} ${firmware}`,
      serial: () => serial,
      ports: () => this.#ports(),
      sensors: () =>
        new Map(
          (this.#plan.record().sensors ?? []).map(({ oid, value }) => [
            Number(oid.slice(sensorColumn.length + 1)),
            value,
          ]),
        ),
    });
  }

  /** The port of its agent; 0 for a device without one. */
  get snmpPort(): number {
    return this.#agent?.port ?? 0;
  }

  #ports() {
    const states = this.#context.network().portStates(this.#plan.name);
    return this.#plan.record().ports.map(({ name, rateKbps }) => ({
      name,
      rateKbps,
      status: states.get(name) ?? 'down',
    }));
  }

  /** Where and as whom the device is reached. */
  address(): DeviceAddress {
    const { role, model, serial, user } = this.#plan.record();
    return {
      name: this.#plan.name,
      role,
      model,
      serial,
      host: '127.0.0.1',
      port: this.#port,
      hostKeySha256: this.#hostKey.sha256,
      user: user ?? '',
      reachable: this.#open,
    };
  }

  /** Switches the device off. */
  async close(): Promise<void> {
    this.#cutOff();
    this.#agent?.close();
    await this.device.stop();
  }

  #cutOff(): void {
    this.#server.close();
    this.device.endSessions();
  }

  #login() {
    const { user, password } = this.#plan.record();
    // A device that was not told who manages it lets nobody in.
    return { user: user ?? '', password: password ?? randomBytes(18).toString('base64url') };
  }

  #serve(subsystem: Subsystem): void {
    const { network, clock, subscribed } = this.#context;
    const { stream, ...client } = subsystem;
    serveSession(stream, { ...client, device: this.device, network, clock, subscribed });
  }
}

async function keyOf(name: string, folder: StateFolder): Promise<HostKey> {
  const file = new DurableFile<HostKey>(folder.key(name));
  const known = await file.read();
  if (known) return known;
  const made = makeHostKey();
  await file.write(made);
  return made;
}
