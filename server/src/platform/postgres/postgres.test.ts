import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from './index.ts';
import { explain } from './log-file.ts';
import { parsePostmasterFile } from './postmaster-file.ts';
import { ended, incarnation, isAlive } from './processes.ts';

type Held = { readonly url: string; readonly port: number; readonly pid: number; readonly adopted: boolean };

const dataDir = mkdtempSync(join(tmpdir(), 'turnup-postgres-'));
const postmasterFile = join(dataDir, 'cluster/data/postmaster.pid');
const holders: ChildProcess[] = [];

/** Starts another process that holds the server, as a server process of ours does. */
async function hold(folder = dataDir): Promise<Held & { readonly holder: ChildProcess }> {
  const program = join(import.meta.dirname, 'holder.fixture.ts');
  const holder = spawn(brought(), [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  holders.push(holder);
  const [line] = (await once(createInterface(holder.stdout as NodeJS.ReadableStream), 'line')) as [string];
  return { ...(JSON.parse(line) as Held), holder };
}

/** Vitest may run on another Node; the program under test needs ours. */
function brought(): string {
  return join(import.meta.dirname, '../../../../node_modules/.bin/node');
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function childrenOf(pid: number): number[] {
  const list = execFileSync('sh', ['-c', 'cat /proc/[0-9]*/stat 2>/dev/null || true'], { encoding: 'utf8' });
  return list
    .split('\n')
    .map((line) => ({
      pid: Number.parseInt(line, 10),
      rest: line.slice(line.lastIndexOf(')') + 2).split(' '),
    }))
    .filter(({ rest }) => Number(rest[1]) === pid)
    .map((found) => found.pid);
}

beforeAll(async () => {
  const first = await startPostgres({ dataDir });
  await query(first.url, 'create table kept (number int)');
  await first.stop();
});
afterEach(async () => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
  const pid = existsSync(postmasterFile) ? Number.parseInt(readFileSync(postmasterFile, 'utf8'), 10) : 0;
  if (pid > 1 && pid !== process.pid) await ended(pid, 10_000);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the embedded server', () => {
  test('starts, listens on loopback with a password only, keeps its rows, and leaves nothing running', async () => {
    const server = await startPostgres({ dataDir });
    expect(server).toMatchObject({ adopted: false });
    const [found] = await query(
      server.url,
      `select current_setting('listen_addresses') as addresses, current_setting('TimeZone') as zone,
              current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
              current_setting('unix_socket_directories') as sockets, current_database() as database`,
    );
    expect(found).toEqual({
      addresses: '127.0.0.1',
      zone: 'UTC',
      encoding: 'UTF8',
      fsync: 'on',
      sockets: '',
      database: 'turnup',
    });
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    await Promise.all([server.stop(), server.stop()]);
    expect(isAlive(server.pid)).toBe(false);
    expect(statSync(join(dataDir, 'cluster/password')).mode & 0o777).toBe(0o600);
  });

  test('ends when the process that started it is killed, loses no acknowledged row, and starts again', async () => {
    const held = await hold();
    await query(held.url, 'truncate kept');
    await query(held.url, 'insert into kept select generate_series(1, 1000)');
    held.holder.kill('SIGKILL');
    expect(await ended(held.pid, 10_000)).toBe(true);
    const next = await startPostgres({ dataDir });
    expect(await query(next.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }]);
    await next.stop();
  });

  test('starts at once after the kill, while the killed one may still be stopping', async () => {
    const held = await hold();
    held.holder.kill('SIGKILL');
    const next = await startPostgres({ dataDir });
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(isAlive(next.pid)).toBe(true);
    await next.stop();
    expect(isAlive(next.pid)).toBe(false);
  });

  test('uses a server that another living process holds, and leaves it alone', async () => {
    const held = await hold();
    const second = await startPostgres({ dataDir });
    expect(second).toMatchObject({ adopted: true, port: held.port, pid: held.pid });
    await second.stop();
    expect(await query(held.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    held.holder.kill('SIGTERM');
    await once(held.holder, 'exit');
    expect(isAlive(held.pid)).toBe(false);
    expect(await second.lost).toContain('has ended');
  });

  test.runIf(process.platform === 'linux')(
    'takes over a server whose holder and watchdog were both killed',
    async () => {
      const held = await hold();
      const [watchdog = 0] = childrenOf(held.holder.pid ?? 0);
      const guards = childrenOf(watchdog).filter((pid) => pid !== held.pid);
      expect(guards).toHaveLength(1);
      // In this order: the guard stops the server as soon as one of the others is gone.
      for (const pid of [...guards, watchdog, held.holder.pid ?? 0]) process.kill(pid, 'SIGKILL');
      await once(held.holder, 'exit');
      const heir = await startPostgres({ dataDir });
      expect(heir).toMatchObject({ adopted: true, pid: held.pid });
      await heir.stop();
      expect(isAlive(held.pid)).toBe(false);
    },
  );

  test('two processes on one new folder share one server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'turnup-postgres-'));
    try {
      const both = await Promise.all([hold(folder), hold(folder)]);
      expect(new Set(both.map(({ pid }) => pid)).size).toBe(1);
      expect(both.map(({ adopted }) => adopted).sort()).toEqual([false, true]);
      for (const { holder } of both) {
        holder.kill('SIGTERM');
        await once(holder, 'exit');
      }
      expect(readdirSync(folder).filter((name) => name.startsWith('new-'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('tells when the server ends by itself', async () => {
    const server = await startPostgres({ dataDir });
    process.kill(server.pid, 'SIGINT');
    expect(await server.lost).toContain('ended by itself');
    await server.stop();
  });
});

describe('what keeps it from starting is told in one line', () => {
  test('a stale postmaster.pid whose number now belongs to another program does not', async () => {
    // Line for line as a server writes it, with the id of this very process.
    writeFileSync(
      postmasterFile,
      `${process.pid}\n${join(dataDir, 'cluster/data')}\n1\n5432\n\n127.0.0.1\n1 1\nready   \n`,
    );
    const server = await startPostgres({ dataDir });
    expect(server.adopted).toBe(false);
    await server.stop();
  });

  test('a port that is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startPostgres({ dataDir, port })).rejects.toThrow(`port ${port} is taken`);
    occupant.close();
  });

  test('a cluster of another major version', async () => {
    const file = join(dataDir, 'cluster/data/PG_VERSION');
    const own = readFileSync(file, 'utf8');
    writeFileSync(file, '13\n');
    await expect(startPostgres({ dataDir })).rejects.toThrow(
      /was made by PostgreSQL 13, this program brings \d+/,
    );
    writeFileSync(file, own);
  });

  test('a folder that cannot be made', async () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    await expect(startPostgres({ dataDir: join(file, 'data') })).rejects.toThrow(
      /^cannot write in the data folder .*ENOTDIR/,
    );
  });

  test('a configuration that PostgreSQL refuses, in its own words', async () => {
    const file = join(dataDir, 'cluster/data/postgresql.conf');
    const own = readFileSync(file, 'utf8');
    writeFileSync(file, `${own}\nwork_mem = 'much'\n`);
    await expect(startPostgres({ dataDir })).rejects.toThrow(
      /^cannot start the database: .*(work_mem|contains errors)/,
    );
    writeFileSync(file, own);
  });

  test.each([
    [
      '2026-01-01 [1] FATAL:  could not write lock file "postmaster.pid": No space left on device',
      'the disk of /data is full',
    ],
    [
      'initdb: error: could not create directory "/data": Permission denied',
      'no permission to write in /data',
    ],
    ['initdb: error: cannot be run as root', 'cannot be run as root'],
  ])('from its log: %s', (log, line) => {
    expect(explain(log, '/data')).toBe(line);
  });
});

describe('reading the system', () => {
  test('postmaster.pid, whole and half written', () => {
    expect(parsePostmasterFile('812\n/data\n1700000000\n5433\n\n127.0.0.1\n1 2\nready   \n')).toEqual({
      pid: 812,
      dataFolder: '/data',
      port: 5433,
      status: 'ready',
    });
    expect(parsePostmasterFile('812\n/data\n')).toEqual({
      pid: 812,
      dataFolder: '/data',
      port: 0,
      status: '',
    });
    expect(parsePostmasterFile('')).toBeUndefined();
  });

  test('an ended process has no incarnation and a living one keeps its own', async () => {
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    expect(incarnation(pid)).toBe(incarnation(pid));
    expect(incarnation(pid)).toMatch(/\d/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(incarnation(pid)).toBeUndefined();
    expect(isAlive(pid)).toBe(false);
  });
});
