import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Whether an address lies in one of these networks (CIDR). What is not an address lies in none. Pure. */
export function isInside(networks: readonly string[], address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  const family = familyOf(plain);
  if (family === undefined) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', length] = network.split('/');
    const own = familyOf(base);
    if (own === family) list.addSubnet(base, Number(length), own);
  }
  return list.check(plain, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) ? 'ipv6' : undefined;
}
