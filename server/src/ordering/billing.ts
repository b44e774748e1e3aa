import type { ServiceRequirement } from '@turnup/contract';
import { servicesById } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { insertBillingEvent } from './store.ts';

/** What billing is told about a service. */
export type BillingMessage = {
  readonly serviceId: string | null;
  readonly orderId: string;
  readonly kind: 'start' | 'stop' | 'change' | 'cancellation' | 'amendment' | 'termination';
  /** What it is for, where one order has several of a kind: the order to the partner. */
  readonly reference?: string;
  /** The amendment that a charge is for, or that made an order stop or start a service once more. */
  readonly amendmentId?: string | undefined;
  readonly billingDate: string;
  /** What is charged once and monthly, where the message says it. */
  readonly charge: {
    readonly currency: string;
    readonly oneOffMinor: number | null;
    readonly monthlyMinor?: number | null;
  } | null;
  readonly customer: string | undefined;
};

/** Tells billing, once for each kind of message of a service, order and customer, with an event; false where it was told before. */
export async function tellBilling(
  tx: Transaction,
  tenant: string,
  message: BillingMessage,
): Promise<boolean> {
  const { serviceId, orderId, kind, amendmentId, reference, billingDate, charge, customer } = message;
  const id = newId();
  const event = {
    id,
    serviceId,
    orderId,
    kind,
    ...(amendmentId === undefined ? {} : { amendmentId }),
    ...(reference === undefined ? {} : { reference }),
    billingDate,
    currency: charge?.currency ?? null,
    oneOffMinor: charge?.oneOffMinor ?? null,
    monthlyMinor: charge?.monthlyMinor ?? null,
    customer: customer ?? null,
  };
  if (!(await insertBillingEvent(tx, tenant, event))) return false;
  const [service] = serviceId === null ? [] : await servicesById(tx.sql, tenant, [serviceId]);
  await recordFacts(tx, tenant, [
    {
      type: 'BillingEventCreateEvent',
      domain: 'billing',
      aggregate: { kind: 'billingEvent', id },
      resource: 'billingEvent',
      body: { ...event, ...(service === undefined ? {} : { service: service.number }) },
      correlationId: orderId,
      ...(customer === undefined ? {} : { audience: [customer] }),
    },
  ]);
  return true;
}

/** The charges of a requirement, as billing is told them. */
export function chargeOf(requirement: ServiceRequirement | null | undefined): BillingMessage['charge'] {
  const commercial = requirement?.commercial;
  if (commercial === undefined) return null;
  return {
    currency: commercial.currency,
    oneOffMinor: commercial.oneOffChargeMinor ?? null,
    monthlyMinor: commercial.monthlyChargeMinor ?? null,
  };
}
