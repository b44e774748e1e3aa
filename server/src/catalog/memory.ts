import type { Sql } from '../platform/database.ts';
import { catalogVersion, readCatalog, seesItsOwn } from './store.ts';
import type { Catalog } from './types.ts';

/** A node's memory of the catalogues: read again only when the stored version has moved on. */
export class CatalogMemory {
  readonly #catalogs = new Map<string, Catalog>();

  /** The catalogue of a tenant as it stands now; one small query when nothing changed. */
  async of(sql: Sql, tenant: string): Promise<Catalog> {
    const known = this.#catalogs.get(tenant);
    if (known !== undefined && known.version === (await catalogVersion(sql, tenant))) return known;
    const catalog = await readCatalog(sql, tenant);
    // A version that is rolled back is given to another content next time.
    if (!seesItsOwn(sql)) this.#catalogs.set(tenant, catalog);
    return catalog;
  }
}
