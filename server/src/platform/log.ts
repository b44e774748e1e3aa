import { type Logger, pino } from 'pino';

/** The log of a node. Secrets never reach it: what could hold one is redacted by name. */
export type Log = Logger;

/** Opens the log on standard error, as JSON lines, from a level up. */
export function openLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: ['*.secret', '*.password', '*.token', 'secret', 'password', 'token', 'headers.authorization'],
    },
    pino.destination(2),
  );
}
