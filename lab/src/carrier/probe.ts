import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tryRun } from './run.ts';

/** What this machine can do. L1: everything. L2: no packets, real NETCONF devices on loopback. L3: Node alone. */
export type Level = 'L1' | 'L2' | 'L3';

/** The level reached, and each thing that is missed, with the reason. */
export type Probe = {
  readonly level: Level;
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
};

/**
 * Namespaces of its own for users, processes, mounts and networks: everything in them ends with the first process, and
 * nothing in them is seen outside. The same for root and for others.
 */
export const namespaces = [
  ...['unshare', '-Urnm', '--propagation', 'private', '--pid', '--fork', '--mount-proc', '--kill-child'],
];

/** Programs by the Debian package that brings them. */
const dataPlanePrograms: Readonly<Record<string, readonly string[]>> = {
  'openvswitch-switch': ['ovs-vswitchd', 'ovsdb-server', 'ovsdb-tool', 'ovs-ofctl'],
  frr: ['/usr/lib/frr/zebra', '/usr/lib/frr/bgpd', '/usr/lib/frr/bfdd', 'vtysh'],
  'frr-pythontools': ['/usr/lib/frr/frr-reload.py'],
  iproute2: ['ip', 'tc'],
  ethtool: ['ethtool'],
  nftables: ['nft'],
  'iputils-ping': ['ping'],
  'util-linux': ['unshare', 'nsenter'],
  'dnsmasq-base': ['dnsmasq'],
  udhcpc: ['udhcpc'],
  snmpd: ['snmpd'],
};
const netconfPrograms: Readonly<Record<string, readonly string[]>> = {
  netconfd: ['netconfd', 'netconf-subsystem'],
};

// What the topology asks of the kernel, each thing once.
const kernelTrial = [
  'ip link add t1 type veth peer name t2',
  'ip link add v1 type vxlan id 1 dstport 4789 local 127.0.0.1 nolearning',
  'ip link add b1 type bridge',
  'tc qdisc add dev t1 root tbf rate 1mbit burst 10kb latency 50ms',
  'nft add table inet trial',
  'mount -t tmpfs none /run && mkdir /run/netns && ip netns add trial',
].join(' && ');

/** Looks once at the machine. Changes nothing on it. */
export async function probe(): Promise<Probe> {
  const skipped: { what: string; why: string }[] = [];
  const dataPlane = await dataPlaneObstacle();
  if (dataPlane === undefined) {
    const missing = missingPackage(netconfPrograms);
    if (missing === undefined) return { level: 'L1', skipped };
    skipped.push({ what: 'everything but the fleet', why: missing });
    return { level: 'L3', skipped };
  }
  skipped.push({ what: 'data plane (bridges, routers, hosts)', why: dataPlane });
  const missing = missingPackage(netconfPrograms);
  if (missing === undefined) return { level: 'L2', skipped };
  skipped.push({ what: 'netconfd devices', why: missing });
  return { level: 'L3', skipped };
}

async function dataPlaneObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `${process.platform} has no network namespaces`;
  const missing = missingPackage(dataPlanePrograms);
  if (missing !== undefined) return missing;
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch (error) {
    return `/dev/net/tun: ${error instanceof Error ? error.message : String(error)}`;
  }
  const trial = await tryRun([...namespaces, 'sh', '-c', kernelTrial], { timeoutMs: 10_000 });
  if (trial.code === 0) return undefined;
  return `namespaces: ${(trial.stderr || trial.stdout).trim() || `the trial ended with ${trial.code}`}`;
}

function missingPackage(programs: Readonly<Record<string, readonly string[]>>): string | undefined {
  for (const [name, files] of Object.entries(programs)) {
    const missing = files.find((file) => !isProgram(file));
    if (missing !== undefined) return `${missing} is missing: install ${name} (npm run lab -- install)`;
  }
  return undefined;
}

function isProgram(file: string): boolean {
  const folders = file.startsWith('/') ? [''] : `${process.env['PATH']}:/usr/sbin:/sbin`.split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(folder === '' ? file : join(folder, file), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** One line for people. */
export function tellProbe({ level, skipped }: Probe): string {
  const lines = [`level ${level}`, ...skipped.map(({ what, why }) => `SKIP ${what}: ${why}`)];
  return lines.join('\n');
}
