import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

// Instants come back as ISO 8601 text in UTC, dates as YYYY-MM-DD, bigint counts as numbers:
// nothing below this file ever sees a Date object in local time.
const toInstant = (text: string): string =>
  new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, toInstant);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));
pg.types.setTypeParser(pg.types.builtins.NUMERIC, (text) => Number(text));

/** A value that can be bound to a statement. Objects and arrays of objects go in through {@link json}. */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Buffer
  | readonly (string | number | boolean | null)[];

/**
 * Runs one statement: ``sql<Row>`select … where id = ${id}` ``. Every `${}` is a bound parameter, never text.
 * The statement is prepared under a name made of its text's hash, once per connection.
 */
export type Sql = <Row extends object = Record<string, unknown>>(
  strings: TemplateStringsArray,
  ...values: readonly SqlValue[]
) => Promise<Row[]>;

/** An open transaction. Passed down to stores; never kept. */
export type Transaction = { readonly sql: Sql };

/** The one store. `sql` runs a statement outside any transaction; `transaction` runs a unit of work. */
export type Database = {
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction (read committed) and commits it; any throw rolls back. Serialisation failures
   * and deadlocks (40001, 40P01) are run again, so `work` must have no effect outside the transaction.
   */
  transaction<Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value>;
  /** Closes all connections. Idempotent. */
  close(): Promise<void>;
};

/** Binds a value as jsonb text: write `${json(value)}::jsonb`. */
export function json(value: unknown): string {
  return JSON.stringify(value ?? null);
}

type Statement = { readonly name: string; readonly text: string };
const statements = new WeakMap<TemplateStringsArray, Statement>();

function statementOf(strings: TemplateStringsArray): Statement {
  let statement = statements.get(strings);
  if (statement === undefined) {
    const text = strings.reduce(
      (sofar, part, index) => (index === 0 ? part : `${sofar}$${index}${part}`),
      '',
    );
    statement = { name: createHash('sha1').update(text).digest('base64url'), text };
    statements.set(strings, statement);
  }
  return statement;
}

type Queryable = { query(config: pg.QueryConfig): Promise<pg.QueryResult> };

/** What was read within a transaction, and is told again without another look as long as it lasts. */
const remembered = new WeakMap<Sql, Map<string, unknown>>();

/**
 * Reads once in a transaction what stands still for it; outside of one it is read at every call. Whoever changes that
 * within a transaction calls {@link forget} there.
 */
export async function oncePerTransaction<Value>(
  sql: Sql,
  name: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const known = remembered.get(sql);
  if (known === undefined) return await read();
  if (!known.has(name)) known.set(name, await read());
  return known.get(name) as Value;
}

/** Lets a transaction look again at what it has changed itself. */
export function forget(sql: Sql, name: string): void {
  remembered.get(sql)?.delete(name);
}

function sqlOn(target: Queryable): Sql {
  return async <Row extends object>(strings: TemplateStringsArray, ...values: readonly SqlValue[]) => {
    const { name, text } = statementOf(strings);
    const result = await target.query({ name, text, values: values as unknown[] });
    return result.rows as Row[];
  };
}

/** One connection's statements, one after the other, also where several are asked for at once. */
class InTurn implements Queryable {
  readonly #client: Queryable;
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(client: Queryable) {
    this.#client = client;
  }

  query(config: pg.QueryConfig): Promise<pg.QueryResult> {
    const answer = this.#last.then(() => {
      // What is still waiting when its transaction ends must not run in the next one.
      if (this.#ended) throw new Error('the transaction of this statement has ended');
      return this.#client.query(config);
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** Resolves when nothing runs any more; what waits is refused. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last;
  }
}

const retryable = new Set(['40001', '40P01']);
const mostAttempts = 10;

/** The PostgreSQL error code of a thrown value (SQLSTATE), or undefined. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function inTransaction<Value>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  const statements = new InTurn(client);
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const sql = sqlOn(statements);
    remembered.set(sql, new Map());
    const value = await work({ sql });
    await statements.end();
    await client.query('commit');
    return value;
  } catch (error) {
    await statements.end();
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Opens a pool on a PostgreSQL 15 or newer. `onIdleError` hears of connections that break while idle. */
export function openDatabase(options: {
  readonly url: string;
  readonly connections?: number;
  readonly applicationName?: string;
  readonly onIdleError?: (error: Error) => void;
}): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    application_name: options.applicationName ?? 'turnup',
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', options.onIdleError ?? (() => {}));
  // A connection that breaks while it is lent out fails its statement; its own event must not end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  let closing: Promise<void> | undefined;
  return {
    sql: sqlOn(pool),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await inTransaction(pool, work);
        } catch (error) {
          if (attempt >= mostAttempts || !retryable.has(sqlState(error) ?? '')) throw error;
          // Those that came into each other's way part by chance.
          if (attempt > 2) await pause(Math.random() * 2 ** attempt);
        }
      }
    },
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** Reads by several statements as of one instant (PostgreSQL's repeatable read). */
export function atOneInstant<Value>(database: Database, read: (sql: Sql) => Promise<Value>): Promise<Value> {
  return database.transaction(async (tx) => {
    await tx.sql`set transaction isolation level repeatable read, read only`;
    return read(tx.sql);
  });
}

/** Resolves when the database answers. */
export async function ping(database: Database): Promise<void> {
  await database.sql`select 1`;
}
