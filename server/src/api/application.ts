import type { ReferenceKind } from '@turnup/contract';
import type { Activation } from '../activation/index.ts';
import type { ExchangePorts } from '../exchange/index.ts';
import type { Delivery } from '../ordering/index.ts';
import type { PartnerPorts } from '../partner/index.ts';
import type { Plans } from '../plan/index.ts';
import type { DomainClock } from '../platform/clock/index.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { CallbackPolicy } from '../platform/events/index.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { ProvisioningPorts } from '../provisioning/index.ts';
import type { ResourcingPorts } from '../resourcing/index.ts';
import type { Permission } from './permissions.ts';

/** Loads records of one kind in a transaction. */
export type ReferenceLoader = (
  tx: Transaction,
  tenant: string,
  records: readonly never[],
) => Promise<{ readonly created: number; readonly changed: number; readonly unchanged: number }>;

/** What the routes stand on: the rooms of the floors below, composed. */
export type Application = {
  readonly database: Database;
  /** The operator that sessions belong to when they name none. */
  readonly defaultTenant: string;
  readonly callbackPolicy: CallbackPolicy;
  readonly clock: DomainClock;
  readonly loaders: Readonly<Record<ReferenceKind, ReferenceLoader>>;
  readonly delivery: Delivery;
  /** Where the exchange of the inventory finds what stands. */
  readonly exchange: Omit<ExchangePorts, 'loaders' | 'faultsOf'>;
  readonly plans: Plans;
  readonly partner: PartnerPorts;
  readonly resourcing: ResourcingPorts;
  readonly provisioning: ProvisioningPorts;
  readonly activation: Activation;
  readonly metrics: Metrics;
  /** Tells the plan engine that a commit made work. */
  readonly wake: () => void;
};

/** Shorthand for a route's access. */
export const may = (permission: Permission): { readonly permission: Permission } => ({ permission });
