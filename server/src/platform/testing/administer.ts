import pg from 'pg';

/** Runs an administrative statement on one connection; answers its rows. */
export type Administer = <Row extends object = Record<string, unknown>>(statement: string) => Promise<Row[]>;

/** Runs one administrative statement on a connection of its own. Names in it are made by the harness. */
export async function administer(url: string, statement: string): Promise<void> {
  await administering(url, (run) => run(statement));
}

/** Runs administrative statements on one connection, so that they may be one transaction; see {@link administer}. */
export async function administering<Value>(
  url: string,
  work: (run: Administer) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async <Row extends object>(statement: string) => {
      const { rows } = await client.query(statement);
      return rows as Row[];
    });
  } finally {
    await client.end();
  }
}
