import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// The launcher on a small repository of its own, whose program says what happens to it and whose npm is a script.
const repository = join(import.meta.dirname, '../..');
const brought = `node-${process.platform}-${process.arch}`;
let root: string;
const started: ChildProcess[] = [];

const program = `
import { onLifelineLost } from ${JSON.stringify(join(repository, 'server/src/platform/lifeline.ts'))};
const [behaviour = '', value = ''] = process.argv.slice(2);
if (behaviour === 'exit') process.exit(Number(value));
if (behaviour === 'die') process.kill(process.pid, value as NodeJS.Signals);
const counts: Record<string, number> = {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    counts[signal] = (counts[signal] ?? 0) + 1;
    setTimeout(() => { console.log(JSON.stringify(counts)); process.exit(0); }, 300);
  });
}
onLifelineLost(() => { console.log('lifeline lost'); process.exit(3); });
setInterval(() => {}, 60_000);
console.log(JSON.stringify({ pid: process.pid, node: process.version, words: process.argv.slice(2), path: process.env.PATH }));
`;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'turnup-launch-'));
  cpSync(join(repository, 'tools/launch.js'), join(root, 'tools/launch.js'));
  cpSync(join(repository, 'tools/launch'), join(root, 'tools/launch'), { recursive: true });
  write(
    'package.json',
    readFileSync(join(repository, 'package.json'), 'utf8').replace(/"workspaces": \[[^\]]*\],/, ''),
  );
  write('package-lock.json', JSON.stringify({ packages: { 'node_modules/left': { version: '1.0.0' } } }));
  write('tools/start.ts', program);
  // Stands for npm: does to node_modules what the test says, and counts its calls.
  write('npm.js', readFileSync(join(import.meta.dirname, 'npm.fixture.js'), 'utf8'));
  install();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

function install(): void {
  write('node_modules/left/package.json', '{}');
  write(
    'node_modules/.package-lock.json',
    JSON.stringify({ packages: { 'node_modules/left': { version: '1.0.0' } } }),
  );
  symlinkSync(join(repository, 'node_modules', brought), join(root, 'node_modules', brought));
}

type Run = { readonly child: ChildProcess; readonly lines: AsyncIterator<string> };

