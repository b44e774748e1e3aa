import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Link, ReferenceDataSet, ReferenceKind } from '@turnup/contract';
import type { NetworkRecords } from '../../../server/src/network/index.ts';
import { compared, figure, median, quantile } from '../rows.ts';
import { startChild } from '../run/child.ts';
import { startServer } from '../run/database.ts';
import { memoryMb } from '../run/proc.ts';
import type { Run } from '../run/run.ts';
import type { Row } from '../types.ts';
import { asked, requirementOf } from './questions.ts';

const root = join(import.meta.dirname, '../../..');
/** Records in one request. */
const PART = 20_000;
const queries = '/tmf-api/serviceQualificationManagement/v4/queryServiceQualification';

/** Kinds of the network, in the order in which they refer to each other, with the member that holds each. */
const kinds = [
  ['sharedRisk', 'sharedRisks'],
  ['place', 'places'],
  ['networkNode', 'nodes'],
  ['port', 'ports'],
  ['link', 'links'],
] as const satisfies readonly (readonly [ReferenceKind, keyof NetworkRecords])[];

/** What of the demo operator is loaded beside the network: how it works, not where it stands. */
const catalogue =
  /(calendars|parties|teams|pools|cpe-models|test-specifications|service-specifications|plan-templates|rules|policies)\.json$/;

type Answer = { readonly status: number; readonly body: never };
type Call = (path: string, body: unknown) => Promise<Answer>;

/** What a path through the API tells. */
type Paths = {
  readonly networkVersion: number;
  readonly computedInUs: number;
  readonly paths: readonly { readonly links: readonly string[]; readonly latencyUs: number }[];
};

/**
 * The same through HTTP: a server of its own with the network in its database. Wall time as a client sees it, the
 * answer read, and the time that the computing thread tells of its search; what else runs on the machine counts in both.
 */
export async function servedRows(
  run: Run,
  records: NetworkRecords,
  pairs: readonly (readonly [string, string])[],
  sites: number,
): Promise<Row[]> {
  const { call, pid } = await startedServer(run);
  const loadS = await load(run, call, records);
  const firstS = await seconds(() => pathOf(call, pairs[0] as readonly [string, string]));
  run.say(
    `the network is loaded in ${loadS.toFixed(0)} s; the first answer comes after ${firstS.toFixed(1)} s`,
  );
  await landmarked(run, call, pairs);
  const rows: Row[] = [figure('http.load.s', loadS, 's'), figure('http.firstAnswer.s', firstS, 's')];
  for (const [name, disjointness, promisedMs] of [
    ['path', undefined, 25],
    ['pair', 'node', 25],
    ['duct', 'sharedRisk', 100],
  ] as const) {
    const ms: number[] = [];
    const computedMs: number[] = [];
    for (const pair of pairs) {
      const from = performance.now();
      const { computedInUs } = await pathOf(call, pair, disjointness);
      ms.push(performance.now() - from);
      computedMs.push(computedInUs / 1_000);
    }
    const computed = quantile(computedMs, 0.99);
    run.say(
      `http ${name}: p50 ${median(ms).toFixed(1)} ms, p99 ${quantile(ms, 0.99).toFixed(1)} ms, of that computed ${computed.toFixed(1)} ms`,
    );
    rows.push(
      compared(`http.${name}.p99Ms`, quantile(ms, 0.99), 'ms', 'promised at most', promisedMs),
      figure(`http.${name}.p50Ms`, median(ms), 'ms'),
      compared(`http.${name}.computed.p99Ms`, computed, 'ms', 'promised at most', promisedMs),
    );
  }
  rows.push(...(await bulkRows(run, call, sites)));
  rows.push(...(await followRows(run, call, records, pairs)));
  rows.push(figure('http.memory', memoryMb(pid), 'MB'));
  return rows;
}

