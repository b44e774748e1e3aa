import { type Logger, pino } from 'pino';

/** The log of a node. Secrets never reach it: what could hold one is redacted by name. */
export type Log = Logger;

/** Opens the log on standard error, as JSON lines, from a level up. */
export function openLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      // Only what a reader needs of an error: a database driver hangs its whole connection on it.
      serializers: { err: errorFields },
      redact: [
        '*.secret',
        '*.password',
        '*.token',
        '*.voucher',
        '*.authKey',
        '*.privKey',
        'secret',
        'password',
        'token',
        'headers.authorization',
      ],
    },
    pino.destination(2),
  );
}

function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    message,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: errorFields(cause) }),
  };
}
