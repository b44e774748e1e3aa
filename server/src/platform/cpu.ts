/** CPU seconds that this thread has used so far: a clock that stands while others have the processor. */
export function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
