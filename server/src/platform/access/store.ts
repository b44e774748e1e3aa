import type { Role } from '@turnup/contract';
import type { Sql, Transaction } from '../database.ts';

/** Someone who may act, as stored. */
export type Account = {
  readonly tenant: string;
  readonly account: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: Role[];
  readonly party: string | null;
};

/** Every operator of this system. */
export async function tenantsOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ tenant: string }>`select tenant from tenant order by tenant`;
  return rows.map(({ tenant }) => tenant);
}

export async function insertTenant(tx: Transaction, tenant: string, name: string): Promise<boolean> {
  const rows =
    await tx.sql`insert into tenant (tenant, name) values (${tenant}, ${name}) on conflict do nothing returning tenant`;
  return rows.length > 0;
}

export async function tenantExists(sql: Sql, tenant: string): Promise<boolean> {
  return (await sql`select from tenant where tenant = ${tenant}`).length > 0;
}

export async function insertAccount(tx: Transaction, account: Account): Promise<boolean> {
  const rows = await tx.sql`
    insert into account (tenant, account, name, password_hash, roles, party)
    values (${account.tenant}, ${account.account}, ${account.name}, ${account.passwordHash}, ${account.roles}, ${account.party})
    on conflict do nothing returning account`;
  return rows.length > 0;
}

export async function findAccount(sql: Sql, tenant: string, account: string): Promise<Account | undefined> {
  const [row] = await sql<Account>`
    select tenant, account, name, password_hash as "passwordHash", roles, party from account
    where tenant = ${tenant} and account = ${account} and active`;
  return row;
}

export async function insertSession(
  tx: Transaction,
  session: { tokenHash: string; tenant: string; account: string; lifetimeHours: number },
): Promise<string> {
  const [row] = await tx.sql<{ expiresAt: string }>`
    insert into session (token_hash, tenant, account, expires_at)
    values (${session.tokenHash}, ${session.tenant}, ${session.account},
      clock_timestamp() + make_interval(hours => ${session.lifetimeHours}))
    returning expires_at as "expiresAt"`;
  return row?.expiresAt ?? '';
}

export async function findSession(sql: Sql, tokenHash: string): Promise<Account | undefined> {
  const [row] = await sql<Account>`
    select a.tenant, a.account, a.name, '' as "passwordHash", a.roles, a.party
    from session s join account a using (tenant, account)
    where s.token_hash = ${tokenHash} and s.expires_at > clock_timestamp() and a.active`;
  return row;
}

export async function deleteSession(tx: Transaction, tokenHash: string): Promise<void> {
  await tx.sql`delete from session where token_hash = ${tokenHash} or expires_at < clock_timestamp() - interval '1 day'`;
}
