import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processes } from '../processes.ts';
import { eventually, run } from '../run.ts';
import type { ManagementNetwork } from '../types.ts';
import { batch, inNetwork } from './wiring.ts';

const gateway = join(import.meta.dirname, '../agents/gateway-agent.ts');

/** Path at which a device asks who it is, behind the gateway. */
const bootPath = '/turnup/v1/bootstrap';

/** The socket in the state folder behind which whoever answers devices that boot is to listen. */
const upstreamSocket = (state: string): string => join(state, 'upstream.sock');

/** Makes the management network: a bridge to every device that boots, with the address of the gateway on it. */
export async function wireManagement({ name, addressCidr, port, devices }: ManagementNetwork): Promise<void> {
  await batch([`netns add ${name}`]);
  await batch(
    devices.map(
      (device, index) => `link add dev${index} netns ${name} type veth peer name ${port} netns ${device}`,
    ),
  );
  await batch(
    [
      'link set lo up',
      'link add br0 type bridge',
      ...devices.map((_, index) => `link set dev${index} master br0 up`),
      `addr add ${addressCidr} dev br0`,
      'link set br0 up',
    ],
    name,
  );
}

/** Starts what answers on it: DHCP with the place to ask (option 67), and the gateway to that place. */
export async function startManagement(
  state: string,
  processes: Processes,
  { name, addressCidr, leases }: ManagementNetwork,
): Promise<void> {
  const folder = join(state, 'nodes', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'leases'), '');
  const [address = ''] = addressCidr.split('/');
  const into = inNetwork(name);
  // Without -d it would become another user, of which there is none in here.
  const words = [
    '-d',
    '--conf-file=/dev/null',
    '--port=0',
    '--interface=br0',
    '--bind-interfaces',
    '--no-ping',
    `--dhcp-range=${leases.from},${leases.to},1h`,
    `--dhcp-option=67,http://${address}${bootPath}`,
    `--dhcp-leasefile=${join(folder, 'leases')}`,
  ];
  processes.start(name, 'dnsmasq', [...into, 'dnsmasq', ...words], {}, true);
  const relay = [process.execPath, gateway, '--address', address, '--socket', upstreamSocket(state)];
  processes.start(name, 'gateway', [...into, ...relay], {}, true);
  await eventually(() => run([...into, 'sh', '-c', 'ss -ltnH sport = :80 | grep -q .']), 20_000, 50);
}
