import type { Carrier } from './carrier.ts';
import { bridgeFolder } from './nodes/bridge.ts';
import { batch } from './nodes/wiring.ts';
import { Ovsdb } from './ovsdb.ts';
import { run, tryRun } from './run.ts';
import type { Fault } from './types.ts';

/** Breaks something, or mends it. The devices are not told. */
export async function applyFault(carrier: Carrier, fault: Fault): Promise<void> {
  carrier.requireNode(fault.node);
  switch (fault.kind) {
    case 'linkDown':
      return await batch([`link set ${fault.port} down`], fault.node);
    case 'linkUp':
      return await batch([`link set ${fault.port} up`], fault.node);
    case 'mtu':
      return await batch([`link set ${fault.port} mtu ${fault.mtu}`], fault.node);
    case 'drop':
      return await drop(fault.node, fault.port, fault.percent);
    case 'wrongVlan':
      return await wrongVlan(carrier, fault.node, fault.port, fault.vlan);
    case 'kill':
      return await carrier.kill(fault.node);
    case 'start':
      return await carrier.start(fault.node);
    case 'agent':
      return await carrier.signalAgent(fault.node, fault.signal);
  }
}

/** Drops on the way out: a bridge in user space takes frames in before any rule of the kernel could see them. */
async function drop(node: string, port: string, percent: number): Promise<void> {
  const nft = ['nsenter', `--net=/run/netns/${node}`, '--', 'nft'];
  await tryRun([...nft, 'delete', 'table', 'netdev', `fault_${port}`]);
  if (percent <= 0) return;
  const match = percent >= 100 ? '' : `numgen random mod 100 < ${Math.round(percent)} `;
  const rules = `table netdev fault_${port} {
    chain out { type filter hook egress device "${port}" priority -500; ${match}drop; }
  }`;
  await run([...nft, '-f', '-'], { input: rules });
}

async function wrongVlan(carrier: Carrier, node: string, port: string, vlan: number): Promise<void> {
  const database = await Ovsdb.connect(`${bridgeFolder(carrier.state, node)}/db.sock`);
  try {
    await database.transact([
      { op: 'update', table: 'Port', where: [['name', '==', port]], row: { tag: vlan } },
      { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['next_cfg', '+=', 1]] },
    ]);
  } finally {
    database.close();
  }
}
