import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { routerFolder } from './router.ts';

/** A router's whole configuration, as its agent tells it. */
export type UnitConfig = { readonly platform: readonly string[]; readonly routing: readonly string[] };

/** What a router is configured with. */
export async function configurationOf(state: string, node: string): Promise<UnitConfig> {
  const { platform, routing } = (await askAgent(state, node, 'running', {})) as UnitConfig;
  return { platform, routing };
}

/** Puts another unit in the place of a router: it has what the unit has that comes out of its box, and nothing else. */
export async function replaceUnit(state: string, node: string, factory: UnitConfig): Promise<void> {
  const { basis } = (await askAgent(state, node, 'running', {})) as { readonly basis: string };
  await askAgent(state, node, 'commit', { target: factory, basis });
}

/** One request of the agent beside a router; throws with its words when it refuses. */
async function askAgent(state: string, node: string, method: string, params: object): Promise<unknown> {
  const socket = net.connect({ path: join(routerFolder(state, node), 'agent.sock') });
  try {
    await once(socket, 'connect');
    socket.write(`${JSON.stringify({ id: 1, method, params })}\n`);
    const [line] = await once(createInterface({ input: socket }), 'line');
    const { result, error } = JSON.parse(String(line)) as { result?: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(`${node}: ${error.message}`);
    return result;
  } finally {
    socket.destroy();
  }
}
