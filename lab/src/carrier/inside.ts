import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Carrier } from './carrier.ts';
import { serveControl } from './control.ts';
import { applyFault } from './faults.ts';
import { inNetwork } from './nodes/wiring.ts';
import { run, tryRun } from './run.ts';
import { managementOnly, netconfFleet, standardCarrier } from './topology.ts';
import type { BootWish, Fault } from './types.ts';

// The first process inside the namespaces: when it ends, everything in them ends. It lives as long as its standard
// input is open. At level L2 there are no namespaces, and it ends its own children.

/** Gives the mounts that programs write to a place of their own, so that nothing outside is touched. */
async function ownMounts(state: string): Promise<void> {
  for (const folder of ['/run', '/var/tmp']) await run(['mount', '-t', 'tmpfs', 'none', folder]);
  await run(['mkdir', '-p', '/run/netns', join(state, 'etc')]);
  // FRR looks its groups up by name; here they are root's, who is nobody outside.
  const others = (await readFile('/etc/group', 'utf8')).split('\n').filter((line) => !line.startsWith('frr'));
  const group = join(state, 'etc/group');
  await writeFile(group, [...others.filter(Boolean), 'frrvty:x:0:root', 'frr:x:0:root', ''].join('\n'));
  await run(['mount', '--bind', group, '/etc/group']);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      level: { type: 'string', default: 'L1' },
      netconf: { type: 'string' },
    },
  });
  const state = values.state ?? '';
  const whole = values.level === 'L1';
  if (whole) await ownMounts(state);
  const standard = whole ? standardCarrier : managementOnly(standardCarrier);
  const topology = values.netconf === undefined ? standard : netconfFleet(Number(values.netconf));
  const carrier = new Carrier(state, topology, whole);
  const devices = await carrier.up();
  await serveControl(join(state, 'control.sock'), {
    'GET /status': async () => carrier.status(),
    'GET /devices': async () => devices,
    'POST /fault': (body) => applyFault(carrier, body as Fault),
    'POST /boot': (body) => carrier.boot(body as BootWish),
    'POST /dump': async (body) => ({ dump: await carrier.dump((body as { node: string }).node) }),
    'POST /run': async (body) => {
      const { node, command, timeoutMs } = body as { node: string; command: string[]; timeoutMs?: number };
      carrier.requireNode(node);
      return await tryRun([...inNetwork(node), ...command], timeoutMs === undefined ? {} : { timeoutMs });
    },
  });
  const stop = (): void => {
    void carrier.down().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`${JSON.stringify({ devices, agents: carrier.agents() })}\n`);
}

await main();
