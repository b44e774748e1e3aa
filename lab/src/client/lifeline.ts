import { Socket } from 'node:net';

// The launcher holds the other end of this pipe for as long as it lives. The variable is taken out of the environment
// at once: in a child the same number would name some other file.
const variable = 'TURNUP_LIFELINE_FD';
const descriptor = Number(process.env[variable] ?? Number.NaN);
delete process.env[variable];

/** Calls back once when the launcher that started this process is gone, by kill -9 too. Without one, never. */
export function onLauncherLost(listener: () => void): void {
  if (!Number.isInteger(descriptor)) return;
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    listener();
  };
  try {
    const line = new Socket({ fd: descriptor, readable: true, writable: false });
    line.on('end', tell).on('close', tell).on('error', tell);
    line.resume();
    line.unref();
  } catch {
    queueMicrotask(tell);
  }
}
