import { randomBytes } from 'node:crypto';
import { type Activation, accessSecretOf, referenceLoaders, seal, unseal } from './activation/index.ts';
import { objectPolicy } from './catalog/index.ts';
import {
  bootReference,
  type EquipmentPolicy,
  type EquipmentPorts,
  enrolmentAt,
  readSnmp,
} from './equipment/index.ts';
import { unwrap } from './foundation/result.ts';
import type { Memories } from './memories.ts';
import { enrolmentSignal } from './ordering/index.ts';
import type { Plans } from './plan/index.ts';
import { recordFacts } from './platform/events/index.ts';
import { newId } from './platform/ids.ts';
import { noteOnWork, type ProvisioningPorts } from './provisioning/index.ts';

/** What holds where no policy `equipment` is loaded: private networks (RFC 1918, RFC 6598), and a user of our name. */
const defaultPolicy: EquipmentPolicy = {
  managementNetworks: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  managementUser: 'turnup',
};

/** Equipment that boots gets its access written down by activation, and moves the tasks that wait for it. */
export function equipmentPorts(
  { sealKey }: Pick<Activation, 'sealKey'>,
  plans: Plans,
  { catalog }: Memories,
  provisioning: ProvisioningPorts,
): EquipmentPorts {
  const load = referenceLoaders(sealKey).deviceAccess;
  const ports: EquipmentPorts = {
    ids: newId,
    secret: () => randomBytes(24).toString('base64url'),
    seal: (owner, secret) => seal(sealKey, owner, secret),
    unseal: (owner, sealed) => unseal(sealKey, owner, sealed),
    record: recordFacts,
    models: async (sql, tenant) => (await catalog(sql, tenant)).of('cpeModel'),
    policy: async (sql, tenant) => objectPolicy(await catalog(sql, tenant), 'equipment', defaultPolicy),
    async registerAccess(tx, tenant, access) {
      await load(tx, tenant, [access as never]);
    },
    accessSecret: (sql, tenant, device) => accessSecretOf(sql, sealKey, tenant, device),
    async tellWork(tx, tenant, { serviceId, place, text }) {
      await noteOnWork(provisioning, tx, tenant, { service: serviceId, place, by: 'equipment', text });
    },
    async onBoot(tx, tenant, { serviceId, place }) {
      const enrolment = await enrolmentAt(ports, tx.sql, tenant, serviceId, place);
      const signal = enrolmentSignal(enrolment);
      const reference = bootReference(serviceId, enrolment.units);
      if (signal !== undefined)
        unwrap(await plans.signalTask(tx, tenant, { waitingReference: reference }, signal));
    },
    read: readSnmp,
  };
  return ports;
}
