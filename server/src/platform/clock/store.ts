import type { Sql, Transaction } from '../database.ts';

/** The domain clock as stored. */
export type ClockRow = {
  readonly mode: 'real' | 'simulated';
  readonly now: string;
  readonly runUntil: string | null;
};

export async function readClock(sql: Sql): Promise<ClockRow> {
  const [row] =
    await sql<ClockRow>`select mode, domain_now() as now, run_until as "runUntil" from domain_clock`;
  if (row === undefined) throw new Error('the domain clock has no row: the migrations have not run');
  return row;
}

/** What the clock stands before: each source with the instant at which it has something to do. */
export type ClockView = ClockRow & {
  /** Something must be done before a simulated clock may step. */
  readonly busy: boolean;
  readonly due: readonly { readonly source: string; readonly at: string }[];
};

/** Reads the clock with all that it waits for, at one instant. */
export async function viewClock(sql: Sql): Promise<ClockView> {
  const rows = await sql<ClockRow & { busy: boolean; source: string | null; at: string | null }>`
    select c.mode, domain_now() as now, c.run_until as "runUntil", exists (select from work_under_way) as busy,
      d.source, d.at
    from domain_clock c left join due_instant d on d.at is not null order by d.at`;
  const [row] = rows;
  if (row === undefined) throw new Error('the domain clock has no row: the migrations have not run');
  const due = rows.flatMap(({ source, at }) => (source === null || at === null ? [] : [{ source, at }]));
  return { mode: row.mode, now: row.now, runUntil: row.runUntil, busy: row.busy, due };
}

/** Makes the clock a simulated one. A real clock that has dated facts must not become simulated. */
export async function simulate(tx: Transaction, at: string): Promise<void> {
  await tx.sql`update domain_clock set mode = 'simulated', at = ${at}`;
}

/** Moves the simulated clock forward, never back. Answers false where it is later already, or real. */
export async function moveTo(tx: Transaction, at: string): Promise<boolean> {
  const rows = await tx.sql`update domain_clock set at = ${at}::timestamptz
    where mode = 'simulated' and at <= ${at}::timestamptz returning at`;
  return rows.length > 0;
}

/** Steps a running clock to `at`; ends the run there when it is the goal. Not where someone changed the goal. */
export async function stepTo(tx: Transaction, at: string, goal: string): Promise<void> {
  await tx.sql`update domain_clock set at = greatest(at, ${at}::timestamptz),
      run_until = case when ${at}::timestamptz >= run_until then null else run_until end
    where mode = 'simulated' and run_until = ${goal}::timestamptz`;
}

export async function setRunUntil(tx: Transaction, at: string | null): Promise<void> {
  await tx.sql`update domain_clock set run_until = ${at} where mode = 'simulated'`;
}

export async function insertAlarm(
  tx: Transaction,
  alarm: { tenant: string; id: string; account: string; party: string | null; at: string; reference: string },
): Promise<void> {
  await tx.sql`insert into clock_alarm (tenant, id, account, party, at, reference)
    values (${alarm.tenant}, ${alarm.id}, ${alarm.account}, ${alarm.party}, ${alarm.at}, ${alarm.reference})`;
}

/** Takes the alarms that are due. */
export function takeDueAlarms(tx: Transaction) {
  return tx.sql<{
    tenant: string;
    id: string;
    account: string;
    party: string | null;
    at: string;
    reference: string;
  }>`
    update clock_alarm set fired = true
    where (tenant, id) in (select tenant, id from clock_alarm where not fired and at <= domain_now()
      order by at limit 200 for update skip locked)
    returning tenant, id, account, party, at, reference`;
}
