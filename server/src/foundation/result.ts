/** A value or a fault the caller can act on. Faults that nobody can act on are exceptions. */
export type Result<Value, Fault = Refusal> = Ok<Value> | Refused<Fault>;

/** The success arm of {@link Result}. */
export type Ok<Value> = { readonly ok: true; readonly value: Value };

/** The refusal arm of {@link Result}. */
export type Refused<Fault> = { readonly ok: false; readonly fault: Fault };

/** Wraps a value as success. */
export function ok<Value>(value: Value): Ok<Value> {
  return { ok: true, value };
}

/** Wraps a fault as refusal. */
export function refused<Fault>(fault: Fault): Refused<Fault> {
  return { ok: false, fault };
}

/**
 * Why a request was refused: a code from the registry, a sentence for people, and where the fault lies.
 * `status` is the HTTP status that the API answers with; the code is the contract, the sentence is not.
 */
export type Refusal = {
  readonly code: string;
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 503;
  /** What happened, with the numbers, and what to do about it. */
  readonly message: string;
  /** Each place at fault, as a JSON pointer into the request. */
  readonly faults?: readonly FieldFault[];
};

/** One field at fault. */
export type FieldFault = { readonly path: string; readonly message: string };

/** Makes a {@link Refused} from its parts. */
export function refuse(
  status: Refusal['status'],
  code: string,
  message: string,
  faults?: readonly FieldFault[],
): Refused<Refusal> {
  return refused(faults === undefined ? { status, code, message } : { status, code, message, faults });
}

/** A refusal on its way up through code that cannot act on it; the API turns it into an error body. */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}

/** The value, or a thrown {@link RefusalError} where the caller cannot act. Rolls back an open transaction. */
export function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new RefusalError(result.fault);
}

/** Proves at compile time that a union was handled whole. */
export function unreachable(value: never, what = 'value'): never {
  throw new Error(`unhandled ${what}: ${JSON.stringify(value)}`);
}
