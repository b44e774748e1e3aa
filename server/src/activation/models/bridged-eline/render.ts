import { ok, type Result } from '../../../foundation/result.ts';
import { step } from '../../paths.ts';
import type { DeviceContribution } from '../../types.ts';
import { IntentFaults } from '../checks.ts';
import { DeviceBuilders, refuseIntent } from '../leaves.ts';
import type { BridgedElineIntent } from './types.ts';

// 802.1ad and 802.1Q tags: a trunk that does not grow by both drops the customer's largest frames.
const tagBytes = 8;

/** The provider's side: S-VLAN and policer on both ends, and the S-VLAN on the trunks between them. */
export function renderBridgedEline(intent: BridgedElineIntent): Result<readonly DeviceContribution[]> {
  const { faults } = bridgedFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  for (const { site, node, port, vlan, testAddress } of intent.ends) {
    const path = step('port', 'name', port);
    const unit = path + step('unit', 'vlan', vlan);
    devices
      .on(node)
      .add(`${path}/mtu`, intent.mtu, 'maximum')
      .guard(`${unit}/service-id`, intent.serviceId)
      .add(`${unit}/description`, site)
      .add(`${unit}/s-vlan`, intent.sVlan)
      .add(`${unit}/ingress-rate-kbps`, intent.rateKbps)
      .add(`${unit}/test-address`, testAddress);
  }
  for (const { node, port } of intent.trunks) {
    const path = step('port', 'name', port);
    devices
      .on(node)
      .add(`${path}/mtu`, intent.mtu + tagBytes, 'maximum')
      .add(`${path}/s-vlan`, [intent.sVlan], 'set');
  }
  return ok(devices.contributions());
}

function bridgedFaults(intent: BridgedElineIntent): IntentFaults {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.vlan('/sVlan', intent.sVlan);
  faults.rate('/rateKbps', intent.rateKbps);
  const [a, b] = intent.ends;
  faults.require(a.node !== b.node || a.port !== b.port, '/ends', 'both ends are one port');
  intent.ends.forEach((end, index) => {
    faults.text(`/ends/${index}/node`, end.node);
    faults.text(`/ends/${index}/port`, end.port);
    if (end.vlan !== 0) faults.vlan(`/ends/${index}/vlan`, end.vlan);
  });
  if (a.testAddress !== undefined || b.testAddress !== undefined)
    faults.linkAddresses('/ends/0/testAddress', a.testAddress ?? '', b.testAddress ?? '');
  const ports = [...intent.ends, ...intent.trunks].map(({ node, port }) => `${node} ${port}`);
  faults.require(new Set(ports).size === ports.length, '/trunks', 'a port is named twice');
  if (a.node !== b.node)
    faults.require(intent.trunks.length >= 2, '/trunks', 'there is no way between the ends');
  return faults;
}
