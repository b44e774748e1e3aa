import { readFile } from 'node:fs/promises';
import type {
  CheckServiceQualification,
  CheckServiceQualificationCreate,
  QueryServiceQualification,
} from '@turnup/contract';
import { parseSiteTable } from '@turnup/contract/siteTable';
import type { Command } from 'commander';
import { Fault } from '../client.ts';
import { contextOf, idOf, readJson } from '../context.ts';
import {
  bulkTable,
  inquiryTable,
  inquiryText,
  questionTable,
  questionText,
  type RowAnswer,
} from '../render/feasibility.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const inquiries = '/tmf-api/serviceQualificationManagement/v4/queryServiceQualification';
type Question = CheckServiceQualification;

/** Questions of feasibility: one from a file of TM Forum's JSON, or many sites from a table, each with its result. */
export function addFeasibilityCommands(program: Command): void {
  const feasibility = program.command('feasibility').description('whether services can be had');
  feasibility
    .command('check <file>')
    .description('ask (TMF645 JSON; - reads standard input)')
    .option('--reserve', 'keep what is scarce with the answer')
    .action(async (file: string, { reserve }: { reserve?: true }, command: Command) => {
      const { call, print } = await contextOf(command);
      const question = (await readJson(file)) as object;
      print(await call('POST', questions, { ...question, ...(reserve && { reserve }) }), questionText);
    });
  feasibility
    .command('bulk <file>')
    .description(
      'ask about every site of a CSV file by itself: site,bandwidth,access,diversity,cpe,availability',
    )
    .requiredOption('--service <specification>', 'such as INTERNET')
    .requiredOption('--customer <code>')
    .option('--topology <topology>', 'anyToAny, hubAndSpoke, pointToPoint or internet', 'internet')
    .option('--date <day>', 'wanted by, such as 2027-05-07')
    .action(bulk);
  feasibility
    .command('query <file>')
    .description('what can be had at up to 2,000 sites (TMF645 query JSON; - reads standard input)')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', inquiries, await readJson(file)), inquiryText);
    });
  feasibility
    .command('queries')
    .description('queries, newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      print(
        await call('GET', `${inquiries}?limit=${encodeURIComponent(limit)}`),
        (rows: QueryServiceQualification[]) => inquiryTable(rows),
      );
    });
  feasibility
    .command('show-query <query>')
    .description('one query with the ways of access of each site, by its number or id')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${inquiries}/${await idOf(call, inquiries, which, 'query')}`), inquiryText);
    });
  feasibility
    .command('list')
    .description('questions, newest first')
    .option('--limit <count>', 'at most so many', '50')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${questions}?limit=${limit}`), (rows: Question[]) => questionTable(rows));
    });
  feasibility
    .command('show <question>')
    .description('one question with its answer and its candidates, by its number or id')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(
        await call('GET', `${questions}/${await idOf(call, questions, which, 'question')}`),
        questionText,
      );
    });
}

type BulkOptions = {
  readonly service: string;
  readonly customer: string;
  readonly topology: string;
  readonly date?: string;
};

/** Lines that are no site are answered beside the others; the status is 1 when there was one. */
async function bulk(file: string, options: BulkOptions, command: Command): Promise<void> {
  const { call, print } = await contextOf(command);
  const text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8').catch((error: Error) => {
    throw new Fault(`${file} cannot be read: ${error.message}`);
  });
  const lines = parseSiteTable(text);
  const sites = lines.flatMap((line) => ('site' in line ? [line] : []));
  if (sites.length === 0)
    throw new Fault(
      lines.length === 0
        ? `${file} has no line`
        : `no line of ${file} is a site: ${lines.map((line) => ('fault' in line ? `line ${line.line} ${line.fault}` : '')).join('; ')}`,
    );
  const body: CheckServiceQualificationCreate = {
    instantSyncQualification: true,
    provideAlternative: true,
    provideUnavailabilityReason: true,
    relatedParty: [{ id: options.customer, role: 'customer' }],
    serviceQualificationItem: sites.map(({ line, site }) => ({
      id: String(line),
      ...(options.date === undefined
        ? {}
        : { expectedServiceAvailabilityDate: `${options.date}T16:00:00.000Z` }),
      service: {
        serviceSpecification: { id: options.service },
        serviceCharacteristic: [
          { name: 'topology', value: options.topology },
          { name: 'sites', value: [site] },
        ],
      },
    })),
  };
  const answered = (await call('POST', questions, body)) as Question;
  const items = new Map(answered.serviceQualificationItem.map((item) => [item.id, item]));
  const rows = lines.map((line): RowAnswer => {
    if ('fault' in line) return { line: line.line, site: '', result: 'notAsked', reason: line.fault };
    const item = items.get(String(line.line));
    const { feasibility } = item ?? {};
    return {
      line: line.line,
      site: line.site.site,
      bandwidthKbps: line.site.bandwidthKbps,
      result: item?.qualificationItemResult ?? item?.state ?? 'lost',
      ...(feasibility === undefined
        ? {}
        : {
            confidence: feasibility.confidence,
            ...(feasibility.earliestCompletionDate === undefined
              ? {}
              : { earliest: feasibility.earliestCompletionDate }),
            instead: feasibility.alternatives.map(({ description }) => description),
          }),
      reason: item?.eligibilityUnavailabilityReason[0]?.label ?? item?.terminationError[0]?.value ?? '',
    };
  });
  print({ question: answered.number, id: answered.id, rows }, () => bulkTable(answered.number, rows));
  if (lines.length > sites.length) process.exitCode = 1;
}
