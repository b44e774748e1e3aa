import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Ovsdb, type OvsdbOperation, type OvsdbRow, toMap } from '../ovsdb.ts';
import type { Processes } from '../processes.ts';
import { eventually, run } from '../run.ts';
import type { BridgeNode, Topology } from '../types.ts';
import { inNetwork } from './wiring.ts';

const schema = '/usr/share/openvswitch/vswitch.ovsschema';
const agent = join(import.meta.dirname, '../agents/bridge-agent.ts');

/** A trunk that names no VLAN carries all, so an empty one names the one that no port is in. */
const emptyTrunk: OvsdbRow = { vlan_mode: 'trunk', trunks: 4095 };

/** A customer's port without a service: in a VLAN that no trunk carries, and apart from others like it. */
const parked: OvsdbRow = { vlan_mode: 'access', tag: 4094, protected: true };

/** Where the parts of a bridge keep their files. */
export function bridgeFolder(state: string, name: string): string {
  return join(state, 'nodes', name);
}

/** Makes a bridge's database and starts it; the first start puts its ports in, all parked. */
export async function startBridge(
  state: string,
  processes: Processes,
  topology: Topology,
  node: BridgeNode,
): Promise<void> {
  const folder = bridgeFolder(state, node.name);
  await mkdir(folder, { recursive: true });
  const isNew = await run(['ovsdb-tool', 'create', join(folder, 'conf.db'), schema]).then(
    () => true,
    () => false,
  );
  const socket = join(folder, 'db.sock');
  const into = inNetwork(node.name);
  const env = { OVS_RUNDIR: folder };
  processes.start(
    node.name,
    'ovsdb-server',
    [
      ...into,
      'ovsdb-server',
      join(folder, 'conf.db'),
      `--remote=punix:${socket}`,
      `--unixctl=${folder}/ovsdb.ctl`,
    ],
    env,
  );
  const database = await eventually(() => Ovsdb.connect(socket), 40_000);
  try {
    if (isNew) await database.transact(firstConfiguration(topology, node));
  } finally {
    database.close();
  }
  processes.start(
    node.name,
    'ovs-vswitchd',
    [...into, 'ovs-vswitchd', `unix:${socket}`, `--unixctl=${folder}/vswitchd.ctl`],
    env,
  );
  await eventually(() => isForwarding(socket), 40_000);
  startBridgeAgent(state, processes, node.name);
}

/** Starts the agent beside a bridge. */
function startBridgeAgent(state: string, processes: Processes, name: string): void {
  const folder = bridgeFolder(state, name);
  processes.start(
    name,
    'agent',
    [
      ...[...inNetwork(name), process.execPath, agent],
      ...['--db', join(folder, 'db.sock'), '--bridge', 'br0', '--name', name],
    ],
    { OVS_RUNDIR: folder },
    true,
  );
}

/** Bridge and ports in one transaction: customers' ports parked, trunks empty and watched by BFD, no spanning tree. */
function firstConfiguration(topology: Topology, node: BridgeNode): readonly OvsdbOperation[] {
  const interval = String(topology.bfdIntervalMs);
  const bfd = toMap({ enable: 'true', min_rx: interval, min_tx: interval });
  const ports = [
    addPort('br0', { type: 'internal' }, {}),
    ...node.uni.map((name) => addPort(name, {}, parked)),
    ...node.nni.map((name) => addPort(name, { bfd }, emptyTrunk)),
  ];
  const bridge = {
    name: 'br0',
    datapath_type: 'netdev',
    ports: ['set', [...ports.keys()].map((index) => ['named-uuid', `port${index}`])],
  };
  return [
    ...ports.flatMap((port, index) => port(index)),
    { op: 'insert', table: 'Bridge', row: bridge, 'uuid-name': 'bridge' },
    {
      op: 'insert',
      table: 'Open_vSwitch',
      row: { bridges: ['named-uuid', 'bridge'], other_config: toMap({ 'vlan-limit': '2' }), next_cfg: 1 },
    },
  ];
}

function addPort(name: string, interfaceColumns: OvsdbRow, portColumns: OvsdbRow) {
  return (index: number): readonly OvsdbOperation[] => [
    {
      op: 'insert',
      table: 'Interface',
      row: { name, ...interfaceColumns },
      'uuid-name': `interface${index}`,
    },
    {
      op: 'insert',
      table: 'Port',
      row: { name, interfaces: ['named-uuid', `interface${index}`], ...portColumns },
      'uuid-name': `port${index}`,
    },
  ];
}

async function isForwarding(socket: string): Promise<void> {
  const database = await Ovsdb.connect(socket);
  try {
    const [answer] = await database.transact([
      { op: 'select', table: 'Open_vSwitch', where: [], columns: ['next_cfg', 'cur_cfg'] },
    ]);
    const row = answer?.rows?.[0];
    if (row === undefined || Number(row['cur_cfg']) < Number(row['next_cfg'])) {
      throw new Error('the bridge has not taken its configuration yet');
    }
  } finally {
    database.close();
  }
}

const dumped = {
  Port: ['name', 'vlan_mode', 'tag', 'trunks', 'cvlans', 'protected', 'qos', 'other_config', 'external_ids'],
  Interface: ['name', 'type', 'options', 'mtu', 'mtu_request', 'bfd', 'other_config', 'external_ids'],
  Bridge: ['name', 'fail_mode', 'rstp_enable', 'other_config', 'external_ids'],
} as const;

/** The database's configuration columns, and the flows and meters that are really there. */
export async function dumpBridge(state: string, name: string): Promise<string> {
  const folder = bridgeFolder(state, name);
  const database = await Ovsdb.connect(join(folder, 'db.sock'));
  try {
    const tables = Object.entries(dumped);
    const answers = await database.transact(
      tables.map(([table, columns]) => ({ op: 'select', table, where: [], columns })),
    );
    const rows = answers.flatMap(({ rows = [] }, index) => {
      return rows.map((row) => `${tables[index]?.[0]} ${JSON.stringify(row, Object.keys(row).sort())}`);
    });
    const openflow = (verb: string) =>
      run(['ovs-ofctl', '-O', 'OpenFlow13', '--no-stats', verb, `unix:${folder}/br0.mgmt`]);
    const said = `${await openflow('dump-flows')}\n${await openflow('dump-meters')}`;
    const lines = said.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('OFPST'));
    return [...rows.sort(), ...lines].join('\n');
  } finally {
    database.close();
  }
}
