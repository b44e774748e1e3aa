import { ok, type Result } from '../../../foundation/result.ts';
import { step } from '../../paths.ts';
import type { DeviceContribution } from '../../types.ts';
import { addBridgedUnit, addTrunks, checkBridged, checkMultipoint } from '../bridged.ts';
import { IntentFaults } from '../checks.ts';
import { DeviceBuilders, refuseIntent } from '../leaves.ts';
import type { BridgedEtreeIntent } from './types.ts';

/**
 * The provider's side: every bridge on the tree knows which two S-VLANs belong together, each end is root or leaf, and
 * both S-VLANs are on the trunks.
 */
export function renderBridgedEtree(intent: BridgedEtreeIntent): Result<readonly DeviceContribution[]> {
  const { faults } = treeFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  const { serviceId, sVlan, leafSVlan, mtu } = intent;
  const tree = step('e-tree', 's-vlan', sVlan);
  for (const { node } of [...intent.ends, ...intent.trunks])
    devices.on(node).guard(`${tree}/service-id`, serviceId).add(`${tree}/leaf-s-vlan`, leafSVlan);
  for (const end of intent.ends) {
    const { rateKbps, role } = end;
    addBridgedUnit(devices, end, { serviceId, sVlan, mtu, rateKbps, role });
  }
  addTrunks(devices, intent.trunks, [sVlan, leafSVlan], mtu);
  return ok(devices.contributions());
}

function treeFaults(intent: BridgedEtreeIntent): IntentFaults {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.vlan('/sVlan', intent.sVlan);
  faults.vlan('/leafSVlan', intent.leafSVlan);
  faults.require(intent.sVlan !== intent.leafSVlan, '/leafSVlan', 'is that of the roots too');
  faults.require(
    intent.ends.some(({ role }) => role === 'root'),
    '/ends',
    'there is no root',
  );
  checkMultipoint(faults, intent.ends);
  checkBridged(faults, intent.ends, intent.trunks);
  return faults;
}
