import type { ServiceDesign } from '@turnup/contract';
import { reservations } from '../allocation/index.ts';
import type { Sql } from '../platform/database.ts';

/** The reservation that was made with the verdict from which a design was opened; null where there is none that holds. */
export async function reservationOfQualification(
  sql: Sql,
  tenant: string,
  openedFor: ServiceDesign['openedFor'],
): Promise<string | null> {
  if (openedFor.kind !== 'serviceQualification') return null;
  const own = await reservations(sql, tenant, { kind: 'serviceQualification', id: openedFor.id });
  return own.find((reservation) => reservation.state === 'reserved')?.id ?? null;
}
