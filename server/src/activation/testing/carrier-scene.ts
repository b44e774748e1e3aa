import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { type Activation, openActivation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { closeDrivers, openDrivers } from '../drivers.ts';
import type { ActivationPolicy } from '../policy.ts';
import type { DeviceContribution, ServiceChange, TransactionOutcome } from '../types.ts';
import { sealKey } from './activation.ts';
import type { CarrierLab } from './carrier.ts';
import { CarrierTraffic } from './carrier-traffic.ts';

/** Services on a real carrier. Each test has a tenant of its own, and takes its services away when it ends. */
export class CarrierScene extends CarrierTraffic {
  db!: TestDatabase;
  drivers!: Activation['drivers'];
  tenant = '';
  readonly services = new Set<string>();

  /** Registers the hooks of the file that makes it. */
  constructor(carrier: CarrierLab) {
    super(carrier);
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

  /** Asks again, as the server does, until a transaction in doubt is resolved: a device that is back needs a moment. */
  async resolved(change: ServiceChange): Promise<TransactionOutcome> {
    const until = performance.now() + 30_000;
    for (;;) {
      const outcome = await applyServiceChange(this.activation(), change);
      if (outcome.state !== 'inDoubt' || performance.now() > until) return outcome;
    }
  }

  /** Takes a service off every device. */
  async remove(serviceId: string): Promise<void> {
    const outcome = await applyServiceChange(this.activation(), this.change(serviceId, null));
    expect(outcome).toMatchObject({ state: 'completed' });
    this.services.delete(serviceId);
  }
}
