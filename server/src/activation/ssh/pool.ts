import { createHash } from 'node:crypto';
import type { DeviceTarget } from '../driver.ts';

/** Something open to a device that can be lent out again as long as it is usable. */
export type Pooled = { readonly usable: boolean; close(): Promise<void> };

type Idle<Connection> = { readonly connection: Connection; readonly timer: NodeJS.Timeout };

/**
 * Keeps connections open between conversations. One is lent to one borrower at a time, because a device's lock belongs
 * to it; one that is no longer usable is not taken back.
 */
export class ConnectionPool<Connection extends Pooled> {
  readonly #connect: (target: DeviceTarget) => Promise<Connection>;
  readonly #idleMs: number;
  readonly #idle = new Map<string, Idle<Connection>[]>();
  #closed = false;

  constructor(connect: (target: DeviceTarget) => Promise<Connection>, idleMs: number) {
    this.#connect = connect;
    this.#idleMs = idleMs;
  }

  /** An open connection, lent out: an idle one or a new one. */
  async acquire(target: DeviceTarget): Promise<Connection> {
    const idle = this.#idle.get(keyOf(target));
    for (let last = idle?.pop(); last !== undefined; last = idle?.pop()) {
      clearTimeout(last.timer);
      if (last.connection.usable) return last.connection;
    }
    return await this.#connect(target);
  }

  async release(target: DeviceTarget, connection: Connection): Promise<void> {
    if (this.#closed || !connection.usable) return await connection.close();
    const key = keyOf(target);
    const timer = setTimeout(() => this.#drop(key, connection), this.#idleMs).unref();
    const standing = this.#idle.get(key);
    if (standing === undefined) this.#idle.set(key, [{ connection, timer }]);
    else standing.push({ connection, timer });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const { timer } of all) clearTimeout(timer);
    await Promise.all(all.map(({ connection }) => connection.close()));
  }

  #drop(key: string, connection: Connection): void {
    const left = this.#idle.get(key)?.filter((idle) => idle.connection !== connection) ?? [];
    if (left.length === 0) this.#idle.delete(key);
    else this.#idle.set(key, left);
    void connection.close();
  }
}

/** Access that was changed makes another key: old connections are then never lent again, and close when idle. */
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
