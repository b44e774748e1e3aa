import { ok, type Result, refuse } from '../foundation/result.ts';
import { unitsBySerial } from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import { judgeReading } from './rules.ts';
import { openSnmp } from './secrets.ts';
import { SnmpFault } from './snmp.ts';
import { enrolments } from './store.ts';
import type { EquipmentPorts, UnitReading } from './types.ts';

/**
 * Reads a unit over SNMPv3 and holds it against its model's data: identity, interfaces, optical levels, power, what is
 * plugged in. A unit that does not answer is `unread`, which is never good. Refused where the unit is unknown (404) or has
 * never booted here (409). Changes nothing: the caller keeps what was read.
 */
export async function readUnit(
  ports: EquipmentPorts,
  sql: Sql,
  tenant: string,
  serial: string,
): Promise<Result<UnitReading>> {
  const [unit] = await unitsBySerial(sql, tenant, [serial]);
  if (unit === undefined) return refuse(404, 'UNKNOWN_SERIAL', `there is no unit ${serial}`);
  const enrolment = (await enrolments(sql, tenant, [serial])).get(serial);
  const user = enrolment && openSnmp(ports, tenant, enrolment);
  if (enrolment === undefined || user === undefined)
    return refuse(
      409,
      'UNIT_NOT_READABLE',
      `unit ${serial} has not booted with an SNMP agent: issue a voucher and let it boot`,
    );
  const model = (await ports.models(sql, tenant)).get(unit.model);
  const readings = model?.readings ?? [];
  const id = ports.ids();
  try {
    const answer = await ports.read(
      { host: enrolment.snmpHost ?? '', port: enrolment.snmpPort ?? 0, user },
      readings.map(({ oid }) => oid),
    );
    const { values, findings } = judgeReading(unit, { readings }, answer);
    const { sysName, sysDescr, serial: readSerial, interfaces } = answer;
    const verdict = findings.length === 0 ? 'good' : 'bad';
    return ok({ id, serial, verdict, sysName, sysDescr, readSerial, interfaces, values, findings });
  } catch (error) {
    if (!(error instanceof SnmpFault)) throw error;
    const findings = [`the unit does not answer over SNMP: ${error.message}`];
    const nothing = { sysName: null, sysDescr: null, readSerial: null, interfaces: [], values: [] };
    return ok({ id, serial, verdict: 'unread', ...nothing, findings });
  }
}
