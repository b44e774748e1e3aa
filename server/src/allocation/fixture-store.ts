import type { Database } from '../platform/database.ts';

/** For tests: stops the domain clock at an instant, before or after where it stands. */
export async function stopClockAt(database: Database, at: string): Promise<void> {
  await database.sql`update domain_clock set mode = 'simulated', at = ${at}::timestamptz`;
}
