import type { Database, Sql } from '../platform/database.ts';
import type { Instant } from './types.ts';
import { readChangedUse, readScopeUse, type ScopeUse, type Seen, seenNow } from './use-memory-store.ts';

/** Scopes by number, in the order in which somebody first used them. They are only ever added to. */
export type ScopeNumbers = {
  readonly names: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
};

/** What is used of all scopes of a pool at an instant. Never changed: a change makes another, with another version. */
export type RememberedUse = {
  /** Two of the same version are the same. */
  readonly version: number;
  readonly scopes: ScopeNumbers;
  /** By number, in shared memory; nothing is used of scopes beyond its end. */
  readonly amounts: Float64Array;
};

/** What a look came to, and where the next one goes on from. */
type Look = {
  readonly at: Instant;
  readonly snapshot: string;
  readonly doubtful: readonly string[];
  readonly use: RememberedUse;
};

/** How many instants of a tenant are remembered, the latest asked. */
const mostInstants = 8;

/** Scopes that are read at a time, so that others are served between. */
const scopesAtATime = 20_000;

class Numbering implements ScopeNumbers {
  readonly names: string[] = [];
  readonly numbers = new Map<string, number>();

  numberOf(scope: string): number {
    const known = this.numbers.get(scope);
    if (known !== undefined) return known;
    this.numbers.set(scope, this.names.length);
    return this.names.push(scope) - 1;
  }
}

/**
 * A node's memory of what is used of a pool. Each use asks what has changed since the last one, and reads that alone. It
 * answers what counting the holds would: what was committed before it was asked, and within a transaction its own.
 */
export class UseMemory {
  readonly #database: Database;
  readonly #pool: string;
  readonly #tenants = new Map<string, { readonly scopes: Numbering; readonly looks: Map<Instant, Look> }>();
  readonly #reading = new Map<string, Promise<Look>>();
  #lastVersion = 0;

  constructor(options: { readonly database: Database; readonly pool: string }) {
    this.#database = options.database;
    this.#pool = options.pool;
  }

  /** What is used at an instant: allocations and every hold that is unexpired now. */
  async at(sql: Sql, tenant: string, at: Instant): Promise<RememberedUse> {
    const { looks } = this.#ofTenant(tenant);
    const known = looks.get(at);
    const base = known ?? nearest(looks, at) ?? (await this.#first(sql, tenant, at));
    const look = await this.#goneOn(sql, tenant, at, base);
    // Whoever asked at the same time may have kept his: any of them is good to go on from.
    if (looks.get(at) === known) {
      looks.delete(at);
      looks.set(at, look);
      for (const [oldest] of looks) if (looks.size > mostInstants) looks.delete(oldest);
    }
    return look.use;
  }

  #ofTenant(tenant: string) {
    const known = this.#tenants.get(tenant) ?? { scopes: new Numbering(), looks: new Map<Instant, Look>() };
    this.#tenants.set(tenant, known);
    return known;
  }

  /** Those who ask outside of transactions share the first reading; who holds a connection waits for nobody else's. */
  #first(sql: Sql, tenant: string, at: Instant): Promise<Look> {
    if (sql !== this.#database.sql) return this.#readAll(sql, tenant, at);
    const reading =
      this.#reading.get(tenant) ?? this.#readAll(sql, tenant, at).finally(() => this.#reading.delete(tenant));
    this.#reading.set(tenant, reading);
    return reading;
  }

  /** Reads all scopes, each as it stands when its turn comes: a look from before shows what has changed meanwhile. */
  async #readAll(sql: Sql, tenant: string, at: Instant): Promise<Look> {
    const { scopes } = this.#ofTenant(tenant);
    const seen = await seenNow(sql);
    const uses: ScopeUse[] = [];
    for (let after = ''; ; ) {
      const page = await readScopeUse(sql, { tenant, pool: this.#pool, at }, { after, limit: scopesAtATime });
      uses.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < scopesAtATime) break;
      after = last.scope;
    }
    const nothing = { version: 0, scopes, amounts: new Float64Array(0) };
    return this.#look(at, seen, uses, nothing);
  }

  async #goneOn(sql: Sql, tenant: string, at: Instant, base: Look): Promise<Look> {
    const { uses, ...seen } = await readChangedUse(sql, { tenant, pool: this.#pool, at }, base);
    return this.#look(at, seen, uses, base.use);
  }

  #look(at: Instant, seen: Seen, uses: readonly ScopeUse[], before: RememberedUse): Look {
    const doubtful = uses.flatMap(({ scope, isDoubtful }) => (isDoubtful ? [scope] : []));
    return { at, snapshot: withoutOwn(seen), doubtful, use: this.#changed(before, uses) };
  }

  #changed(before: RememberedUse, uses: readonly ScopeUse[]): RememberedUse {
    const scopes = before.scopes as Numbering;
    const amountOf = (scope: string): number => before.amounts[scopes.numbers.get(scope) ?? -1] ?? 0;
    const changes = uses.filter(({ scope, amount }) => amount !== amountOf(scope));
    if (changes.length === 0 && before.version > 0) return before;
    const numbers = changes.map(({ scope }) => scopes.numberOf(scope));
    const amounts = new Float64Array(
      new SharedArrayBuffer(8 * Math.max(before.amounts.length, scopes.names.length)),
    );
    amounts.set(before.amounts);
    for (const [index, { amount }] of changes.entries()) amounts[numbers[index] as number] = amount;
    return { version: ++this.#lastVersion, scopes, amounts };
  }
}

/** The look for the instant that lies nearest. */
function nearest(looks: ReadonlyMap<Instant, Look>, at: Instant): Look | undefined {
  const distance = (look: Look): number => Math.abs(Date.parse(look.at) - Date.parse(at));
  return [...looks.values()].reduce<Look | undefined>(
    (best, look) => (best === undefined || distance(look) < distance(best) ? look : best),
    undefined,
  );
}

/**
 * A snapshot as others must go on from it: whoever wrote before he asked sees himself, and his changes must be found once
 * he has committed. In PostgreSQL's text `xmin:xmax:xip,…` he is put among those that were under way.
 */
function withoutOwn({ snapshot, ownTransaction }: Seen): string {
  if (ownTransaction === null) return snapshot;
  const [xmin = '', xmax = '', under = ''] = snapshot.split(':');
  const own = BigInt(ownTransaction);
  if (own >= BigInt(xmax)) return snapshot;
  const ids = new Set([...under.split(',').filter((id) => id !== ''), ownTransaction]);
  const sorted = [...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return `${own < BigInt(xmin) ? ownTransaction : xmin}:${xmax}:${sorted.join(',')}`;
}
