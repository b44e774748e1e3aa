import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Call, clientFor, Fault } from './client.ts';

/** What every command takes. */
export type Globals = { readonly json?: boolean; readonly server?: string };

/** Where results go, as text for people or as JSON. */
export type Context = {
  readonly call: Call;
  readonly print: (value: unknown, text: (value: never) => string) => void;
};

/** The options that stand before and behind all commands. */
export function globalsOf(command: Command): Globals {
  return command.optsWithGlobals<Globals>();
}

/** The client and the printer of a command. */
export async function contextOf(command: Command): Promise<Context> {
  const { json, server } = globalsOf(command);
  return {
    call: await clientFor(server),
    print(value, text) {
      process.stdout.write(`${json === true ? JSON.stringify(value, null, 2) : text(value as never)}\n`);
    },
  };
}

/** A file of JSON; `-` is standard input. */
export async function readJson(file: string): Promise<unknown> {
  const text = await (file === '-' ? standardInput() : readFile(file, 'utf8')).catch((error: Error) => {
    throw new Fault(`${file} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault(`${file} is not JSON: ${(error as Error).message}`);
  }
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** The id of something that people know by its number, such as SO-00001. An id is taken as it is. */
export async function idOf(call: Call, path: string, numberOrId: string, what: string): Promise<string> {
  if (/^[0-9a-f]{8}-/.test(numberOrId)) return numberOrId;
  const limit = 200;
  for (let offset = 0; ; offset += limit) {
    const rows = (await call('GET', `${path}?limit=${limit}&offset=${offset}`)) as {
      id: string;
      number: string;
    }[];
    const found = rows.find((row) => row.number === numberOrId);
    if (found !== undefined) return found.id;
    if (rows.length < limit) throw new Fault(`there is no ${what} ${numberOrId}`);
  }
}
