import { type DeviceDriver, type DeviceSession, DriverError, type DriverFault } from '../driver.ts';
import { isEntry } from '../paths.ts';
import { type Change, type ConfigValue, ENTRY } from '../types.ts';

type Operation = 'connect' | 'lock' | 'read' | 'edit' | 'commitConfirmed' | 'confirm' | 'cancel' | 'commit';

/** What a device does wrong: it fails with a fault, or pretends, or does it and loses the answer. */
type Misbehaviour = DriverFault | 'pretends' | 'losesAnswer';

/** A device in memory with the transaction semantics of NETCONF's candidate and confirmed commit. */
export class FakeDevice {
  running: Map<string, ConfigValue>;
  candidate: Map<string, ConfigValue> | undefined;
  lockedBy: object | undefined;
  pending: { readonly name: string; readonly before: Map<string, ConfigValue> } | undefined;
  readonly faults = new Map<Operation, Misbehaviour>();
  readonly log: string[] = [];

  constructor(running: Readonly<Record<string, ConfigValue>> = {}) {
    this.running = new Map(Object.entries(running));
  }

  /** The confirm time-out passes: what is pending is taken back by the device itself. */
  expire(): void {
    if (this.pending) this.running = this.pending.before;
    this.pending = undefined;
  }

  /** Everything that runs, as sorted text. */
  dump(): string {
    return JSON.stringify([...this.running].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Devices by name, and the driver that reaches them. `dead` stops every operation, as the death of a process does. */
export class FakeNetwork {
  readonly devices = new Map<string, FakeDevice>();
  dead: Error | undefined;

  add(name: string, running: Readonly<Record<string, ConfigValue>> = {}): FakeDevice {
    const device = new FakeDevice(running);
    this.devices.set(name, device);
    return device;
  }

  /** What a lost process leaves on devices: sessions end, and with them locks and candidates. */
  dropSessions(): void {
    for (const device of this.devices.values()) {
      device.lockedBy = undefined;
      device.candidate = undefined;
    }
  }

  driver(): DeviceDriver {
    return {
      undoesBy: 'device',
      open: async (target) => {
        const device = this.devices.get(target.device);
        if (device === undefined) throw new DriverError('unreachable', 'no such device');
        await this.operate(device, 'connect', () => {});
        return new FakeSession(this, device);
      },
      nativeText: (changes) => changes.map((change) => `${change.operation} ${change.path}`).join('\n'),
      close: async () => {},
    };
  }

  async operate<Value>(device: FakeDevice, operation: Operation, work: () => Value): Promise<Value> {
    await Promise.resolve();
    if (this.dead) throw this.dead;
    device.log.push(operation);
    const fault = device.faults.get(operation);
    if (fault === undefined) return work();
    if (fault === 'pretends') return undefined as Value;
    if (fault === 'losesAnswer') work();
    throw new DriverError(fault === 'losesAnswer' ? 'timeout' : fault, `${operation} failed as told`);
  }
}

class FakeSession implements DeviceSession {
  readonly #network: FakeNetwork;
  readonly #device: FakeDevice;
  constructor(network: FakeNetwork, device: FakeDevice) {
    this.#network = network;
    this.#device = device;
  }

  lock(): Promise<void> {
    return this.#do('lock', () => {
      if (this.#device.lockedBy) throw new DriverError('locked', 'another session holds it');
      this.#device.lockedBy = this;
    });
  }

  async unlock(): Promise<void> {
    if (this.#network.dead || this.#device.lockedBy !== this) return;
    this.#device.lockedBy = undefined;
    this.#device.candidate = undefined;
  }

  read(places: readonly { readonly path: string }[]): Promise<ReadonlyMap<string, ConfigValue>> {
    return this.#do('read', () => {
      const values = new Map<string, ConfigValue>();
      for (const { path } of places) {
        const value = this.#device.running.get(path);
        const within =
          isEntry(path) && [...this.#device.running.keys()].some((key) => key.startsWith(`${path}/`));
        if (value !== undefined) values.set(path, value);
        else if (within) values.set(path, ENTRY);
      }
      return values;
    });
  }

  fingerprint(): Promise<string> {
    return this.#do('read', () => this.#device.dump());
  }

  edit(changes: readonly Change[]): Promise<void> {
    return this.#do('edit', () => {
      const candidate = new Map(this.#device.running);
      for (const { path, after } of changes) {
        if (after !== null) candidate.set(path, after);
        else
          for (const key of candidate.keys())
            if (key === path || key.startsWith(`${path}/`)) candidate.delete(key);
      }
      this.#device.candidate = candidate;
    });
  }

  commitConfirmed(name: string): Promise<void> {
    return this.#do('commitConfirmed', () => {
      if (this.#device.pending) throw new DriverError('locked', 'another commit is pending');
      this.#device.pending = { name, before: this.#device.running };
      this.#device.running = this.#device.candidate ?? this.#device.running;
    });
  }

  confirm(name: string): Promise<'confirmed' | 'nothingPending'> {
    return this.#do('confirm', () => {
      if (this.#device.pending?.name !== name) return 'nothingPending' as const;
      this.#device.pending = undefined;
      return 'confirmed' as const;
    });
  }

  cancel(name: string): Promise<'cancelled' | 'nothingPending'> {
    return this.#do('cancel', () => {
      if (this.#device.pending?.name !== name) return 'nothingPending' as const;
      this.#device.expire();
      return 'cancelled' as const;
    });
  }

  commit(): Promise<void> {
    return this.#do('commit', () => {
      if (this.#device.pending) throw new DriverError('locked', 'a commit is pending');
      this.#device.running = this.#device.candidate ?? this.#device.running;
    });
  }

  state(): Promise<{ ports: []; neighbors: [] }> {
    return Promise.resolve({ ports: [], neighbors: [] });
  }

  testPath(): Promise<{ sent: number; received: number; hops: [] }> {
    return Promise.resolve({ sent: 0, received: 0, hops: [] });
  }

  async close(): Promise<void> {
    await this.unlock();
  }

  #do<Value>(operation: Operation, work: () => Value): Promise<Value> {
    return this.#network.operate(this.#device, operation, work);
  }
}
