import type { Api } from '../client/api.ts';
import { unsubscribe } from './hub.ts';
import { startPartner } from './partner.ts';
import type { Bootstrap, Role, Stage } from './types.ts';
import { startWorker } from './worker.ts';

/** Everything that all actors share. */
export type Company = Omit<Stage, 'api' | 'staging' | 'path' | 'bootstrapUrl' | 'staged'> & {
  /** Where the server is now. */
  readonly serverUrl: () => string;
  /** A client in the name of an account; `tenant/account` in another tenant. */
  readonly apiOf: (account: string) => Api;
  /** Subscriptions of an earlier process, which nobody answers any more. */
  readonly orphans: readonly { readonly account: string; readonly id: string }[];
};

/**
 * Starts the actors: each signs in, registers for what concerns it, and takes up what lay open before it came, so that
 * actors that were killed go on where they were.
 */
export async function startCast(company: Company, roles: readonly Role[]): Promise<void> {
  const { apiOf, orphans, serverUrl, ...shared } = company;
  const staged = new Map<string, Bootstrap>();
  for (const { account, id } of orphans) await unsubscribe(apiOf(account), id);
  await Promise.all(
    roles.map((role) => {
      const prefix = role.tenant === undefined ? '' : `${role.tenant}/`;
      const path = `${prefix}${role.account}`;
      const remember: Stage['remember'] = ({ id }) => shared.remember({ account: path, id });
      const stage: Stage = {
        ...shared,
        api: apiOf(path),
        staging: apiOf(`${prefix}administrator`),
        path,
        remember,
        bootstrapUrl: () =>
          `${serverUrl()}/turnup/v1/bootstrap${role.tenant === undefined ? '' : `/${role.tenant}`}`,
        staged,
      };
      return role.plays === 'partner' ? startPartner(stage, role) : startWorker(stage, role);
    }),
  );
}
