import { createHash } from 'node:crypto';
import type { DeviceTarget } from '../driver.ts';
import { NetconfClient, type NetconfTimeouts } from './client.ts';

type Idle = { readonly client: NetconfClient; readonly timer: NodeJS.Timeout };

/**
 * Keeps sessions open between conversations. A session is lent to one borrower at a time, because a candidate lock
 * belongs to a session; one that is no longer usable is not taken back.
 */
export class SessionPool {
  readonly #idle = new Map<string, Idle[]>();
  readonly #timeouts: NetconfTimeouts;
  readonly #idleMs: number;
  #closed = false;

  constructor(timeouts: NetconfTimeouts, idleMs: number) {
    this.#timeouts = timeouts;
    this.#idleMs = idleMs;
  }

  async acquire(target: DeviceTarget): Promise<NetconfClient> {
    const sessions = this.#idle.get(keyOf(target)) ?? [];
    for (let idle = sessions.pop(); idle !== undefined; idle = sessions.pop()) {
      clearTimeout(idle.timer);
      if (idle.client.usable) return idle.client;
    }
    return await NetconfClient.connect(target, this.#timeouts);
  }

  async release(target: DeviceTarget, client: NetconfClient): Promise<void> {
    if (this.#closed || !client.usable) return await client.close();
    const key = keyOf(target);
    const timer = setTimeout(() => this.#drop(key, client), this.#idleMs).unref();
    const sessions = this.#idle.get(key);
    if (sessions === undefined) this.#idle.set(key, [{ client, timer }]);
    else sessions.push({ client, timer });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const sessions = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const { timer } of sessions) clearTimeout(timer);
    await Promise.all(sessions.map(({ client }) => client.close()));
  }

  #drop(key: string, client: NetconfClient): void {
    const left = this.#idle.get(key)?.filter((idle) => idle.client !== client) ?? [];
    if (left.length === 0) this.#idle.delete(key);
    else this.#idle.set(key, left);
    void client.close();
  }
}

/** Access that was changed makes another key: old sessions are then never lent again, and close when idle. */
function keyOf(target: DeviceTarget): string {
  const secret = createHash('sha256').update(target.secret).digest('base64');
  return JSON.stringify([
    target.tenant,
    target.device,
    target.host,
    target.port,
    target.user,
    target.hostKeySha256,
    secret,
  ]);
}
