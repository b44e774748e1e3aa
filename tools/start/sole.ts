import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Misuse } from './options.ts';

/**
 * Claims a data folder for this process: two fleets on one folder would write over each other. A claim whose process is
 * gone, or is another program by now, counts for nothing.
 */
export async function claimFolder(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'start.pid');
  const folder = await mkdir(dataDir, { recursive: true }).catch((error: NodeJS.ErrnoException) => error);
  if (folder instanceof Error)
    throw new Misuse(`the data folder ${dataDir} cannot be made: ${folder.message}`);
  const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (pid > 0 && pid !== process.pid && (await isStart(pid)))
    throw new Misuse(
      `a system with the data in ${dataDir} runs already (process ${pid}): stop it, or give another --data`,
    );
  const written = await writeFile(file, `${process.pid}\n`).catch((error: NodeJS.ErrnoException) => error);
  if (written instanceof Error)
    throw new Misuse(`the data folder ${dataDir} cannot be written: ${written.message}`);
  return () => rm(file, { force: true });
}

async function isStart(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // Where the system tells command lines, a number that went to another program is seen.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command === undefined || command.includes('start.ts');
}
