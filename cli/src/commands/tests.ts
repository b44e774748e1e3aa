import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Fault } from '../client.ts';
import { contextOf, idOf } from '../context.ts';
import {
  type CertificateBody,
  certificateText,
  reversalsText,
  type TestBody,
  testsText,
  testText,
} from '../render/tests.ts';

const services = '/tmf-api/serviceInventory/v4/service';
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const tests = '/tmf-api/serviceTestManagement/v4/serviceTest';

/** Tests of services, and the birth certificate. */
export function addTestCommands(program: Command): void {
  const test = program.command('test').description('tests of services, and what they were born with');
  test
    .command('list [service]')
    .description('tests, newest first, of one service or of all')
    .option('--state <state>', 'acknowledged, inProgress, completed, cancelled or failed')
    .option('--verdict <verdict>', 'passed, failed or inconclusive')
    .action(
      async (which: string | undefined, options: { state?: string; verdict?: string }, command: Command) => {
        const { call, print } = await contextOf(command);
        const query = new URLSearchParams({ limit: '50', ...options });
        query.delete('json');
        query.delete('server');
        if (which !== undefined) query.set('relatedService', await idOf(call, services, which, 'service'));
        print(await call('GET', `${tests}?${query}`), (rows: TestBody[]) => testsText(rows));
      },
    );
  test
    .command('show <id>')
    .description('one test, each figure beside its threshold, its prediction and the last run’s')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${tests}/${id}`), (body: TestBody) => testText(body));
    });
  test
    .command('reversals <order>')
    .description('what was taken back on the network because a test of an order did not pass')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, orders, which, 'order');
      print(await call('GET', `/turnup/v1/serviceOrder/${id}/reversal`), reversalsText);
    });
  test
    .command('run <service>')
    .description('test a live service now, without loading or interrupting it')
    .option('--name <text>', 'why', 'On demand')
    .option('--specification <code>', 'a test specification', 'default')
    .option('--interrupt', 'let it fill the service and cut its legs, where you may')
    .action(
      async (
        which: string,
        options: { name: string; specification: string; interrupt?: boolean },
        command: Command,
      ) => {
        const { call, print } = await contextOf(command);
        const body = {
          name: options.name,
          relatedService: { id: await idOf(call, services, which, 'service') },
          testSpecification: { id: options.specification },
          ...(options.interrupt === true ? { interruptionAllowed: true } : {}),
        };
        print(await call('POST', tests, body), (made: TestBody) => testText(made));
      },
    );
  test
    .command('certificate <service>')
    .description('the birth certificate: ordered, built, tested')
    .option('--format <format>', 'json, html or pdf')
    .option('--out <file>', 'where to write it')
    .action(async (which: string, options: { format?: string; out?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, services, which, 'service');
      const path = `/turnup/v1/service/${id}/birthCertificate?format=${options.format ?? 'json'}`;
      const body = await call('GET', path);
      if (options.out !== undefined) return await writeFile(options.out, contentOf(body));
      if (body instanceof Uint8Array) throw new Fault('a PDF goes to a file: name one with --out');
      print(body, (one: CertificateBody | string) => (typeof one === 'string' ? one : certificateText(one)));
    });
}

function contentOf(body: unknown): string | Uint8Array {
  if (body instanceof Uint8Array) return body;
  return typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}\n`;
}
