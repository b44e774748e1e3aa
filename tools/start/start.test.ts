import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWalk, type Walk, writeWalk } from './memory.ts';
import { Misuse, optionsOf } from './options.ts';
import { claimFolder } from './sole.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnup-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the command line', () => {
  test('what is meant', () => {
    expect(optionsOf([])).toMatchObject({ once: false, empty: false, port: 8080, set: {} });
    expect(optionsOf(['--once', '--set', 'date=2027-05-07', '--set', 'duct=A=B'])).toMatchObject({
      once: true,
      port: 0,
      set: { date: '2027-05-07', duct: 'A=B' },
    });
  });

  test.each([
    [['--port', 'x'], '--port x is no port'],
    [['--once', '--empty'], 'exclude one another'],
    [['--empty', '--set', 'a=b'], '--empty has none'],
    [['--fast'], 'usage: npm start'],
  ])('%j makes no sense', (words, message) => {
    expect(() => optionsOf(words)).toThrow(Misuse);
    expect(() => optionsOf(words)).toThrow(message);
  });
});

test('a walk is written whole and read again; what is no walk is none', async () => {
  const walk: Walk = { story: 's1-flagship', set: { date: '2027-05-07' }, state: 'begun' };
  await writeWalk(folder, walk);
  expect(await readWalk(folder)).toEqual(walk);
  await writeFile(join(folder, 'walk.json'), '{"story":');
  expect(await readWalk(folder)).toBeUndefined();
  expect(await readWalk(join(folder, 'nowhere'))).toBeUndefined();
});

describe('one system a folder', () => {
  test('a folder is refused while another start runs on it, and free when that has gone', async () => {
    const script = join(folder, 'start.ts');
    await writeFile(script, 'setInterval(() => {}, 1000);');
    const other = spawn(process.execPath, [script], { stdio: 'ignore' });
    await new Promise((done) => other.once('spawn', done));
    await writeFile(join(folder, 'start.pid'), `${other.pid}\n`);
    await expect(claimFolder(folder)).rejects.toThrow(`runs already (process ${other.pid})`);
    other.kill('SIGKILL');
    await new Promise((done) => other.once('exit', done));
    const release = await claimFolder(folder);
    await release();
  });

  test('a number that went to another program counts for nothing', async () => {
    await writeFile(join(folder, 'start.pid'), '1\n');
    const release = await claimFolder(folder);
    await release();
  });

  test('a folder that cannot be made is told in one line', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(claimFolder(join(folder, 'file', 'below'))).rejects.toThrow(/cannot be made/);
  });
});
