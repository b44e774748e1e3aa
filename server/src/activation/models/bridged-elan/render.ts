import { ok, type Result } from '../../../foundation/result.ts';
import type { DeviceContribution } from '../../types.ts';
import { addBridgedUnit, addTrunks, checkBridged, checkMultipoint } from '../bridged.ts';
import { IntentFaults } from '../checks.ts';
import { DeviceBuilders, refuseIntent } from '../leaves.ts';
import type { BridgedElanIntent } from './types.ts';

/** The provider's side: S-VLAN and policer on every end, and the S-VLAN on the tree of trunks among them. */
export function renderBridgedElan(intent: BridgedElanIntent): Result<readonly DeviceContribution[]> {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.vlan('/sVlan', intent.sVlan);
  checkMultipoint(faults, intent.ends);
  checkBridged(faults, intent.ends, intent.trunks);
  if (faults.faults.length > 0) return refuseIntent(faults.faults);
  const devices = new DeviceBuilders();
  const { serviceId, sVlan, mtu } = intent;
  for (const end of intent.ends)
    addBridgedUnit(devices, end, { serviceId, sVlan, mtu, rateKbps: end.rateKbps });
  addTrunks(devices, intent.trunks, [sVlan], mtu);
  return ok(devices.contributions());
}
