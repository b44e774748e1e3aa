import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ApiFault } from '../client/api.ts';
import { onLauncherLost } from '../client/lifeline.ts';
import { Machine, MachineFault } from '../client/machine.ts';
import { loadStory, storyNames } from './load.ts';
import { type Result, table, textReporter } from './report.ts';
import { setUp } from './run.ts';
import { StoryFault } from './schema.ts';
import { parametersOf } from './values.ts';

const usage =
  'usage: npm run story -- FILE|NAME [--set name=value …] [--keep] [--json FILE] [--server URL] [--quiet]';

type Wishes = {
  readonly name: string;
  readonly set: Readonly<Record<string, string>>;
  readonly keep: boolean;
  readonly quiet: boolean;
  readonly json?: string;
  readonly server?: string;
};

/** Reads the command line; answers undefined where it makes no sense. */
function wishesOf(argv: readonly string[]): Wishes | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      set: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      json: { type: 'string' },
      server: { type: 'string' },
    },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) return undefined;
  return {
    name,
    set: settings(values.set),
    keep: values.keep,
    quiet: values.quiet,
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.server === undefined ? {} : { server: values.server }),
  };
}

/** `name=value` pairs. */
export function settings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new StoryFault(`--set ${pair}: write name=value`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** Runs a story on a fresh system, or on one that is there; answers whether everything held. */
async function tell(wishes: Wishes): Promise<boolean> {
  const { story, folder } = await loadStory(wishes.name);
  const parameters = parametersOf(story.parameters ?? [], wishes.set);
  const report = textReporter((text) => process.stdout.write(text), {
    colours: process.stdout.isTTY === true,
    happenings: !wishes.quiet,
  });
  const dataDir = wishes.server === undefined ? await mkdtemp(join(tmpdir(), 'turnup-story-')) : undefined;
  const machine =
    dataDir === undefined
      ? undefined
      : new Machine({ dataDir, simulatedFrom: story.clock, ownDatabase: true }, (part, how) => {
          process.stderr.write(`turnup: the ${part} ${how}\n`);
        });
  const stop = async (): Promise<void> => {
    await machine?.stop();
    if (dataDir !== undefined && !wishes.keep) await rm(dataDir, { recursive: true, force: true });
  };
  const leave = onceOnly(() => void stop().finally(() => process.exit(130)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  onLauncherLost(leave);
  try {
    if (story.fleet === true) await machine?.start('fleet');
    await machine?.start('server');
    const url = (): string => wishes.server ?? machine?.url ?? '';
    const set = await setUp({
      story,
      folder,
      ...parameters,
      url,
      report,
      ...(machine === undefined ? {} : { machine }),
    });
    const result = await set.play();
    show(result);
    if (wishes.json !== undefined) await writeFile(wishes.json, `${JSON.stringify(result, null, 2)}\n`);
    if (wishes.keep && dataDir !== undefined) await keep(url(), dataDir);
    await set.close();
    return result.held;
  } finally {
    await stop();
  }
}

function show(result: Result): void {
  if (result.verdicts.length > 0) process.stdout.write(`\n${table(result.verdicts)}\n`);
  const seconds = (result.elapsedMs / 1000).toFixed(1);
  const count = (outcome: string): number =>
    result.verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const words = result.held ? 'holds' : 'does not hold';
  process.stdout.write(
    `\n${result.name} ${words}: ${count('holds')} as expected, ${count('fails')} not, ${count('notAsked')} not asked, ${seconds} s\n`,
  );
}

/** Leaves the system up for a look until a signal comes. */
function keep(url: string, dataDir: string): Promise<never> {
  process.stdout.write(`kept: ${url} (data in ${dataDir}); Ctrl-C ends it\n`);
  return new Promise(() => {});
}

function onceOnly(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

/** The command. Status 0 only when every expectation held. */
async function main(): Promise<number> {
  try {
    const wishes = wishesOf(process.argv.slice(2));
    if (wishes !== undefined) return (await tell(wishes)) ? 0 : 1;
    process.stderr.write(`${usage}\nstories: ${(await storyNames()).join(', ')}\n`);
    return 2;
  } catch (error) {
    // Data that the system refuses are a fault of the story, or of what was set.
    if (error instanceof ApiFault) process.stderr.write(`turnup: ${error.line}\n`);
    else if (error instanceof StoryFault || error instanceof MachineFault || isUsage(error))
      process.stderr.write(`turnup: ${(error as Error).message}\n`);
    else throw error;
    return 2;
  }
}

function isUsage(error: unknown): boolean {
  return String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
}

if (import.meta.main) process.exit(await main());
