import type { ServiceRequest } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';

/** What an item with the action `modify` asks of a live service, by the pattern that delivers it. */
export type PatternRequest =
  /** Other characteristics: rates, sites. */
  | { readonly kind: 'change' }
  /** Its traffic is stopped (TMF638 `inactive`), or goes on (`active`). */
  | { readonly kind: 'suspend' | 'resume' }
  /** It becomes another customer's. */
  | { readonly kind: 'transfer'; readonly customer: string };

/** One of the patterns that change a live service. */
export type PatternKind = PatternRequest['kind'];

/**
 * Reads what a modify item asks, from the members that TMF641 has for it: `state` suspends or resumes, a customer among its
 * related parties takes the service over, characteristics change it. An item asks one thing: two, or none, are refused (400)
 * with their places. Pure.
 */
export function readPattern(service: ServiceRequest, path: string): Result<PatternRequest> {
  const said = service.serviceCharacteristic ?? [];
  const customer = service.relatedParty?.find((party) => party.role === 'customer')?.id;
  const asked: PatternRequest[] = [];
  const faults: FieldFault[] = [];
  if (service.state === 'inactive') asked.push({ kind: 'suspend' });
  else if (service.state === 'active') asked.push({ kind: 'resume' });
  else if (service.state !== undefined)
    faults.push({
      path: `${path}/state`,
      message: `is ${service.state}: a live service is suspended with inactive and resumed with active`,
    });
  if (customer !== undefined) asked.push({ kind: 'transfer', customer });
  // What the next customer pays is said with the transfer.
  if (said.some(({ name }) => customer === undefined || name !== 'commercial'))
    asked.push({ kind: 'change' });
  if (asked.length > 1)
    faults.push({
      path,
      message: `asks to ${asked.map(({ kind }) => kind).join(' and to ')}: an item asks one of them`,
    });
  if (asked.length === 0 && faults.length === 0)
    faults.push({
      path: `${path}/serviceCharacteristic`,
      message: 'is required: it says what is new, unless state or a customer does',
    });
  const [pattern] = asked;
  return pattern !== undefined && faults.length === 0
    ? ok(pattern)
    : refuse(400, 'INVALID_ORDER', faults.map((fault) => fault.message).join('; '), faults);
}
