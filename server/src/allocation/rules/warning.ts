/**
 * When the owner of a hold is warned: so many minutes before it ends, or null when there is no expiry, no policy, or
 * the hold is shorter than the notice (a warning at once would say nothing new).
 */
export function warnAtOf(holdUntil: string | null, beforeMinutes: number | null, now: string): string | null {
  if (holdUntil === null || beforeMinutes === null) return null;
  const atMs = Date.parse(holdUntil) - beforeMinutes * 60_000;
  return atMs > Date.parse(now) ? new Date(atMs).toISOString() : null;
}
