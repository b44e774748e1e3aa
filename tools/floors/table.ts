/** A room of the server: one folder of server/src. */
export type Room = {
  readonly room: string;
  readonly floor: number;
  /** Rooms of the same floor that it may import. None imports back. */
  readonly beside?: readonly string[];
  /** Others may import any of its files, not only index.ts. */
  readonly open?: true;
  /** May open sockets. */
  readonly sockets?: true;
  /** May use clock, chance, environment and the database driver. */
  readonly system?: true;
  /** Imports nothing of Node's that reads or writes. */
  readonly pure?: true;
};

/**
 * The floors of the server, from the bottom up. A room imports rooms of lower floors, through their index.ts. A new
 * room gets its row here, then `node tools/floors.ts --write`. No folder inside a room is named like a room.
 */
export const rooms: readonly Room[] = [
  { room: 'foundation', floor: 0, open: true, pure: true },
  { room: 'platform', floor: 1, open: true, sockets: true, system: true },
  { room: 'optimisation', floor: 1, pure: true },
  { room: 'plan', floor: 1, beside: ['platform'] },
  { room: 'catalog', floor: 2 },
  { room: 'inventory', floor: 2 },
  { room: 'network', floor: 2 },
  { room: 'feasibility', floor: 3 },
  { room: 'design', floor: 3 },
  { room: 'allocation', floor: 3 },
  { room: 'activation', floor: 3, sockets: true },
  { room: 'testing', floor: 3 },
  { room: 'partner', floor: 3, sockets: true },
  { room: 'document', floor: 3 },
  { room: 'resourcing', floor: 3 },
  { room: 'maintenance', floor: 3 },
  { room: 'surveillance', floor: 3 },
  { room: 'augmentation', floor: 3 },
  { room: 'equipment', floor: 3, sockets: true },
  { room: 'ordering', floor: 4, beside: ['provisioning'] },
  { room: 'provisioning', floor: 4 },
  { room: 'exchange', floor: 4 },
  { room: 'api', floor: 5 },
];

/** The composition root, above all rooms: knows every room through its index.ts. */
export const compositionRoot = 'server/src/*.ts';

/** What opens a socket. */
export const socketModules = [
  ...['node:net', 'node:http', 'node:https', 'node:http2', 'node:tls', 'node:dgram', 'node:dns'],
  ...['ssh2', 'ws', 'undici', 'net-snmp'],
];

/** Programs beside the server, and which of each other's sources they may not import. */
export const programs: readonly { readonly program: string; readonly never: readonly string[] }[] = [
  { program: 'contract', never: ['server', 'console', 'cli', 'lab', 'bench', 'tools'] },
  { program: 'console', never: ['server', 'cli', 'lab', 'bench', 'tools'] },
  { program: 'cli', never: ['server', 'console', 'bench', 'tools'] },
  { program: 'lab', never: ['server', 'console', 'cli', 'bench', 'tools'] },
  { program: 'bench', never: ['console', 'cli'] },
];
