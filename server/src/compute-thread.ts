import { parentPort, workerData } from 'node:worker_threads';
import {
  type ComputeAnswer,
  type ComputeQuestion,
  type ComputeThreadData,
  type ComputeWork,
  withLinks,
} from './computeMessages.ts';
import { openMemories } from './memories.ts';
import { findPaths, type LinkNumbers, type NetworkSnapshot, openImage } from './network/index.ts';
import { composed, judge, worldOf } from './ordering/index.ts';
import { readClock } from './platform/clock/index.ts';
import { openDatabase } from './platform/database.ts';

// A thread that answers large questions of feasibility: it is sent networks, which it shares with all other threads, and
// reads the catalogue itself.

const { url } = workerData as ComputeThreadData;
const database = openDatabase({ url, connections: 1, applicationName: 'turnup-compute' });
const { memories } = openMemories({ database, databaseUrl: url });
const networks = new Map<string, NetworkSnapshot>();

const tell = (answer: ComputeAnswer): void => parentPort?.postMessage(answer);

async function answered(work: ComputeWork): Promise<unknown> {
  const network = networks.get(work.tenant);
  if (network === undefined) throw new Error(`the network of ${work.tenant} was not sent`);
  if (work.kind === 'paths') return findPaths(network, work.question, work.conditions);
  const { tenant, latestNetworkVersion } = work;
  const ports = {
    ...memories,
    now: async () => (await readClock(database.sql)).now,
    network: async () => network,
  };
  const world = { ...(await worldOf(ports, database.sql, tenant)), latestNetworkVersion };
  if (work.kind === 'compose') return composed(world, work.composing);
  return work.judgings.map(({ requirement, options }) => judge(world, requirement, options));
}

/** The links of each tenant by number, as the thread was told. */
const numberings = new Map<string, { readonly names: string[]; readonly numbers: Map<string, number> }>();

function numbered(tenant: string, links: readonly string[]): LinkNumbers {
  const numbering = numberings.get(tenant) ?? { names: [], numbers: new Map<string, number>() };
  numberings.set(tenant, numbering);
  for (const link of links) numbering.numbers.set(link, numbering.names.push(link) - 1);
  return numbering;
}

parentPort?.on('message', async ({ id, image, links = [], work }: ComputeQuestion) => {
  const named = withLinks(work, numbered(work.tenant, links));
  if (image !== undefined) {
    const { tenant } = image;
    networks.set(
      tenant,
      openImage(image, (metric, leastKbps) => tell({ kind: 'missing', tenant, metric, leastKbps })),
    );
  }
  try {
    tell({ kind: 'done', id, value: await answered(named) });
  } catch (error) {
    const { name, message } = error as Error;
    tell({ kind: 'failed', id, name, message });
  }
});
