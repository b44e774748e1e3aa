import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hostCarrier } from './host.ts';
import { probe } from './probe.ts';

// Runs a carrier for whoever started this program: prints one line of JSON when it is up (or what it cannot do here),
// and ends with SIGTERM, SIGINT or, with --lifeline, the end of standard input. The carrier ends with it, by kill -9
// too. With --netconf N it is N netconfd devices and nothing else.
const { values } = parseArgs({
  options: {
    state: { type: 'string' },
    lifeline: { type: 'boolean', default: false },
    netconf: { type: 'string' },
  },
});
const found = await probe();
if (found.level === 'L3') {
  process.stdout.write(`${JSON.stringify(found)}\n`);
} else {
  // Short, because a socket's path has at most 107 bytes.
  const folder = values.state === undefined ? await mkdtemp(join(tmpdir(), 'carrier-')) : undefined;
  const state = values.state ?? join(folder ?? '', 's');
  const more = values.netconf === undefined ? [] : ['--netconf', values.netconf];
  const carrier = await hostCarrier(state, found.level, more);
  const stop = (): void => {
    void carrier.stop();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (values.lifeline) process.stdin.on('end', stop).on('error', stop).resume();
  const { control, devices, agents } = carrier;
  process.stdout.write(`${JSON.stringify({ ...found, control, devices, agents, pid: process.pid })}\n`);
  await carrier.ended;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
