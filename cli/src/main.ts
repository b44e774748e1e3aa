import { Command, CommanderError } from 'commander';
import { Fault } from './client.ts';
import { addCapacityCommands } from './commands/capacity.ts';
import { addConfigurationCommands } from './commands/configuration.ts';
import { addDesignCommands } from './commands/designs.ts';
import { addEquipmentCommands } from './commands/equipment.ts';
import { addFalloutCommands } from './commands/fallout.ts';
import { addFeasibilityCommands } from './commands/feasibility.ts';
import { addInventoryCommands } from './commands/inventory.ts';
import { addNetworkCommands } from './commands/network.ts';
import { addOrderCommands } from './commands/orders.ts';
import { addOutageCommands } from './commands/outages.ts';
import { addParameterCommands } from './commands/parameters.ts';
import { addPauseCommands } from './commands/pauses.ts';
import { addRestorationCommands } from './commands/restorations.ts';
import { addSystemCommands } from './commands/system.ts';
import { addTestCommands } from './commands/tests.ts';
import { addWorkCommands } from './commands/work.ts';

/** The command line: a client of the same API as everyone. */
export function programOf(): Command {
  const program = new Command('turnup')
    .description('Service configuration and activation, from the command line')
    .option('--json', 'answer JSON')
    .option('--server <url>', 'the server; else TURNUP_SERVER, else where you signed in')
    .enablePositionalOptions()
    .exitOverride();
  addSystemCommands(program);
  addOrderCommands(program);
  addFeasibilityCommands(program);
  addDesignCommands(program);
  addCapacityCommands(program);
  addFalloutCommands(program);
  addNetworkCommands(program);
  addConfigurationCommands(program);
  addWorkCommands(program);
  addTestCommands(program);
  addPauseCommands(program);
  addOutageCommands(program);
  addRestorationCommands(program);
  addParameterCommands(program);
  addInventoryCommands(program);
  addEquipmentCommands(program);
  for (const command of everyCommand(program)) {
    command.exitOverride();
    // The options of all are understood behind a command as well.
    if (command !== program && command.commands.length === 0)
      command.option('--json', 'answer JSON').option('--server <url>', 'the server');
  }
  return program;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap((inner) => everyCommand(inner as Command))];
}

/** Runs a command line; answers the status to end with. Faults are one line on standard error. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    await programOf().parseAsync([...words], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`turnup: ${error.message}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
