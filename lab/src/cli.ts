import { askControl } from './carrier/control.ts';
import { faultFrom, faultUsage } from './carrier/fault-words.ts';
import { installPackages } from './carrier/install.ts';
import { probe, tellProbe } from './carrier/probe.ts';
import { announcementFile, bringUp, type Standing, standing, takeDown } from './carrier/standing.ts';

const usage = `usage: npm run lab -- COMMAND
  up | down | status | probe | install
  in NODE COMMAND…           runs a program inside a node
  fault …
  ${faultUsage}`;

/** A wish that cannot be fulfilled: told without a stack. */
class LabFault extends Error {}

async function up(): Promise<void> {
  const found = await probe();
  console.log(tellProbe(found));
  if (found.level === 'L3') {
    throw new LabFault('nothing to start here: stories and demonstrations use the fleet, lab/src/fleet');
  }
  if ((await standing()) !== undefined) throw new LabFault('a carrier stands already: status, or down');
  const start = performance.now();
  tellDevices(await bringUp());
  console.log(`up in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function status(): Promise<void> {
  const found = await required();
  const nodes = (await askControl(found.control, 'GET', '/status')) as Record<string, readonly string[]>;
  console.log(`level ${found.level}, process ${found.pid}`);
  for (const [node, parts] of Object.entries(nodes)) {
    console.log(`  ${node.padEnd(8)} ${parts.length === 0 ? 'down' : parts.join(' ')}`);
  }
  tellDevices(found);
}

function tellDevices({ devices }: Standing): void {
  for (const { device, driver, host, port } of devices) {
    console.log(`  ${device.padEnd(8)} ${driver.padEnd(8)} ssh ${host}:${port}`);
  }
  console.log(`access to the devices, for reference data of kind deviceAccess: ${announcementFile()}`);
}

async function fault(words: readonly string[]): Promise<void> {
  const wanted = faultFrom(words);
  if (wanted === undefined) throw new LabFault(`no such fault; there are\n  ${faultUsage}`);
  await askControl((await required()).control, 'POST', '/fault', wanted);
}

async function runIn([node = '', ...command]: readonly string[]): Promise<void> {
  if (command.length === 0) throw new LabFault(usage);
  type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
  const { control } = await required();
  const ran = (await askControl(control, 'POST', '/run', { node, command, timeoutMs: 600_000 })) as Ran;
  process.stdout.write(ran.stdout);
  process.stderr.write(ran.stderr);
  process.exitCode = ran.code ?? 1;
}

async function required(): Promise<Standing> {
  const found = await standing();
  if (found === undefined) throw new LabFault('no carrier stands here: npm run lab -- up');
  return found;
}

const commands: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  up,
  down: async () => takeDown(await required()),
  status,
  probe: async () => console.log(tellProbe(await probe())),
  install: async () => console.log(`installed: ${(await installPackages()).join(' ')}`),
  fault,
  in: runIn,
};

const [name = '', ...words] = process.argv.slice(2);
const command = commands[name];
try {
  if (command === undefined) throw new LabFault(usage);
  await command(words);
} catch (error) {
  // What a device or a program said is told as it is; anything else keeps its stack.
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
