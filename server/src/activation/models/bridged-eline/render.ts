import { ok, type Result } from '../../../foundation/result.ts';
import type { DeviceContribution } from '../../types.ts';
import { addBridgedUnit, addTrunks, checkBridged } from '../bridged.ts';
import { IntentFaults } from '../checks.ts';
import { DeviceBuilders, refuseIntent } from '../leaves.ts';
import type { BridgedElineIntent } from './types.ts';

/** The provider's side: S-VLAN and policer on both ends, and the S-VLAN on the trunks between them. */
export function renderBridgedEline(intent: BridgedElineIntent): Result<readonly DeviceContribution[]> {
  const { faults } = bridgedFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  for (const end of intent.ends) addBridgedUnit(devices, end, intent);
  addTrunks(devices, intent.trunks, [intent.sVlan], intent.mtu);
  return ok(devices.contributions());
}

function bridgedFaults(intent: BridgedElineIntent): IntentFaults {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.vlan('/sVlan', intent.sVlan);
  faults.rate('/rateKbps', intent.rateKbps);
  const [a, b] = intent.ends;
  faults.require(a.node !== b.node || a.port !== b.port, '/ends', 'both ends are one port');
  checkBridged(faults, intent.ends, intent.trunks);
  if (a.testAddress !== undefined || b.testAddress !== undefined)
    faults.linkAddresses('/ends/0/testAddress', a.testAddress ?? '', b.testAddress ?? '');
  return faults;
}
