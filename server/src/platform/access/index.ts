import { createHash, randomBytes } from 'node:crypto';
import type { AccountCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Database, Sql, Transaction } from '../database.ts';
import { hashPassword, passwordMatches } from './password.ts';
import {
  type Account,
  deleteSession,
  findAccount,
  findSession,
  insertAccount,
  insertSession,
  insertTenant,
} from './store.ts';

export { tenantExists, tenantsOf } from './store.ts';

const sessionHours = 12;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
// A hash of no one's password: an unknown account costs the same time as a wrong password.
const nobody = `${Buffer.alloc(16).toString('base64url')}.${Buffer.alloc(32).toString('base64url')}`;

/** Makes an operator on this system. Answers false where it is there already. */
export function createTenant(tx: Transaction, tenant: string, name: string): Promise<boolean> {
  return insertTenant(tx, tenant, name);
}

/** Makes an account; refused where the name is taken. */
export async function createAccount(
  tx: Transaction,
  tenant: string,
  draft: AccountCreate,
): Promise<Result<void>> {
  const { account, name, roles, party } = draft;
  const passwordHash = await hashPassword(draft.password);
  const made = await insertAccount(tx, { tenant, account, name, passwordHash, roles, party: party ?? null });
  return made
    ? ok(undefined)
    : refuse(409, 'ACCOUNT_EXISTS', `the account ${account} exists already`, [
        { path: '/account', message: 'is taken' },
      ]);
}

/** Opens a session for someone who knows the password. The token is answered once and kept only as a hash. */
export async function openSession(
  database: Database,
  tenant: string,
  account: string,
  password: string,
): Promise<Result<{ token: string; expiresAt: string; account: Account }>> {
  const found = await findAccount(database.sql, tenant, account);
  const right = await passwordMatches(password, found?.passwordHash ?? nobody);
  if (found === undefined || !right)
    return refuse(401, 'WRONG_CREDENTIALS', 'the account or the password is wrong');
  const token = randomBytes(32).toString('base64url');
  const expiresAt = await database.transaction((tx) =>
    insertSession(tx, { tokenHash: hashOf(token), tenant, account, lifetimeHours: sessionHours }),
  );
  return ok({ token, expiresAt, account: found });
}

/** The account behind a token, while its session lasts. */
export function accountOfToken(sql: Sql, token: string): Promise<Account | undefined> {
  return findSession(sql, hashOf(token));
}

/** Ends a session. */
export function closeSession(tx: Transaction, token: string): Promise<void> {
  return deleteSession(tx, hashOf(token));
}
