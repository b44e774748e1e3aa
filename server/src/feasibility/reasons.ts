import type { Reason } from '@turnup/contract';

/** Codes of reasons; the README says what each means. */
export type ReasonCode =
  | 'NO_ACCESS'
  | 'PORT_SHORTAGE'
  | 'BANDWIDTH_SHORTAGE'
  | 'NO_CORE_PATH'
  | 'NOT_IN_SERVICE'
  | 'NODE_RETIRED'
  | 'NOT_A_PROVIDER_EDGE'
  | 'OFFER_RATE_EXCEEDED'
  | 'CURRENCY_MISMATCH'
  | 'MTU_TOO_SMALL'
  | 'OPTICAL_BUDGET'
  | 'NO_DIVERSE_PAIR'
  | 'PAIR_NOT_DIVERSE'
  | 'PARTNER_ROUTE_UNDISCLOSED'
  | 'ROUTE_NOT_RECORDED'
  | 'LATENCY_BOUND'
  | 'DATE_TOO_EARLY'
  | 'CPE_NOT_AVAILABLE'
  | 'SITE_SPACE_SHORTAGE'
  | 'END_OF_LIFE_IN_TERM'
  | 'SURVEY_NEEDED'
  | 'PARTNER_CONDITION'
  | 'PARTNER_DECLINED'
  | 'PLANNED_RESOURCE'
  | 'PREFERRED_NOT_AVAILABLE'
  | 'NETWORK_BEHIND';

type Parameters = NonNullable<Reason['parameters']>;

/** Makes a reason; the sentence is for people, code and parameters are the contract. */
export function reason(code: ReasonCode, message: string, parameters: Parameters): Reason {
  return { code, message, parameters };
}

// Made once: building a number format costs more than a route through the core.
const rates = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 3 });
const times = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 3 });

/** A rate for people: `1,000 Mbit/s`. */
export function rateText(kbps: number): string {
  return `${rates.format(kbps / 1000)} Mbit/s`;
}

/** A time for people: `18.0 ms`. */
export function timeText(us: number): string {
  return `${times.format(us / 1000)} ms`;
}

/** Leaves out reasons that say the same again. */
export function distinctReasons(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((one) => [JSON.stringify([one.code, one.parameters]), one])).values()];
}
