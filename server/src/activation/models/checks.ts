import { isIPv4 } from 'node:net';
import type { FieldFault } from '../../foundation/result.ts';

/** Collects what is wrong with an intent, by JSON pointer. */
export class IntentFaults {
  readonly faults: FieldFault[] = [];

  /** Notes a fault unless the condition holds. */
  require(holds: boolean, path: string, message: string): void {
    if (!holds) this.faults.push({ path, message });
  }

  /** Both ends of a point-to-point link: /31 (RFC 3021) or /30, different addresses of one subnet. */
  linkAddresses(path: string, pe: string, ce: string): void {
    const [peAddress, peLength] = splitCidr(pe);
    const [ceAddress, ceLength] = splitCidr(ce);
    const sound =
      isIPv4(peAddress) && isIPv4(ceAddress) && peLength === ceLength && [30, 31].includes(peLength);
    this.require(
      sound && peAddress !== ceAddress && subnet(pe) === subnet(ce),
      path,
      `${pe} and ${ce} are not the two ends of one /31 or /30`,
    );
  }

  /** An IPv4 prefix without host bits. */
  prefix(path: string, cidr: string): void {
    const [address, length] = splitCidr(cidr);
    const sound = isIPv4(address) && length >= 0 && length <= 32 && subnet(cidr) === toNumber(address);
    this.require(sound, path, `${cidr} is not an IPv4 prefix`);
  }

  /** An 802.1Q VLAN id. */
  vlan(path: string, vlan: number): void {
    this.require(
      Number.isInteger(vlan) && vlan >= 1 && vlan <= 4094,
      path,
      `${vlan} is not a VLAN id (1 to 4094)`,
    );
  }

  /** A rate in kbit/s. */
  rate(path: string, rateKbps: number): void {
    this.require(Number.isInteger(rateKbps) && rateKbps > 0, path, `${rateKbps} is not a rate in kbit/s`);
  }

  /** Text that must be there. */
  text(path: string, value: string): void {
    this.require(value.trim() !== '', path, 'is missing');
  }
}

/** The address without its length: `10.0.0.1` of `10.0.0.1/31`. */
export function hostOf(cidr: string): string {
  return splitCidr(cidr)[0];
}

/**
 * The nth address that a device may have in a prefix, with its length: `10.1.0.2/24` is the second of `10.1.0.0/24`.
 * Dual-homed sites use two. A /31 has both of its addresses (RFC 3021), a /32 one; whoever asks beyond the last shares
 * that with the others. Pure.
 */
export function nthAddress(prefix: string, n: number): string {
  const [network, length] = splitCidr(prefix);
  const all = 2 ** (32 - length);
  // From /30 on the network's own address and the broadcast are nobody's.
  const spare = length >= 31 ? 0 : 1;
  const address = toNumber(network) + spare + Math.min(n, all - 2 * spare) - 1;
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${octets.join('.')}/${length}`;
}

function splitCidr(cidr: string): readonly [string, number] {
  const [address = '', length = ''] = cidr.split('/');
  return [address, /^\d{1,2}$/.test(length) ? Number(length) : Number.NaN];
}

function toNumber(address: string): number {
  return address.split('.').reduce((sofar, octet) => sofar * 256 + Number(octet), 0);
}

function subnet(cidr: string): number {
  const [address, length] = splitCidr(cidr);
  return Math.floor(toNumber(address) / 2 ** (32 - length)) * 2 ** (32 - length);
}
