import type { Result } from '../foundation/result.ts';
import type { Database, Transaction } from '../platform/database.ts';

/** Carries what was found out of its transaction, which keeps nothing. */
class Discard<Found> extends Error {
  readonly found: Result<Found>;
  constructor(found: Result<Found>) {
    super('nothing of it is kept');
    this.found = found;
  }
}

/** Does work in a transaction that is rolled back, and answers what it came to. */
export async function discarded<Found>(
  database: Database,
  work: (tx: Transaction) => Promise<Result<Found>>,
): Promise<Result<Found>> {
  try {
    return await database.transaction(async (tx) => {
      throw new Discard(await work(tx));
    });
  } catch (error) {
    if (error instanceof Discard) return error.found as Result<Found>;
    throw error;
  }
}
