import { ok, type Refused, type Result, refuse } from '../foundation/result.ts';
import { type CpeUnitRow, cpeUnits, unitsBySerial, unitsOfService } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { isInside } from './networks.ts';
import { judgeBoot } from './rules.ts';
import { openSnmp, sealSnmp } from './secrets.ts';
import { enrolments, lockVoucher, noteRefusal, putEnrolment, tenantIsKnown, useVoucher } from './store.ts';
import type { BootRefusal, BootRequest, EquipmentPorts, ManagementConfiguration, SnmpUser } from './types.ts';
import { digestOf } from './voucher.ts';

/** The one answer to every device that is refused: it says nothing of what is known here, not even whether anything is. */
function notExpected(): Refused<ReturnType<typeof refuse>['fault']> {
  return refuse(403, 'NOT_EXPECTED', 'no device is expected that says this of itself');
}

/**
 * A unit boots unconfigured and asks who it is (zero-touch provisioning, after RFC 8572): matched by model, serial number
 * and voucher it gets its name and the accounts by which it is managed and read, and whoever waits for it goes on. Asked
 * again before it is configured, the same unit gets the same answer. Anything else is refused, with a recorded reason
 * that is told to the people of the work, and one answer for all to the device.
 */
export async function bootUnit(
  ports: EquipmentPorts,
  tx: Transaction,
  tenant: string,
  request: BootRequest,
): Promise<Result<ManagementConfiguration>> {
  if (!(await tenantIsKnown(tx.sql, tenant))) return notExpected();
  const unit = await lockUnit(tx, tenant, request.serial);
  const voucher = unit === undefined ? undefined : await lockVoucher(tx, tenant, request.serial);
  const policy = await ports.policy(tx.sql, tenant);
  const hosts = [request.management.host ?? request.address, request.snmp?.host ?? request.address];
  const refusal =
    judgeBoot(request, digestOf(request.voucher), { unit, voucher }) ??
    (hosts.every((host) => isInside(policy.managementNetworks, host)) ? null : 'addressNotAllowed');
  if (refusal !== null || unit === undefined)
    return refuseBoot(ports, tx, tenant, request, unit, refusal ?? 'unknownSerial');
  return ok(await match(ports, tx, tenant, request, unit, policy.managementUser));
}

/** Locks a unit with its neighbours of the same place: of two that boot at once the second sees that the first has. */
async function lockUnit(tx: Transaction, tenant: string, serial: string): Promise<CpeUnitRow | undefined> {
  const [unit] = await unitsBySerial(tx.sql, tenant, [serial]);
  const { serviceId = null, place = null } = unit ?? {};
  const beside = serviceId === null ? [] : await unitsOfService(tx.sql, tenant, serviceId);
  const near = beside.filter((other) => other.place === place).map((other) => other.serial);
  return (await cpeUnits(tx.sql, tenant, [serial, ...near])).find((each) => each.serial === serial);
}

async function match(
  ports: EquipmentPorts,
  tx: Transaction,
  tenant: string,
  request: BootRequest,
  unit: CpeUnitRow,
  user: string,
): Promise<ManagementConfiguration> {
  const { serial } = unit;
  const { management, snmp, firmware, address } = request;
  const known = (await enrolments(tx.sql, tenant, [serial])).get(serial);
  const before = known === undefined ? undefined : await ports.accessSecret(tx.sql, tenant, serial);
  const secret = before ?? ports.secret();
  const snmpUser = (known && openSnmp(ports, tenant, known)) ?? newSnmpUser(ports, user);
  const model = (await ports.models(tx.sql, tenant)).get(unit.model);
  await ports.registerAccess(tx, tenant, {
    device: serial,
    driver: model?.driver ?? 'netconf',
    host: management.host ?? address,
    port: management.port,
    user,
    secret,
    hostKeySha256: management.hostKeySha256,
  });
  await putEnrolment(tx, tenant, {
    serial,
    firmware,
    ...(snmp === undefined
      ? { snmpHost: null, snmpPort: null, snmpUser: null, sealedSnmp: null }
      : {
          snmpHost: snmp.host ?? address,
          snmpPort: snmp.port,
          snmpUser: snmpUser.user,
          sealedSnmp: sealSnmp(ports, tenant, serial, snmpUser),
        }),
  });
  await useVoucher(tx, tenant, serial, management.hostKeySha256);
  await ports.record(tx, tenant, [
    bootFact(unit, 'CpeEnrolledEvent', { firmware, again: known !== undefined }),
  ]);
  const { serviceId, place } = unit;
  if (serviceId !== null && place !== null) await ports.onBoot(tx, tenant, { serial, serviceId, place });
  return {
    hostname: serial,
    management: { user, secret },
    ...(snmp === undefined ? {} : { snmp: snmpUser }),
  };
}

function newSnmpUser(ports: EquipmentPorts, user: string): SnmpUser {
  return { user, authProtocol: 'SHA', authKey: ports.secret(), privProtocol: 'AES', privKey: ports.secret() };
}

async function refuseBoot(
  ports: EquipmentPorts,
  tx: Transaction,
  tenant: string,
  { serial, model, address }: BootRequest,
  unit: CpeUnitRow | undefined,
  reason: BootRefusal,
) {
  if (!(await noteRefusal(tx, tenant, { serial, model, address, reason }))) return notExpected();
  const text = `a ${model} that says it is ${serial} booted at ${address} and was refused: ${reason}`;
  await ports.record(tx, tenant, [
    bootFact(unit ?? { serial, serviceId: null, place: null }, 'CpeRefusedEvent', { model, address, reason }),
  ]);
  if (unit !== undefined && unit.serviceId !== null && unit.place !== null)
    await ports.tellWork(tx, tenant, { serviceId: unit.serviceId, place: unit.place, text });
  return notExpected();
}

function bootFact(
  { serial, serviceId, place }: Pick<CpeUnitRow, 'serial' | 'serviceId' | 'place'>,
  type: 'CpeEnrolledEvent' | 'CpeRefusedEvent',
  rest: Readonly<Record<string, unknown>>,
) {
  return {
    type,
    domain: 'resourceInventory',
    aggregate: { kind: 'cpe', id: serial },
    resource: 'cpe',
    body: { serial, service: serviceId, place, ...rest },
    ...(serviceId === null ? {} : { correlationId: serviceId }),
  };
}
