import { type Answer, Api, ApiFault } from '../client/api.ts';
import type { FleetControl } from '../client/fleet.ts';
import { type StoryActor, StoryFault } from './schema.ts';

/**
 * Clients of the API by account; `tenant/account` in another tenant than the system's own. Accounts of a simulated
 * system have passwords that are no secret: the first of their roles, `-demo` behind it.
 */
export class Clients {
  readonly #url: () => string;
  readonly #actors: readonly StoryActor[];
  readonly #fleet: () => FleetControl | undefined;
  readonly #clients = new Map<string, Api>();

  constructor(url: () => string, actors: readonly StoryActor[], fleet: () => FleetControl | undefined) {
    this.#url = url;
    this.#actors = actors;
    this.#fleet = fleet;
  }

  /** Looks at a place in the name of an account; `fleet` looks at the devices themselves. */
  async look(name: string | undefined, path: string): Promise<Pick<Answer, 'status' | 'body'>> {
    if (name !== 'fleet') return this.of(name ?? 'readOnly').send('GET', path);
    const fleet = this.#fleet();
    if (fleet === undefined) throw new StoryFault('there is no fleet of ours to look at');
    return { status: 200, body: await fleet.call('GET', path) };
  }

  /** The client of an account. */
  of(name: string): Api {
    const key = `${this.#url()} ${name}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      const [tenant, account = ''] = name.includes('/') ? name.split('/') : [undefined, name];
      const password = this.#passwordOf(account, tenant);
      client = new Api(this.#url(), { account, password, ...(tenant === undefined ? {} : { tenant }) });
      this.#clients.set(key, client);
    }
    return client;
  }

  /** Makes another operator; one that is there is no matter. */
  async makeTenant(tenant: string, name: string): Promise<void> {
    const administrator = { account: 'administrator', password: passwordOfRole('administrator') };
    await exists(() =>
      this.of('administrator').call('POST', '/turnup/v1/tenant', { tenant, name, administrator }),
    );
  }

  /** Makes an actor's account; one that is there is no matter. */
  async makeAccount({ account, name, roles, party, tenant }: StoryActor): Promise<void> {
    const maker = this.of(tenant === undefined ? 'administrator' : `${tenant}/administrator`);
    const password = passwordOfRole(roles[0] ?? '');
    const body = { account, name, password, roles, ...(party === undefined ? {} : { party }) };
    await exists(() => maker.call('POST', '/turnup/v1/account', body));
  }

  #passwordOf(account: string, tenant: string | undefined): string {
    const given = process.env['TURNUP_ADMIN_PASSWORD'];
    if (account === 'administrator' && tenant === undefined && given !== undefined) return given;
    const actor = this.#actors.find((one) => one.account === account && one.tenant === tenant);
    return passwordOfRole(actor?.roles[0] ?? account);
  }
}

/** The password of built-in and story accounts, which exist on simulated systems on loopback only. */
export function passwordOfRole(role: string): string {
  return `${role}-demo`;
}

async function exists(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof ApiFault && error.status === 409)) throw error;
  }
}
