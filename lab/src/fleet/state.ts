import type { Network } from './forwarding/network.ts';
import { DEVICE } from './schema.ts';
import { element, type XmlElement } from './xml.ts';

/** `<state>` of a device: its ports and BGP neighbours. */
export function stateXml(network: Network, device: string): XmlElement {
  const leaf = (name: string, value: string) => element(DEVICE, name, value);
  const ports = [...network.portStates(device)].map(([name, status]) =>
    element(DEVICE, 'port', [leaf('name', name), leaf('oper-status', status)]),
  );
  const neighbors = network
    .neighborStates(device)
    .map(({ vrf, address, state }) =>
      element(DEVICE, 'neighbor', [leaf('vrf', vrf), leaf('address', address), leaf('session-state', state)]),
    );
  return element(DEVICE, 'state', [...ports, ...neighbors]);
}
