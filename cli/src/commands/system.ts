import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { SimulationClock } from '@turnup/contract';
import type { Command } from 'commander';
import { Fault, request, serverOf } from '../client.ts';
import { contextOf, globalsOf } from '../context.ts';
import { forgetSession, keepSession } from '../session.ts';

/** Signing in and out, the simulated clock, and stories. */
export function addSystemCommands(program: Command): void {
  program
    .command('login')
    .description('sign in; the session is kept for later commands')
    .option('--account <account>')
    .option('--password <password>', 'else TURNUP_PASSWORD, else asked')
    .option('--tenant <tenant>')
    .action(login);
  program
    .command('logout')
    .description('sign out')
    .action(async (_options: unknown, command: Command) => {
      const { call } = await contextOf(command);
      await call('DELETE', '/turnup/v1/session');
      await forgetSession();
    });
  program
    .command('clock')
    .description('the domain clock; on a simulated system it can be let run')
    .option('--until <instant>', 'let it run up to there')
    .action(async (options: { until?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const path = '/turnup/v1/simulation/clock';
      const clock =
        options.until === undefined ? call('GET', path) : call('PATCH', path, { runUntil: options.until });
      print(await clock, clockText);
    });
  program
    .command('story <name> [more...]')
    .description('run a story on a system of its own (options as of npm run story)')
    .allowUnknownOption()
    .passThroughOptions()
    .action((name: string, more: string[]) => story([name, ...more]));
}

/** The clock in a line. */
export function clockText({ mode, now, runUntil, nextDue, quiescent }: SimulationClock): string {
  const runs = runUntil === null ? 'stands' : `runs until ${runUntil}`;
  const due = nextDue === null ? 'nothing is due' : `next due ${nextDue}`;
  return mode === 'real' ? `real time: ${now}` : `${now}, ${runs}; ${due}${quiescent ? '' : '; at work'}`;
}

async function login(
  options: { account?: string; password?: string; tenant?: string },
  command: Command,
): Promise<void> {
  const server = await serverOf(globalsOf(command).server);
  const account = options.account ?? (await asked('account: ', false));
  const password = options.password ?? process.env['TURNUP_PASSWORD'] ?? (await asked('password: ', true));
  const body = { account, password, ...(options.tenant === undefined ? {} : { tenant: options.tenant }) };
  const session = (await request(server, 'POST', '/turnup/v1/session', body)) as {
    token: string;
    account: string;
    roles: string[];
    expiresAt: string;
  };
  await keepSession({ server, token: session.token, account: session.account });
  process.stdout.write(
    `signed in at ${server} as ${session.account} (${session.roles.join(', ')}) until ${session.expiresAt}\n`,
  );
}

/** Asks at the terminal; what is secret is not shown. */
async function asked(question: string, secret: boolean): Promise<string> {
  if (process.stdin.isTTY !== true)
    throw new Fault(`nobody is there to ask for the ${question.replace(': ', '')}`);
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  if (secret) {
    const hidden = lines as unknown as { _writeToOutput?: (text: string) => void };
    process.stderr.write(question);
    hidden._writeToOutput = () => {};
  }
  const answer = await lines.question(secret ? '' : question);
  lines.close();
  if (secret) process.stderr.write('\n');
  return answer.trim();
}

function story(words: readonly string[]): Promise<void> {
  const program = resolve(import.meta.dirname, '../../../lab/src/story/cli.ts');
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' });
    child.once('error', fail);
    child.once('exit', (code) => {
      process.exitCode = code ?? 1;
      done();
    });
  });
}
