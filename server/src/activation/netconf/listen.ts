import type { DeviceTarget, Listening } from '../driver.ts';
import { NetconfClient, type NetconfTimeouts } from './client.ts';

/** RFC 5277. */
const notificationCapability = 'urn:ietf:params:netconf:capability:notification:1.0';
const notificationNamespace = 'urn:ietf:params:xml:ns:netconf:notification:1.0';
/** RFC 6470, 2.1: the running configuration has changed, by whoever. */
const configurationChanged = 'netconf-config-change';

/** Subscribes to a device's events in a session of its own; undefined where the device does not offer them. */
export async function listenToChanges(
  target: DeviceTarget,
  timeouts: NetconfTimeouts,
  heard: () => void,
): Promise<Listening | undefined> {
  const client = await NetconfClient.connect(target, timeouts);
  if (!client.capabilities.has(notificationCapability)) {
    await client.close();
    return undefined;
  }
  client.heard = ({ children }) => {
    if (children.some(({ name }) => name === configurationChanged)) heard();
  };
  try {
    await client.rpc(`<create-subscription xmlns="${notificationNamespace}"/>`);
  } catch (error) {
    await client.close();
    throw error;
  }
  return { ended: client.ended, close: () => client.close() };
}
