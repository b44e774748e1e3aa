import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { serveControl } from './control.ts';
import { openStateFolder } from './persistence.ts';
import { World } from './world.ts';

const usage = 'usage: main.ts --state DIR [--control PORT] [--lifeline]\n';

/** Runs a fleet until SIGTERM or SIGINT, or with --lifeline until standard input ends. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      control: { type: 'string', default: '0' },
      lifeline: { type: 'boolean', default: false },
    },
  });
  const controlPort = Number(values.control);
  if (values.state === undefined || !Number.isInteger(controlPort)) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  const world = await World.open(await openStateFolder(values.state), systemClock);
  const { server, port } = await serveControl(world, controlPort);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close();
    server.closeAllConnections();
    void world.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (values.lifeline) process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`${JSON.stringify({ control: port, pid: process.pid })}\n`);
}

await main();
