import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { type Activation, openActivation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { closeDrivers, openDrivers } from '../drivers.ts';
import type { ActivationPolicy } from '../policy.ts';
import type { DeviceContribution, ServiceChange } from '../types.ts';
import { sealKey } from './activation.ts';
import type { CarrierLab } from './carrier.ts';

const trafficProgram = fileURLToPath(new URL('../../../../lab/src/carrier/traffic.ts', import.meta.url));

/** What arrived of a stream; the gap is the longest silence. Rates count Ethernet frames. */
export type Received = { readonly packets: number; readonly kbps: number; readonly gapMs: number };

/** Services on a real carrier. Each test has a tenant of its own, and takes its services away when it ends. */
export class CarrierScene {
  readonly carrier: CarrierLab;
  db!: TestDatabase;
  drivers!: Activation['drivers'];
  tenant = '';
  readonly services = new Set<string>();

  /** Registers the hooks of the file that makes it. */
  constructor(carrier: CarrierLab) {
    this.carrier = carrier;
    beforeAll(async () => {
      this.db = await testDatabase();
      this.drivers = openDrivers({
        timeouts: { connectMs: 5_000, rpcMs: 5_000 },
        idleMs: 5_000,
        dialect: { root: 'device', namespace: 'urn:turnup:device' },
        testNamespace: 'urn:turnup:device-test',
      });
    });
    afterAll(async () => {
      await closeDrivers(this.drivers);
      await carrier.stop();
    });
    beforeEach(async () => {
      this.tenant = `t-${newId()}`;
      this.services.clear();
      await carrier.loadAccess(this.db.database, this.tenant);
    });
    afterEach(async () => {
      for (const serviceId of this.services) await this.remove(serviceId);
    });
  }

  activation(policy: Partial<ActivationPolicy> = {}, atStep: Activation['atStep'] = () => {}): Activation {
    return openActivation({
      database: this.db.database,
      drivers: this.drivers,
      sealKey,
      runner: newId(),
      policy: { runnerLeaseS: 2, inDoubtRetryS: 0.1, confirmTimeoutS: 40, lockWaitS: 1, ...policy },
      atStep,
    });
  }

  change(
    serviceId: string,
    contributions: readonly DeviceContribution[] | null,
    more: Partial<ServiceChange> = {},
  ): ServiceChange {
    this.services.add(serviceId);
    return { tenant: this.tenant, transactionId: newId(), serviceId, contributions, ...more };
  }

  /** Configures a service, and holds it to have worked. */
  async put(serviceId: string, contributions: readonly DeviceContribution[]): Promise<void> {
    const outcome = await applyServiceChange(this.activation(), this.change(serviceId, contributions));
    expect(
      outcome,
      JSON.stringify(outcome, ['failures', 'device', 'phase', 'message', 'path']),
    ).toMatchObject({
      state: 'completed',
    });
  }

  /** Takes a service off every device. */
  async remove(serviceId: string): Promise<void> {
    const outcome = await applyServiceChange(this.activation(), this.change(serviceId, null));
    expect(outcome).toMatchObject({ state: 'completed' });
    this.services.delete(serviceId);
  }

  dumps(devices: readonly string[]): Promise<readonly string[]> {
    return Promise.all(devices.map((device) => this.carrier.dump(device)));
  }

  /** How many of three packets are answered. */
  async ping(from: string, to: string): Promise<number> {
    const { stdout } = await this.carrier.run(from, 'ping', '-c', '3', '-i', '0.2', '-W', '1', to);
    return Number(/(\d+) received/.exec(stdout)?.[1] ?? Number.NaN);
  }

  /** What arrives of UDP in packets of 1,400 bytes, offered at a rate. */
  async stream(from: string, to: string, address: string, kbps: number, seconds: number): Promise<Received> {
    const words = ['--port', '5001', '--seconds'];
    const listening = ['receive', ...words, String(seconds + 2)];
    const receiving = this.carrier.run(to, process.execPath, trafficProgram, ...listening);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const sending = ['send', '--to', address, '--kbps', String(kbps), ...words, String(seconds)];
    await this.carrier.run(from, process.execPath, trafficProgram, ...sending);
    const { stdout } = await receiving;
    return JSON.parse(stdout.split('\n')[1] ?? '') as Received;
  }

  /** The median of three streams at one and a half times the ordered rate, with what each delivered. */
  async deliveredKbps(from: string, to: string, address: string, orderedKbps: number): Promise<number> {
    const runs: number[] = [];
    for (let run = 0; run < 3; run++) {
      runs.push((await this.stream(from, to, address, orderedKbps * 1.5, 2)).kbps);
    }
    console.log(`ordered ${orderedKbps} kbit/s, delivered ${runs.join(', ')}`);
    return runs.sort((a, b) => a - b)[1] ?? 0;
  }

  /** Waits until packets of a stream arrive. */
  async packetsArrive(host: string): Promise<void> {
    const count = async () => {
      const { stdout } = await this.carrier.run(host, 'ip', '-j', '-s', 'link', 'show', 'eth0');
      return (JSON.parse(stdout) as { stats64: { rx: { packets: number } } }[])[0]?.stats64.rx.packets ?? 0;
    };
    const before = await count();
    while ((await count()) < before + 200) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
