import { Socket } from 'node:net';

// The launcher holds the other end of this pipe for as long as it lives, however it ends. The variable is taken out
// of the environment at once: in a grandchild the same number would name some other file.
const variable = 'TURNUP_LIFELINE_FD';
const descriptor = Number(process.env[variable] ?? Number.NaN);
delete process.env[variable];

let lost = false;
const listeners = new Set<() => void>();
if (Number.isInteger(descriptor)) watch(descriptor);

function watch(fd: number): void {
  const end = (): void => {
    if (lost) return;
    lost = true;
    for (const listener of listeners) listener();
  };
  try {
    const line = new Socket({ fd, readable: true, writable: false });
    line.on('end', end).on('close', end).on('error', end);
    line.resume();
    line.unref();
  } catch {
    end();
  }
}

/**
 * Calls `listener` once when the supervisor that started this process is gone, also after kill -9 of it: time to stop.
 * Without a supervisor (no TURNUP_LIFELINE_FD) it is never called. Does not keep the process alive.
 */
export function onLifelineLost(listener: () => void): void {
  if (lost) queueMicrotask(listener);
  else listeners.add(listener);
}
