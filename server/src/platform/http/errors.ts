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

/**
 * What PostgreSQL says of a value that has not the form of its column. The edge should have refused it with its place:
 * this is the net below.
 */
const misshapen: ReadonlySet<unknown> = new Set([
  '22001', // too long
  '22003', // out of range
  '22007',
  '22008',
  '22009', // no such date, time or zone
  '22021',
  '22P05', // a character that no text can hold
  '22P02', // not of the type
]);

/** Whether a thrown value is a value that came through the edge without the form that it needs. */
export function isMisshapen(error: unknown): boolean {
  return misshapen.has((error as { code?: unknown }).code);
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
  if (isMisshapen(error))
    return {
      status: 400,
      code: 'INVALID_VALUE',
      message: `a value is not of the form that is needed, and nothing was written: ${(error as Error).message}`,
    };
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

/** Forms of text in words. */
const formWords: Readonly<Record<string, string>> = {
  date: 'must be a date that there is, as YYYY-MM-DD',
  'date-time': 'must be an instant that there is, as YYYY-MM-DDThh:mm:ssZ or with an offset',
};

type ValidationError = { keyword: string; instancePath: string; params: object; message: string };

function wordsOf({ keyword, params, message }: ValidationError): string {
  if (keyword === 'boolean') return 'is not known here';
  if (keyword === 'format') return formWords[(params as { format: string }).format] ?? message;
  if (keyword === 'pattern' && (params as { pattern: string | RegExp }).pattern.toString() === '\\S')
    return 'must not be blank';
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
