import type { ServiceRequest } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';

/** What an item with the action `modify` asks of a live service, by the pattern that delivers it. */
export type PatternRequest =
  /** Other characteristics: rates, sites. */
  | { readonly kind: 'change' }
  /** Its traffic is stopped (TMF638 `inactive`), or goes on (`active`). */
  | { readonly kind: 'suspend' | 'resume' }
  /** It becomes another customer's. */
  | { readonly kind: 'transfer'; readonly customer: string }
  /** Another unit of equipment comes in the place of one that broke: of its model, or of another that fits. */
  | SwapRequest;

/** See {@link PatternRequest}. */
export type SwapRequest = { readonly kind: 'swap'; readonly serial: string; readonly model?: string };

/** The characteristic that asks for a swap. */
export const swapCharacteristic = 'equipmentSwap';

/** One of the patterns that change a live service. */
export type PatternKind = PatternRequest['kind'];

/**
 * Reads what a modify item asks, from the members that TMF641 has for it: `state` suspends or resumes, a customer among its
 * related parties takes the service over, the characteristic `equipmentSwap` swaps a unit of its equipment, any other changes it. An
 * item asks one thing: two, or none, are refused (400)
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
  const at = said.findIndex(({ name }) => name === swapCharacteristic);
  if (at >= 0) {
    const swap = swapIn(said[at]?.value, `${path}/serviceCharacteristic/${at}/value`);
    asked.push(swap.request);
    faults.push(...swap.faults);
  }
  // What the next customer pays is said with the transfer.
  const others = said.filter(({ name }) => name !== swapCharacteristic);
  if (others.some(({ name }) => customer === undefined || name !== 'commercial'))
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

function swapIn(
  value: unknown,
  path: string,
): { readonly request: SwapRequest; readonly faults: readonly FieldFault[] } {
  const { serial, model } = (value ?? {}) as { readonly serial?: unknown; readonly model?: unknown };
  const request: SwapRequest = {
    kind: 'swap',
    serial: String(serial),
    ...(model === undefined ? {} : { model: String(model) }),
  };
  const faults = [
    ...(typeof serial === 'string' && serial !== ''
      ? []
      : [{ path: `${path}/serial`, message: 'names the unit that broke' }]),
    ...(model === undefined || typeof model === 'string'
      ? []
      : [{ path: `${path}/model`, message: 'is the code of a model' }]),
  ];
  return { request, faults };
}
