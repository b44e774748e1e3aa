import type { ErrorBody } from '@turnup/contract';
import { type FieldFault, type Refusal, RefusalError } from '../../foundation/result.ts';

const reasons: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with the present state',
  412: 'Changed in the meantime',
  413: 'Too large',
  415: 'Unsupported content type',
  422: 'Understood, but not possible',
  500: 'A fault of this program',
  503: 'Not ready',
};

/** A refusal as TM Forum's error body; refused lines of a request come along with their numbers. */
export function errorBody(
  refusal: Omit<Refusal, 'status'> & { readonly status: number; readonly lines?: readonly unknown[] },
): ErrorBody {
  return {
    code: refusal.code,
    reason: reasons[refusal.status] ?? 'Refused',
    message: refusal.message,
    status: String(refusal.status),
    ...(refusal.faults === undefined
      ? {}
      : { faults: refusal.faults.map(({ path, message }) => ({ path, message })) }),
    ...(refusal.lines === undefined ? {} : { lines: [...refusal.lines] }),
  };
}

/** What a thrown value means to the caller; anything unforeseen is a fault of ours and tells nothing of its inside. */
export function refusalOf(
  error: unknown,
  trace: string,
): Omit<Refusal, 'status'> & { readonly status: number } {
  if (error instanceof RefusalError) return error.refusal;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { status: 413, code: 'BODY_TOO_LARGE', message: 'the body is larger than this route takes' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'send application/json' };
    case '40001':
    case '40P01':
      return {
        status: 503,
        code: 'TRY_AGAIN',
        message:
          'others wanted the same at the same time, again and again; nothing was written: send it again',
      };
    default:
  }
  if (statusCode === 400)
    return {
      status: 400,
      code: 'MALFORMED_JSON',
      message: `the body is not JSON: ${(error as Error).message}`,
    };
  if (statusCode === 429)
    return { status: 503, code: 'TOO_MANY_REQUESTS', message: (error as Error).message };
  return {
    status: 500,
    code: 'INTERNAL_ERROR',
    message: `something went wrong here; the log has it under trace ${trace}`,
  };
}

type ValidationError = { keyword: string; instancePath: string; params: object; message: string };

function wordsOf({ keyword, params, message }: ValidationError): string {
  if (keyword === 'boolean') return 'is not known here';
  if (keyword !== 'enum') return message;
  return `must be one of ${(params as { allowedValues: readonly unknown[] }).allowedValues.join(', ')}`;
}

/** Every fault of a body at once, each with its place as a JSON pointer. */
export function fieldFaults(errors: Iterable<ValidationError>): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of errors) {
    // Typebox tells an unknown member twice; its own message for the member is the one with the place.
    if (error.keyword === 'additionalProperties') continue;
    const message = wordsOf(error);
    const missing = (error.params as { requiredProperties?: string[] }).requiredProperties ?? [];
    if (error.keyword === 'required') {
      for (const name of missing)
        faults.set(`${error.instancePath}/${name}`, {
          path: `${error.instancePath}/${name}`,
          message: 'is required',
        });
    } else if (!faults.has(error.instancePath))
      faults.set(error.instancePath, { path: error.instancePath === '' ? '/' : error.instancePath, message });
    if (faults.size >= 50) break;
  }
  return [...faults.values()];
}
