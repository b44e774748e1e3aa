import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startChild } from './child.ts';
import { allProcesses, parseStat, statOf, treeOf } from './proc.ts';
import { withRun } from './run.ts';

const quiet = (): void => {};

describe('a run', () => {
  test('has a folder of its own, and puts away what it deferred, last first', async () => {
    const order: string[] = [];
    const folder = await withRun(
      5_000,
      async (run) => {
        writeFileSync(join(run.folder, 'file'), '');
        run.defer(() => order.push('first'));
        run.defer(async () => {
          await pause(5);
          order.push('last');
        });
        return run.folder;
      },
      quiet,
    );
    expect(order).toEqual(['last', 'first']);
    expect(existsSync(folder)).toBe(false);
  });

  test('ends when its time is over, and still puts everything away', async () => {
    let put = '';
    const endless = withRun(
      50,
      async (run) => {
        run.defer(() => {
          put = run.folder;
        });
        await pause(10_000, undefined, { ref: false });
      },
      quiet,
    );
    await expect(endless).rejects.toThrow('not done within 0 s');
    expect(existsSync(put)).toBe(false);
  });

  test('goes on putting away when one of them throws', async () => {
    const said: string[] = [];
    let done = false;
    const work = withRun(
      5_000,
      async (run) => {
        run.defer(() => {
          done = true;
        });
        run.defer(() => {
          throw new Error('stuck');
        });
        throw new Error('broken');
      },
      (line) => said.push(line),
    );
    await expect(work).rejects.toThrow('broken');
    expect(done).toBe(true);
    expect(said).toEqual(['putting away: Error: stuck']);
  });

  test('leaves no child of its own', async () => {
    const pid = await withRun(
      5_000,
      async (run) => startChild(run, ['-e', 'setInterval(() => {}, 1000)']).pid ?? 0,
      quiet,
    );
    expect(statOf(pid)).toBeUndefined();
  });
});

describe('processes', () => {
  test('a line of /proc is read, whatever the command is called', () => {
    const fields = Array.from({ length: 50 }, (_, index) => String(index + 4)).join(' ');
    expect(parseStat(`17 (a) S b) R ${fields}`)).toEqual({
      pid: 17,
      parent: 4,
      group: 5,
      session: 6,
      zombie: false,
      cpuMs: 290,
      endedChildrenCpuMs: 330,
      startTicks: 22,
    });
  });

  test('a tree is a process and all below it', () => {
    const [init] = allProcesses();
    const stat = init as NonNullable<typeof init>;
    const of = (pid: number, parent: number) => ({ ...stat, pid, parent });
    const tree = treeOf(10, [of(1, 0), of(10, 1), of(11, 10), of(12, 11), of(20, 1)]);
    expect(tree.map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });
});
