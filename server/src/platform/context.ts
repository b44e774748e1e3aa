import type { Role } from '@turnup/contract';

/** Who asks, for which operator, with which permissions. Made once per request from its session. */
export type Context = {
  readonly tenant: string;
  readonly account: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<string>;
  /** The partner or customer that the account acts for; it sees only what concerns that party. */
  readonly party?: string;
  readonly trace: string;
};
