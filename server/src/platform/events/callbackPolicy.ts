import { BlockList, isIP } from 'node:net';
import { ok, type Refusal, type Result, refuse } from '../../foundation/result.ts';

/** Which addresses notifications may go to. */
export type CallbackPolicy = {
  /** Loopback listeners are for simulated systems and tests. */
  readonly allowLoopback: boolean;
  /** Private networks (RFC 1918, RFC 4193) in which listeners of the operator stand. */
  readonly allowPrivate: boolean;
};

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8, 'ipv4');
privateNetworks.addSubnet('172.16.0.0', 12, 'ipv4');
privateNetworks.addSubnet('192.168.0.0', 16, 'ipv4');
privateNetworks.addSubnet('100.64.0.0', 10, 'ipv4');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
// Link-local holds the metadata services of clouds: never a listener, whatever the policy says.
const never = new BlockList();
never.addSubnet('169.254.0.0', 16, 'ipv4');
never.addSubnet('0.0.0.0', 8, 'ipv4');
never.addSubnet('224.0.0.0', 3, 'ipv4');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');
never.addAddress('::', 'ipv6');

/** Whether an address, as it was resolved at the moment of connecting, may be reached. */
export function addressAllowed(address: string, policy: CallbackPolicy): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(plain) === 0 || never.check(plain, family)) return false;
  if (loopback.check(plain, family)) return policy.allowLoopback;
  if (privateNetworks.check(plain, family)) return policy.allowPrivate;
  return true;
}

/** Reads a callback and refuses what could never be reached; names are checked again when they are resolved. */
export function parseCallback(text: string, policy: CallbackPolicy): Result<URL, Refusal> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fault = (message: string) =>
    refuse(422, 'CALLBACK_REFUSED', message, [{ path: '/callback', message }]);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return fault('a callback is an absolute http or https address');
  if (url.username !== '' || url.password !== '') return fault('a callback holds no user or password');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !addressAllowed(host, policy))
    return fault(`notifications may not go to ${host} by policy`);
  return ok(url);
}
