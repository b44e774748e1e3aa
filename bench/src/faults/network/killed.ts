import { fileURLToPath } from 'node:url';
import { newId } from '../../../../server/src/platform/ids.ts';
import { startChild } from '../../run/child.ts';
import type { Run } from '../../run/run.ts';
import type { Invariant } from '../../types.ts';
import { holds } from '../invariants.ts';
import type { Errand } from './errand.ts';
import { devices, type Scene } from './scene.ts';

const program = fileURLToPath(new URL('./server.ts', import.meta.url));

/** Kills a server with -9 at every step of its journal, each time in another transaction, and judges what is left. */
export async function killedServers(run: Run, url: string, scene: Scene): Promise<readonly Invariant[]> {
  const invariants: Invariant[] = [];
  let died = 0;
  for (let step = 0; ; step++) {
    const transactionId = newId();
    const errand: Errand = { url, devices, version: scene.nextVersion, transactionId, dieAtStep: step };
    const survived = await send(run, errand);
    invariants.push(
      ...(await scene.judge(
        survived ? 'a server that was not killed' : `server killed with -9 at step ${step}`,
        transactionId,
        survived ? 'its end' : 'nothing',
      )),
    );
    if (survived) break;
    died++;
  }
  return [...invariants, holds('the server was killed at every step', died > 20, `${died} steps`)];
}

/** Runs an errand; answers whether the server lived to its end. */
async function send(run: Run, errand: Errand): Promise<boolean> {
  const child = startChild(run, [program, JSON.stringify(errand)]);
  child.stdout?.resume();
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('exit', (...how) => resolve(how)),
  );
  if (signal === 'SIGKILL') return false;
  if (code === 0) return true;
  throw new Error(`the server ended with ${code ?? signal}`);
}
