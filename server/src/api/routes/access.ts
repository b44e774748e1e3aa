import { AccountCreate, SessionCreate, TenantCreate } from '@turnup/contract';
import { ok, refuse, unwrap } from '../../foundation/result.ts';
import { closeSession, createAccount, createTenant, openSession } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { permissionsOf } from '../permissions.ts';

/** Signing in and out, accounts, operators. */
export function accessRoutes({ database, defaultTenant }: Application): Route[] {
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/session',
      access: 'public',
      summary: 'Sign in',
      // Enough for a team behind one address, too few for guessing.
      callsPerMinute: 300,
      body: SessionCreate,
      async handle({ body }) {
        const opened = await openSession(database, body.tenant ?? defaultTenant, body.account, body.password);
        if (!opened.ok) return opened;
        const { token, expiresAt, account } = opened.value;
        const { tenant, name, roles } = account;
        return ok({
          status: 201,
          body: {
            token,
            tenant,
            account: account.account,
            name,
            roles,
            permissions: [...permissionsOf(roles)],
            expiresAt,
          },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/session',
      access: 'session',
      summary: 'Who am I',
      handle: async ({ context }) =>
        ok({
          status: 200,
          body: {
            tenant: context.tenant,
            account: context.account,
            name: context.name,
            roles: context.roles,
            permissions: [...context.permissions],
          },
        }),
    }),
    route({
      method: 'DELETE',
      path: '/turnup/v1/session',
      access: 'session',
      summary: 'Sign out',
      async handle({ headers }) {
        await database.transaction((tx) =>
          closeSession(tx, (headers['authorization'] ?? '').replace(/^Bearer /, '')),
        );
        return ok({ status: 204 });
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/account',
      access: may('account.manage'),
      summary: 'Make an account',
      body: AccountCreate,
      handle: ({ body, context }) =>
        database.transaction(async (tx) => {
          const { account, name, roles, party } = body;
          unwrap(await createAccount(tx, context.tenant, body));
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'account.create',
              object: { kind: 'account', id: account },
              detail: { roles, party },
              trace: context.trace,
            },
          ]);
          return ok({
            status: 201,
            body: { account, name, roles, ...(party === undefined ? {} : { party }) },
          });
        }),
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/tenant',
      access: may('tenant.manage'),
      summary: 'Make another operator on this system',
      body: TenantCreate,
      handle: ({ body, context }) =>
        context.tenant !== defaultTenant
          ? Promise.resolve(
              refuse(
                403,
                'NOT_PERMITTED',
                'operators are made by the administrator of the system, not of another operator',
              ),
            )
          : database.transaction(async (tx) => {
              const { tenant, name, administrator } = body;
              if (!(await createTenant(tx, tenant, name)))
                return refuse(409, 'TENANT_EXISTS', `the operator ${tenant} exists already`);
              unwrap(
                await createAccount(tx, tenant, {
                  ...administrator,
                  name: 'Administrator',
                  roles: ['administrator'],
                }),
              );
              await recordAudit(tx, tenant, [
                {
                  account: `${context.tenant}/${context.account}`,
                  action: 'tenant.create',
                  object: { kind: 'tenant', id: tenant },
                  trace: context.trace,
                },
              ]);
              return ok({ status: 201, body: { tenant, name } });
            }),
    }),
  ];
}
