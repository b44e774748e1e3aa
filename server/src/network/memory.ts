import type { Sql } from '../platform/database.ts';
import { buildSnapshot } from './snapshot.ts';
import { networkVersion, readNetwork } from './store.ts';
import type { NetworkSnapshot } from './types.ts';

/** Reads a tenant's network as it stands at one moment. */
export async function loadSnapshot(sql: Sql, tenant: string): Promise<NetworkSnapshot> {
  const { version, records } = await readNetwork(sql, tenant);
  return buildSnapshot(tenant, version, records);
}

/**
 * A node's memory of the networks, one snapshot per tenant. Each use asks for the version (one row by primary key) and
 * reads again only when it has moved on; uses at the same time share one reading.
 */
export class NetworkMemory {
  readonly #snapshots = new Map<string, NetworkSnapshot>();
  readonly #reading = new Map<string, Promise<NetworkSnapshot>>();

  /** The network of a tenant as it stands now, never older than the start of the call. */
  async of(sql: Sql, tenant: string): Promise<NetworkSnapshot> {
    const version = await networkVersion(sql, tenant);
    const known = this.#snapshots.get(tenant);
    if (known !== undefined && known.version === version) return known;
    const reading = await this.#read(sql, tenant);
    // A reading that was under way may have begun before the change that this caller must see.
    return reading.version >= version ? reading : await this.#read(sql, tenant);
  }

  #read(sql: Sql, tenant: string): Promise<NetworkSnapshot> {
    const underWay = this.#reading.get(tenant);
    if (underWay !== undefined) return underWay;
    const reading = loadSnapshot(sql, tenant)
      .then((snapshot) => {
        const known = this.#snapshots.get(tenant);
        if (known === undefined || known.version < snapshot.version) this.#snapshots.set(tenant, snapshot);
        return snapshot;
      })
      .finally(() => this.#reading.delete(tenant));
    this.#reading.set(tenant, reading);
    return reading;
  }
}
