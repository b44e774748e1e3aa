import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../lab/src/client/machine.ts';
import { settings } from '../../lab/src/story/cli.ts';

/** What the person at the terminal wants. */
export type Options = {
  /** A server with an empty database on real time, and nothing else. */
  readonly empty: boolean;
  /** The walk alone, on a database and clock of its own. */
  readonly once: boolean;
  readonly set: Readonly<Record<string, string>>;
  readonly port: number;
  readonly dataDir: string;
};

const usage = 'npm start [-- --empty | --once] [--set name=value …] [--port N] [--data DIR]';

/** A wish that makes no sense, in one line. */
export class Misuse extends Error {}

/** Reads the command line; throws a {@link Misuse} where it makes no sense. */
export function optionsOf(argv: readonly string[]): Options {
  const { values } = parsed(argv);
  const port = Number(values.port ?? (values.once ? 0 : 8080));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Misuse(`--port ${values.port} is no port`);
  if (values.empty && values.once) throw new Misuse('--empty and --once exclude one another');
  if (values.empty && values.set.length > 0) throw new Misuse('--set changes the walk; --empty has none');
  return {
    empty: values.empty,
    once: values.once,
    set: settings(values.set),
    port,
    dataDir: resolve(projectRoot, values.data ?? '.turnup'),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        empty: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        set: { type: 'string', multiple: true, default: [] },
        port: { type: 'string' },
        data: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Misuse(`${(error as Error).message.split('.')[0]}; usage: ${usage}`);
  }
}
