import pg from 'pg';

/** Runs one administrative statement on a connection of its own. Names in it are made by the harness. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
