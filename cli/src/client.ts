import type { ErrorBody } from '@turnup/contract';
import { readSession } from './session.ts';

/** A fault for the person at the terminal: one line, and the status with which the command ends. */
export class Fault extends Error {
  override name = 'Fault';
}

/** What is sent and what came back. */
export type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Where commands go when neither `--server`, the environment nor a session says it. */
const usualServer = 'http://127.0.0.1:8080';

/** The server that is meant. */
export async function serverOf(given: string | undefined): Promise<string> {
  const known = given ?? process.env['TURNUP_SERVER'] ?? (await readSession())?.server ?? usualServer;
  if (!URL.canParse(known)) throw new Fault(`${known} is no address of a server: write http://host:port`);
  return known.replace(/\/$/, '');
}

/** Calls in the name of whoever signed in at that server. */
export async function clientFor(given: string | undefined): Promise<Call> {
  const server = await serverOf(given);
  const session = await readSession();
  const token = process.env['TURNUP_TOKEN'] ?? (session?.server === server ? session.token : undefined);
  if (token === undefined) throw new Fault(`nobody is signed in at ${server}: turnup login`);
  return (method, path, body) => request(server, method, path, body, token);
}

/** One request; a refusal becomes a {@link Fault} with the API's code and the fields at fault. */
export async function request(
  server: string,
  method: string,
  path: string,
  body: unknown,
  token?: string,
): Promise<unknown> {
  const response = await fetch(`${server}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: Error & { cause?: { message?: string } }) => {
    throw new Fault(`${server} does not answer: ${error.cause?.message || error.message}`);
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && type.includes('pdf')) return bytes;
  const text = new TextDecoder().decode(bytes);
  const json = type.includes('json');
  if (response.ok && text !== '' && !json) return text;
  const answer = text === '' ? undefined : parsed(text);
  if (response.ok) return answer;
  throw new Fault(refusalLine(response.status, answer as Partial<ErrorBody> | undefined));
}

/** A refusal in one line: code, message, and the faults that the message does not hold already. */
export function refusalLine(status: number, body: Partial<ErrorBody> | undefined): string {
  const { code = `HTTP ${status}`, message = 'the server said nothing else', faults = [] } = body ?? {};
  const more = faults.filter((fault) => !message.includes(fault.message));
  return [`${code}: ${message}`, ...more.map((fault) => `${fault.path} ${fault.message}`)].join('; ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 200) };
  }
}
