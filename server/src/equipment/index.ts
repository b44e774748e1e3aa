/** Equipment at customers' premises: how it boots, is matched, and is read. See README.md. */
export { bootUnit } from './boot.ts';
export { bootReference, enrolmentAt, type PlaceEnrolment, unitsAt } from './enrolment.ts';
export { readUnit } from './readUnit.ts';
export { readSnmp } from './snmp.ts';
export {
  deleteEnrolments,
  enrolments,
  insertReadings,
  readingsOf,
  refusedBoots,
  spendVouchers,
  voucherStates,
} from './store.ts';
export type {
  BootRequest,
  EquipmentPolicy,
  EquipmentPorts,
  ManagementConfiguration,
  SnmpAnswer,
  SnmpReader,
  UnitReading,
} from './types.ts';
export { issueVoucher } from './voucher.ts';
