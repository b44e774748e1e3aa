import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login } from '../management.ts';
import type { Processes } from '../processes.ts';
import { eventually, run } from '../run.ts';
import type { Booted, BootWish, ManagementNetwork } from '../types.ts';
import { inRouter, routerFolder } from './router.ts';

const agents = join(import.meta.dirname, '../agents');

/** Who may read a device over SNMPv3. */
type Reader = { readonly user: string; readonly authKey: string; readonly privKey: string };
type Answer = {
  readonly message?: string;
  readonly management?: Login;
  readonly snmp?: Reader;
};

/** Object identifiers of sensors (RFC 3433) and what the laboratory's device shows on them: light, volts, a termination. */
const sensors: Readonly<Record<string, number>> = {
  '1.3.6.1.2.1.99.1.1.1.4.1': -710,
  '1.3.6.1.2.1.99.1.1.1.4.2': 12_000,
  '1.3.6.1.2.1.99.1.1.1.4.3': 1,
};

/** The socket of a device's SNMP agent: network namespaces share the sockets in the state folder. */
export const agentSocket = (state: string, node: string): string =>
  join(routerFolder(state, node), 'snmp.sock');

/**
 * Switches a router on as it came out of its box: it asks for a lease (udhcpc), is told where to ask who it is, asks over
 * HTTP, and if it is told, is managed by that login and read by that user from now on. Answers the login where it was.
 */
export async function bootRouter(
  state: string,
  processes: Processes,
  management: ManagementNetwork,
  wish: BootWish & { readonly hostKeySha256: string },
): Promise<{ readonly booted: Booted; readonly login?: Login }> {
  const folder = routerFolder(state, wish.node);
  const into = await inRouter(state, wish.node);
  const [lease, request, answer] = [
    join(folder, 'boot-lease'),
    join(folder, 'boot-request'),
    join(folder, 'boot-answer'),
  ];
  await rm(answer, { force: true });
  await run([...into, 'ip', 'link', 'set', management.port, 'up']);
  const dhcp = ['udhcpc', '-i', management.port, '-f', '-n', '-q', '-t', '20', '-T', '1', '-O', '67'];
  await run([...into, ...dhcp, '-s', join(agents, 'udhcpc.sh')], { env: { LEASE: lease } });
  const { address, url } = JSON.parse(await readFile(lease, 'utf8')) as Booted;
  const { model, serial, voucher, firmware, hostKeySha256 } = wish;
  // The laboratory stands in between as a router that translates addresses does: it is reached on ports of its own.
  const body = {
    model,
    serial,
    voucher,
    firmware,
    management: { host: '127.0.0.1', port: wish.managementPort, hostKeySha256 },
    snmp: { host: '127.0.0.1', port: wish.snmpPort },
  };
  await writeFile(request, JSON.stringify(body), { mode: 0o600 });
  const client = join(agents, 'boot-agent.ts');
  await run([...into, process.execPath, client, lease, request, answer]);
  const { status, body: told } = JSON.parse(await readFile(answer, 'utf8')) as {
    status: number;
    body: Answer;
  };
  const booted: Booted = { address, url, status, ...(told.message && { message: told.message }) };
  if (told.management === undefined) return { booted };
  if (told.snmp !== undefined) await startAgent(state, processes, wish, into, told.snmp);
  const { user, secret } = told.management;
  return { booted, login: { user, secret } };
}

/** Starts Debian's snmpd inside the router, for one user at level authPriv. */
async function startAgent(
  state: string,
  processes: Processes,
  { node, model, serial, firmware }: BootWish,
  into: readonly string[],
  { user, authKey, privKey }: Reader,
): Promise<void> {
  const folder = routerFolder(state, node);
  const socket = agentSocket(state, node);
  await processes.kill(node, ['snmpd']);
  await rm(socket, { force: true });
  await rm(join(folder, 'snmp'), { recursive: true, force: true });
  const lines = [
    `agentaddress unix:${socket}`,
    `createUser ${user} SHA "${authKey}" AES "${privKey}"`,
    `rouser ${user} priv`,
    `sysName ${serial}`,
    `sysDescr ${model} ${firmware}`,
    `override 1.3.6.1.2.1.47.1.1.1.1.11.1 octet_str "${serial}"`,
    ...Object.entries(sensors).map(([oid, value]) => `override ${oid} integer ${value}`),
  ];
  const file = join(folder, 'snmpd.conf');
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  // Its own folder for what it keeps (the boots of its engine), and no texts of MIBs.
  const env = { SNMP_PERSISTENT_DIR: join(folder, 'snmp'), MIBS: '' };
  const words = ['-f', '-Lo', '-C', '-c', file, '-p', join(folder, 'snmpd.pid')];
  processes.start(node, 'snmpd', [...into, 'snmpd', ...words], env);
  await eventually(() => run(['test', '-S', socket]), 20_000, 50);
}
