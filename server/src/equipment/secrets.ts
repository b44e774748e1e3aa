import type { Enrolment, EquipmentPorts, SnmpUser } from './types.ts';

/** Whose a sealed secret is: one that is moved to another unit does not open. */
const ownerOf = (tenant: string, serial: string): string => JSON.stringify(['snmp', tenant, serial]);

/** Seals the keys with which a unit is read. */
export function sealSnmp(
  ports: Pick<EquipmentPorts, 'seal'>,
  tenant: string,
  serial: string,
  { authKey, privKey }: SnmpUser,
): Buffer {
  return ports.seal(ownerOf(tenant, serial), JSON.stringify([authKey, privKey]));
}

/** Opens them; undefined for a unit that has no agent. */
export function openSnmp(
  ports: Pick<EquipmentPorts, 'unseal'>,
  tenant: string,
  { serial, snmpUser, sealedSnmp }: Pick<Enrolment, 'serial' | 'snmpUser' | 'sealedSnmp'>,
): SnmpUser | undefined {
  if (sealedSnmp === null || snmpUser === null) return undefined;
  const [authKey, privKey] = JSON.parse(ports.unseal(ownerOf(tenant, serial), sealedSnmp)) as [
    string,
    string,
  ];
  return { user: snmpUser, authProtocol: 'SHA', authKey, privProtocol: 'AES', privKey };
}