function run(command: string, words: readonly string[], environment: Record<string, string> = {}): Run {
  const { npm_lifecycle_event: _, ...inherited } = process.env;
  const child = spawn(command, words, {
    cwd: root,
    env: { ...inherited, NPM_FIXTURE_NODE: join(repository, 'node_modules', brought), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const lines = createInterface(child.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  return { child, lines };
}

const launch = (...words: string[]): Run => run(process.execPath, ['tools/launch.js', 'start', ...words]);

async function line(of: Run): Promise<string> {
  return (await of.lines.next()).value as string;
}

async function ending(of: Run): Promise<{ code: number | null; signal: string | null }> {
  if (of.child.exitCode === null && of.child.signalCode === null) await once(of.child, 'exit');
  return { code: of.child.exitCode, signal: of.child.signalCode };
}

function launchWith(npm: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, ['tools/launch.js', 'start', 'exit', '0'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      npm_execpath: join(root, 'npm.js'),
      NPM_FIXTURE: npm,
      NPM_FIXTURE_NODE: join(repository, 'node_modules', brought),
    },
  });
  return { status, stderr };
}

const npmCalls = (): string[] => readFileSync(join(root, 'npm.log'), 'utf8').trim().split('\n');

describe('the program', () => {
  test('runs under Node 24 with the words it was given and its own programs first on the path', async () => {
    const found = JSON.parse(await line(launch('--once', '--set', 'a=b c')));
    expect(found.node).toMatch(/^v24\./);
    expect(found.words).toEqual(['--once', '--set', 'a=b c']);
    expect(found.path.split(':')[0]).toBe(join(root, 'node_modules/.bin'));
  });

  test('passes on its exit status and its signal', async () => {
    expect(await ending(launch('exit', '7'))).toEqual({ code: 7, signal: null });
    expect(await ending(launch('die', 'SIGKILL'))).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'hears %s once, however often it comes',
    async (signal) => {
      const running = launch();
      await line(running);
      for (let count = 0; count < 3; count++) running.child.kill(signal);
      expect(JSON.parse(await line(running))).toEqual({ [signal]: 1 });
      expect(await ending(running)).toEqual({ code: 0, signal: null });
    },
  );

  test('is told to stop when npm is killed with -9', async () => {
    const npm = run('npm', ['start', '--silent']);
    await line(npm);
    npm.child.kill('SIGKILL');
    expect(JSON.parse(await line(npm))).toEqual({ SIGTERM: 1 });
  });

  test('knows when the launcher is killed with -9', async () => {
    const running = launch();
    await line(running);
    running.child.kill('SIGKILL');
    expect(await line(running)).toBe('lifeline lost');
  });

  test('an unknown command is refused with the known ones', () => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/launch.js', 'dance'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^turnup: no such command: 'dance'; there are start, test, /);
  });
});

describe('installation', () => {
  test('is left alone when it is complete, and stamped', () => {
    expect(launchWith('fail')).toEqual({ status: 0, stderr: '' });
    expect(existsSync(join(root, 'npm.log'))).toBe(false);
    expect(readFileSync(join(root, 'node_modules/.turnup-stamp'), 'utf8')).toMatch(/ [0-9a-f]{64}\n$/);
  });

  test.each([
    ['nothing is there', () => rmSync(join(root, 'node_modules'), { recursive: true })],
    ['a package is missing', () => rmSync(join(root, 'node_modules/left'), { recursive: true })],
    [
      'npm was killed before it wrote its record',
      () => {
        rmSync(join(root, 'node_modules/.package-lock.json'));
        rmSync(join(root, 'node_modules/.turnup-stamp'));
      },
    ],
    ['the lockfile has changed', () => write('package-lock.json', lockOf('2.0.0'))],
  ])('is made anew when %s', (_, damage) => {
    launchWith('install');
    damage();
    const { status, stderr } = launchWith('install');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toMatch(/^turnup: installing 1 packages …\nturnup: installed in \d+\.\d s\n$/);
    expect(npmCalls()).toHaveLength(1);
    expect(npmCalls()[0]).toMatch(/^ci .*--ignore-scripts/);
  });

  test.runIf(Number.parseInt(process.versions.node, 10) >= 24)(
    'does without the Node that npm brought where it does not run and the own one is new enough',
    () => {
      rmSync(join(root, 'node_modules', brought));
      write(`node_modules/${brought}/bin/node`, 'half');
      expect(launchWith('fail')).toEqual({ status: 0, stderr: '' });
    },
  );

  test('keeps to what an incomplete lockfile has, and removes what an earlier attempt left', () => {
    rmSync(join(root, 'node_modules/left/package.json'));
    write('node_modules/right/index.js', 'left by an installation that was killed');
    expect(launchWith('incomplete')).toMatchObject({ status: 0 });
    expect(npmCalls().map((call) => call.split(' ').slice(0, 2))).toEqual([
      ['ci', '--include=dev'],
      ['install', '--no-save'],
    ]);
    expect(existsSync(join(root, 'node_modules/right'))).toBe(false);
  });

  test('works without a lockfile', () => {
    rmSync(join(root, 'package-lock.json'));
    expect(launchWith('install')).toMatchObject({ status: 0 });
    expect(npmCalls()[0]).toMatch(/^install /);
  });

  test('is done once by two commands started together, also over the remains of a killed one', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    const dead = spawnSync('true').pid;
    write('.turnup/install.pid', String(dead));
    const environment = { npm_execpath: join(root, 'npm.js'), NPM_FIXTURE: 'install' };
    const words = ['tools/launch.js', 'start', 'exit', '0'];
    const both = [0, 1].map(() => run(process.execPath, words, environment));
    expect(await Promise.all(both.map(ending))).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
    expect(npmCalls()).toHaveLength(1);
  });

  test.each([
    [
      'ENOTFOUND',
      /^turnup: installing .*\nturnup: the package registry cannot be reached \(ENOTFOUND\)[^\n]*\n$/,
    ],
    ['ENOSPC', /\nturnup: the disk of .* is full: [^\n]*\n$/],
    ['EACCES', /\nturnup: no permission to write in [^\n]*\n$/],
    ['E500', /\nturnup: npm could not install the packages: something E500 happened\n$/],
  ])('a failure of npm is told in one line: %s', (code, text) => {
    rmSync(join(root, 'node_modules/left'), { recursive: true });
    const { status, stderr } = launchWith(`fail ${code}`);
    expect(status).toBe(1);
    expect(stderr).toMatch(text);
    expect(existsSync(join(root, 'node_modules/.turnup-stamp'))).toBe(false);
  });
});

function lockOf(version: string): string {
  return JSON.stringify({ packages: { 'node_modules/left': { version } } });
}