async function startedServer(run: Run): Promise<{ readonly call: Call; readonly pid: number }> {
  const server = await startServer(run);
  const databaseUrl = await server.createMigrated('feasibility');
  const words = ['--port', '0', '--simulated', '2027-02-15T09:00:00.000Z', '--data', run.folder];
  const child = startChild(run, [join(root, 'server/src/main.ts'), ...words], {
    TURNUP_DATABASE_URL: databaseUrl,
    TURNUP_LOG: 'error',
  });
  if (child.stdout === null) throw new Error('a server without output');
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    url = (JSON.parse(line) as { url: string }).url;
    break;
  }
  child.stdout.resume();
  const send = async (token: string, path: string, body: unknown): Promise<Answer> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 500)}`);
    return { status: response.status, body: JSON.parse(text) as never };
  };
  const signIn = async (account: string): Promise<string> => {
    const { body } = await send('', '/turnup/v1/session', {
      tenant: 'operator',
      account,
      password: `${account}-demo`,
    });
    return (body as { token: string }).token;
  };
  const tokens = { administrator: await signIn('administrator'), sales: await signIn('sales') };
  return {
    call: (path, body) =>
      send(path.endsWith('/referenceData') ? tokens.administrator : tokens.sales, path, body),
    pid: child.pid as number,
  };
}

async function load(run: Run, call: Call, records: NetworkRecords): Promise<number> {
  const folder = join(root, 'demo');
  const files = readdirSync(folder)
    .filter((file) => catalogue.test(file))
    .sort();
  const send = (kind: ReferenceKind, some: readonly unknown[]): Promise<Answer> =>
    call('/turnup/v1/referenceData', { kind, records: some });
  for (const file of files) {
    const sets = JSON.parse(readFileSync(join(folder, file), 'utf8')) as
      | ReferenceDataSet
      | ReferenceDataSet[];
    for (const { kind, records: some } of [sets].flat()) await send(kind, some);
  }
  await send('party', [{ code: 'NATIONAL', name: 'National', kind: 'customer' }]);
  return await seconds(async () => {
    for (const [kind, member] of kinds) {
      const all = records[member].map((record) =>
        // Places work by a calendar that is loaded.
        kind === 'place' ? { ...record, calendar: 'england' } : record,
      );
      const parts = Array.from({ length: Math.ceil(all.length / PART) }, (_, part) =>
        all.slice(part * PART, (part + 1) * PART),
      );
      // Two requests at a time: while the database writes one, the server checks the next.
      const sendNext = async (): Promise<void> => {
        for (let part = parts.shift(); part !== undefined; part = parts.shift()) await send(kind, part);
      };
      await Promise.all([sendNext(), sendNext()]);
      run.say(`${all.length} records of kind ${kind} are loaded`);
    }
  });
}

async function pathOf(
  call: Call,
  [from, to]: readonly [string, string],
  disjointness?: 'node' | 'sharedRisk',
): Promise<Paths> {
  const { minimumRateKbps, date } = asked;
  const question = {
    from,
    to,
    minimumRateKbps,
    date,
    ...(disjointness === undefined ? {} : { disjointness }),
  };
  return (await call('/turnup/v1/networkPath', question)).body as Paths;
}

/** Asks until landmarks of the asked class are there and the code is compiled. */
async function landmarked(
  run: Run,
  call: Call,
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const pair of pairs.slice(0, 40))
      for (const disjointness of [undefined, 'node', 'sharedRisk'] as const)
        await pathOf(call, pair, disjointness);
    await pause(1_500, undefined, { signal: run.signal });
  }
}

/** One service of so many sites in one query, three times: the median of the last two counts. */
async function bulkRows(run: Run, call: Call, sites: number): Promise<Row[]> {
  const { serviceSpecification: _, customer, ...characteristics } = requirementOf(sites);
  const service = {
    serviceSpecification: { id: 'L3VPN' },
    serviceCharacteristic: Object.entries(characteristics).map(([name, value]) => ({ name, value })),
  };
  const body = { relatedParty: [{ id: customer, role: 'customer' }], searchCriteria: { service } };
  const times: number[] = [];
  for (let round = 0; round < 3; round++)
    times.push(
      await seconds(async () => {
        const answer = (await call(queries, body)).body as {
          state: string;
          serviceQualificationItem: readonly { qualificationItemResult: string }[];
        };
        const { serviceQualificationItem: items } = answer;
        const served = items.filter((item) => item.qualificationItemResult === 'qualified').length;
        if (answer.state !== 'done' || served !== sites)
          throw new Error(`${served} of ${sites} sites are served: ${JSON.stringify(answer).slice(0, 500)}`);
      }),
    );
  const bulk = median(times.slice(1));
  run.say(`${sites} sites in one query through HTTP: ${bulk.toFixed(2)} s`);
  return [compared('http.bulk2000.s', bulk, 's', 'promised at most', 1)];
}

/**
 * A new, cheaper link between the ends of a pair is added through the API: how long until an answer uses it, and that
 * no answer was wrong meanwhile about what it had seen.
 */
async function followRows(
  run: Run,
  call: Call,
  records: NetworkRecords,
  pairs: readonly (readonly [string, string])[],
): Promise<Row[]> {
  const template = records.links[0] as Link;
  const times: number[] = [];
  for (const [index, pair] of pairs.slice(0, 5).entries()) {
    const before = await pathOf(call, pair);
    const added: Link = {
      ...template,
      name: `NEW-${index}`,
      a: { node: pair[0] },
      b: { node: pair[1] },
      latencyUs: 1,
      capacityKbps: 100_000_000,
      monthlyCostMinor: 1,
    };
    await call('/turnup/v1/referenceData', { kind: 'link', records: [added] });
    const loaded = performance.now();
    for (;;) {
      run.signal.throwIfAborted();
      const after = await pathOf(call, pair);
      if (after.paths[0]?.links.includes(added.name) === true) break;
      if (after.networkVersion > before.networkVersion)
        throw new Error(`an answer from version ${after.networkVersion} does not know ${added.name}`);
    }
    times.push((performance.now() - loaded) / 1_000);
  }
  const worst = Math.max(...times);
  run.say(`the answer after a new, cheaper link is right after ${worst.toFixed(2)} s at most`);
  return [
    compared('follow.s', worst, 's', 'promised at most', 1),
    figure('follow.median.s', median(times), 's'),
  ];
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}
