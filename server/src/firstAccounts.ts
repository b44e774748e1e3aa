import { randomBytes } from 'node:crypto';
import { type Role, roles } from '@turnup/contract';
import { unwrap } from './foundation/result.ts';
import { createAccount, createTenant, tenantExists } from './platform/access/index.ts';
import type { Database } from './platform/database.ts';
import { StartupError } from './platform/startup-error.ts';

const demoRoles: readonly Role[] = roles.filter((role) => role !== 'partner' && role !== 'customer');

/**
 * Makes the operator and who may act first on an empty database; answers whether it was empty. A simulated system on
 * loopback gets a built-in account for each role, with the password `<role>-demo`; any other gets one administrator
 * whose password the environment brings.
 */
export async function firstAccounts(
  database: Database,
  options: { readonly tenant: string; readonly demo: boolean; readonly administratorPassword?: string },
): Promise<boolean> {
  if (await tenantExists(database.sql, options.tenant)) return false;
  const { administratorPassword } = options;
  if (!options.demo && administratorPassword === undefined) {
    throw new StartupError(
      'the database is empty: set TURNUP_ADMIN_PASSWORD (8 characters or more) for its first administrator',
    );
  }
  if (administratorPassword !== undefined && administratorPassword.length < 8)
    throw new StartupError('TURNUP_ADMIN_PASSWORD needs at least 8 characters');
  await database.transaction(async (tx) => {
    await createTenant(tx, options.tenant, options.tenant);
    const made = options.demo ? demoRoles : (['administrator'] as const);
    for (const role of made) {
      const given = role === 'administrator' ? administratorPassword : undefined;
      const password = given ?? (options.demo ? `${role}-demo` : randomBytes(24).toString('base64url'));
      unwrap(
        await createAccount(tx, options.tenant, {
          account: role,
          name: nameOf(role),
          password,
          roles: [role],
        }),
      );
    }
  });
  return true;
}

/** `solutionEngineer` → `Solution engineer`. */
function nameOf(role: Role): string {
  const words = role.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
